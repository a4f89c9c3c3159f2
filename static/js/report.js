// The people of a report: rows added and removed in place, names offered from the register.
"use strict";
for (const list of document.querySelectorAll("[data-people]")) {
  const form = list.closest("form");
  const total = form.querySelector("[name=people-TOTAL_FORMS]");
  const offered = document.getElementById("register");
  const unknown = new Set(); // names that the register was asked for and does not have
  const known = new Set(); // labels as the register offers them, and the names in them: folded
  const fold = (text) => text.trim().replace(/\s+/g, " ").toLowerCase();
  const isKnown = (text) => known.has(fold(text));
  const rows = () => [...list.children];

  // A typed person is asked about, once the field is left; one from the register is not.
  const askWho = (row) => {
    const name = row.querySelector("[data-register]").value.trim();
    const who = row.querySelector("[data-who]");
    const answered = who.querySelector("select").value || who.querySelector(".es-error");
    who.hidden = !answered && (!name || isKnown(name));
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

  // The register knows a name and what stands after its first comma; the rest tells two people apart.
  const askRegister = async (text) => {
    const asked = { q: text.split(",").slice(0, 2).join(" "), school: form.querySelector("[name=school]")?.value ?? "" };
    const answer = await fetch(`${form.dataset.registerUrl}?${new URLSearchParams(asked)}`, { headers: { Accept: "application/json" } });
    if (answer.redirected || answer.status === 401 || answer.status === 403) {
      form.dispatchEvent(new Event("signedout"));
      return null;
    }
    if (!answer.ok) return null;
    const { labels } = await answer.json();
    for (const label of labels) known.add(fold(label)).add(fold(label.split(",")[0]));
    return labels;
  };

  let waiting;
  list.addEventListener("input", (event) => {
    if (!event.target.matches("[data-register]")) return;
    clearTimeout(waiting);
    const row = event.target.closest("li");
    const text = event.target.value.trim();
    if (text.length < 2 || isKnown(text)) {
      if (!text || isKnown(text)) askWho(row);
      return;
    }
    waiting = setTimeout(async () => {
      const labels = await askRegister(text).catch(() => null);
      if (!labels) return;
      offered.replaceChildren(...labels.map((label) => Object.assign(document.createElement("option"), { value: label })));
      if (document.activeElement === event.target && isKnown(event.target.value)) askWho(row);
    }, 150);
  });

  // Whether a name that is left, or that was there from the start, is on the register; who cannot be asked shows all.
  const settle = async (row) => {
    const field = row.querySelector("[data-register]");
    const text = field.value.trim();
    if (text.length > 1 && !isKnown(text) && !unknown.has(fold(text))) {
      const labels = await askRegister(text).catch(() => null);
      if (labels && !isKnown(text)) unknown.add(fold(text));
    }
    if (field.value.trim() === text) afterPress(() => askWho(row)); // or somebody types on
  };
  list.addEventListener("change", (event) => {
    const row = event.target.closest("li");
    clearTimeout(waiting);
    if (row) settle(row);
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
  form.querySelector("select[name=school]")?.addEventListener("change", () => { // another register
    known.clear();
    unknown.clear();
    for (const row of rows()) settle(row);
  });
  for (const row of rows()) {
    const who = row.querySelector("[data-who]");
    who.hidden = !who.querySelector("select").value && !who.querySelector(".es-error");
    settle(row);
  }
}
