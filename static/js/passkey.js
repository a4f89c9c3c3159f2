// A passkey answers for a form: its button asks the browser, puts the answer into the form and sends it. Without this
// the button is not shown, and the other ways of proving who one is are used.
"use strict";
for (const button of document.querySelectorAll("[data-passkey-button]")) {
  if (!window.PublicKeyCredential) break;
  const form = button.closest("form");
  const problem = form.querySelector("[data-passkey-problem]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    problem.hidden = true;
    try {
      const answer = button.dataset.options
        ? await webauthnJSON.create(JSON.parse(button.dataset.options))
        : await webauthnJSON.get(await (await fetch(button.dataset.question)).json());
      form.querySelector("[data-passkey]").value = JSON.stringify(answer);
      form.requestSubmit();
    } catch {
      problem.hidden = false; // given up by who sits there, or nothing was found
    }
  });
}
