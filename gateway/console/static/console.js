// Scripts only add: every page works without this file.
import { initAll } from "./govuk/govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// How many messages are ticked stands in the button that decides about them.
const decide = document.querySelector("[data-count-ticked]");
if (decide) {
  const says = decide.textContent.trim();
  const count = () => {
    const ticked = decide.form.querySelectorAll("input:checked").length;
    decide.textContent = ticked ? `${says} (${ticked})` : says;
  };
  decide.form.addEventListener("change", count);
  count();
}
