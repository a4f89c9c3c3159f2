// A step that takes some seconds says so, and is not started twice. Without this the browser's own sign does.
"use strict";
for (const form of document.querySelectorAll("form[data-working]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    const status = form.querySelector("[data-meanwhile]");
    status.textContent = status.dataset.meanwhile;
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-working]")) {
    delete form.dataset.sent;
    form.querySelector("[data-meanwhile]").textContent = "";
  }
});
