// The grid of a matrix: marks what is not saved, asks who or when where a decision needs it, warns before it is left.
"use strict";
{
  const grid = document.querySelector("[data-grid]");
  const rows = [...grid.querySelectorAll("tbody tr:not(.es-rowgroup, .es-asks)")];
  const suffix = ".was";
  let unsaved = 0;
  let leaving = false;

  const control = (name) => grid.elements.namedItem(name);
  const chosen = (name) => grid.querySelector(`input[type=radio][name="${CSS.escape(name)}"]:checked`);
  const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

  // The names of what can be decided in a row: each has a hidden field with what was saved.
  const names = (row) => [...row.querySelectorAll("input[type=hidden]")]
    .map((field) => field.name)
    .filter((name) => name.endsWith(suffix) && !name.endsWith(`.note${suffix}`))
    .map((name) => name.slice(0, -suffix.length));

  const isChanged = (name) => {
    const choice = chosen(name);
    if ((choice ? choice.value : "") !== control(name + suffix).value) return true;
    const note = control(`${name}.note`);
    return Boolean(note && (choice?.dataset.asks || note.type === "hidden") && note.value.trim() !== control(`${name}.note${suffix}`).value);
  };

  // The line of the notes stands after its row.
  const notes = (row) => (row.nextElementSibling?.matches(".es-asks") ? row.nextElementSibling : undefined);

  const ask = (row) => {
    for (const box of notes(row)?.querySelectorAll("[data-for]") ?? []) {
      const question = chosen(box.dataset.for)?.dataset.asks;
      box.hidden = !question;
      box.querySelector("[data-needed]").hidden = !question;
      if (question) box.querySelector("[data-question]").textContent = question;
    }
  };

  const look = (row) => {
    const own = names(row);
    const changed = own.filter(isChanged).length;
    const open = own.filter((name) => !chosen(name)).length;
    for (const line of [row, notes(row)].filter(Boolean)) {
      line.classList.toggle("is-changed", changed > 0);
      line.classList.toggle("is-undecided", changed === 0 && open > 0);
    }
    const tag = row.querySelector("[data-unsaved]");
    if (tag) tag.hidden = changed === 0;
    const undecided = row.querySelector("[data-open]");
    if (undecided) undecided.hidden = changed > 0 || open === 0;
    for (const cell of row.querySelectorAll(".es-cell")) cell.classList.toggle("is-open", !cell.querySelector(":checked"));
    for (const cell of row.cells) {
      const choice = cell.querySelector("input[type=radio]:checked");
      cell.classList.toggle("is-changed", Boolean(choice && isChanged(choice.name)));
    }
    ask(row);
    return { changed, open };
  };

  const state = new Map();
  const tell = () => {
    const all = [...state.values()];
    unsaved = all.reduce((sum, { changed }) => sum + changed, 0);
    const open = all.filter((row) => row.open > 0).length;
    grid.querySelector("[data-changes]").textContent = unsaved ? `${plural(unsaved, "change")} not saved.` : "Nothing changed yet.";
    grid.querySelector("[data-undecided]").textContent = `${plural(open, "row")} undecided`;
  };

  for (const row of rows) state.set(row, look(row));
  tell();

  const update = (event) => {
    const line = event.target.closest("tr");
    const row = line?.matches(".es-asks") ? line.previousElementSibling : line;
    if (!row) return;
    state.set(row, look(row));
    tell();
  };
  grid.addEventListener("change", update);
  grid.addEventListener("input", update);
  grid.addEventListener("submit", () => { leaving = true; });
  grid.querySelector("[data-discard]").addEventListener("click", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => { if (unsaved && !leaving) event.preventDefault(); });
}
