// Passkeys: only a script can ask the browser for one. Without it the forms stay hidden, and codes do the same.
const can = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

for (const form of can ? document.querySelectorAll("form[data-passkey]") : []) {
  const making = form.dataset.passkey === "create";
  const failed = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    failed.hidden = true;
    try {
      const options = JSON.parse(form.elements.options.value);
      const credential = making
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.answer.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      failed.hidden = false; // cancelled, timed out, or none that fits
    }
  });
}
if (can) document.querySelectorAll("[data-no-passkey]").forEach((text) => text.remove());
