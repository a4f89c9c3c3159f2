// The people of a report: rows added and removed in place, names offered from the register.
"use strict";
for (const list of document.querySelectorAll("[data-people]")) {
  const form = list.closest("form");
  const total = form.querySelector("[name=people-TOTAL_FORMS]");
  const offered = document.getElementById("register");
  const known = new Set();
  const rows = () => [...list.children];

  // A typed person is asked about; one from the register is not.
  const askWho = (row) => {
    const name = row.querySelector("[data-register]").value.trim();
    const who = row.querySelector("[data-who]");
    const answered = who.querySelector("select").value || who.querySelector(".es-error");
    who.hidden = !answered && (!name || known.has(name));
  };

  const renumber = () => {
    rows().forEach((row, index) => {
      for (const element of row.querySelectorAll("[name^=people-], [for^=id_people-], [id^=id_people-]")) {
        for (const attribute of ["name", "for", "id"]) {
          const value = element.getAttribute(attribute);
          if (value) element.setAttribute(attribute, value.replace(/people-\d+/, `people-${index}`));
        }
      }
      row.querySelector("label").textContent = `Person ${index + 1}`;
      for (const hidden of row.querySelectorAll(".visually-hidden")) {
        hidden.textContent = hidden.textContent.replace(/\d+/, index + 1);
      }
      row.querySelector("[data-remove]").value = index;
    });
    total.value = rows().length;
  };

  const empty = (row) => {
    for (const control of row.querySelectorAll("input, select")) {
      control.value = "";
      control.classList.remove("is-invalid");
      control.removeAttribute("aria-invalid");
    }
    for (const error of row.querySelectorAll(".es-error")) error.remove();
    askWho(row);
  };

  // What appears when a field is left would move the button that is being pressed, and the press would miss it.
  let pressed = false;
  addEventListener("mousedown", () => { pressed = true; }, true);
  addEventListener("mouseup", () => { pressed = false; }, true);
  const afterPress = (act) => { if (pressed) addEventListener("mouseup", () => setTimeout(act), { once: true }); else act(); };

  let waiting;
  list.addEventListener("input", (event) => {
    if (!event.target.matches("[data-register]")) return;
    clearTimeout(waiting);
    const row = event.target.closest("li");
    const text = event.target.value.trim();
    if (text.length < 2 || known.has(text)) { askWho(row); return; }
    waiting = setTimeout(async () => {
      const school = form.querySelector("[name=school]")?.value ?? "";
      const answer = await fetch(`${form.dataset.registerUrl}?${new URLSearchParams({ q: text, school })}`);
      if (!answer.ok || answer.redirected) return; // signed out meanwhile: sending the report says so
      const { labels } = await answer.json();
      for (const label of labels) known.add(label);
      offered.replaceChildren(...labels.map((label) => Object.assign(document.createElement("option"), { value: label })));
      if (document.activeElement !== event.target) afterPress(() => askWho(row));
    }, 150);
  });
  list.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    if (row) afterPress(() => askWho(row));
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    if (rows().length === 1) empty(row);
    else { row.remove(); renumber(); }
    list.querySelector("input").focus();
  });
  form.querySelector("[data-add]").addEventListener("click", (event) => {
    event.preventDefault();
    const row = list.lastElementChild.cloneNode(true);
    list.append(row);
    empty(row);
    renumber();
    row.querySelector("input").focus();
  });
  for (const row of rows()) askWho(row);
}
