// Names of the register are offered while one types. Without this the whole name is typed.
"use strict";
for (const field of document.querySelectorAll("[data-names-url] [data-register]")) {
  const place = field.closest("[data-names-url]");
  const offered = document.getElementById("register");
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text.length < 2) return;
    waiting = setTimeout(async () => {
      const asked = new URLSearchParams({ q: text, school: place.dataset.namesSchool });
      const answer = await fetch(`${place.dataset.namesUrl}?${asked}`);
      if (!answer.ok || answer.redirected) return; // signed out meanwhile: sending the form says so
      const { labels } = await answer.json();
      offered.replaceChildren(...labels.map((label) => Object.assign(document.createElement("option"), { value: label })));
    }, 150);
  });
}
