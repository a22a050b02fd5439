// Scripts only add: every page works without this file.
import { initAll } from "./govuk/govuk-frontend.min.js";
import "./passkey.js";

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

// Keys. Whoever cannot use them, or dictates, switches them off on the help page; the browser remembers it.
const OFF = "keys-off";
const areOff = () => localStorage.getItem(OFF) === "yes";
const lines = [...document.querySelectorAll("[data-keys=list] tbody tr")];
let at = -1;

const move = (by) => {
  if (!lines.length) {
    return;
  }
  lines[at]?.classList.remove("at-keys");
  at = Math.min(Math.max(at + by, 0), lines.length - 1);
  lines[at].classList.add("at-keys");
  lines[at].querySelector("a").focus();
};
const choose = (number) => {
  const choice = document.querySelectorAll("[data-keys=decide] input[name=answer]")[number - 1];
  if (choice) {
    choice.click();
    choice.focus();
  }
};
const doings = {
  j: () => (lines.length ? move(1) : document.querySelector("[data-keys=next]")?.click()),
  k: () => (lines.length ? move(-1) : history.back()),
  x: () => lines[at]?.querySelector("input[type=checkbox]")?.click(),
  "/": () => document.querySelector("#q")?.focus(),
  "?": () => location.assign("/help#keys"),
};
const isTyping = (target) => target.closest("textarea, select, input:not([type=radio], [type=checkbox])");

document.addEventListener("keydown", (event) => {
  if (areOff() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  const doing = doings[event.key] || (/^[1-9]$/.test(event.key) && (() => choose(Number(event.key))));
  if (doing) {
    event.preventDefault();
    doing();
  }
});

const hint = document.querySelector("[data-keys=hint]");
if (hint) {
  hint.hidden = areOff();
}
const help = document.querySelector("[data-keys=help]");
if (help) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  const say = () => {
    button.textContent = areOff() ? "Switch the keys on" : "Switch the keys off";
    hint.hidden = areOff();
  };
  button.addEventListener("click", () => {
    localStorage.setItem(OFF, areOff() ? "no" : "yes");
    say();
  });
  say();
  help.append(button);
}
