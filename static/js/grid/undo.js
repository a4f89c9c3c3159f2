// Taking back what was changed in the grid and is not saved yet, one change at a time.
"use strict";
{
  const grid = document.querySelector("[data-grid]");
  const back = grid.querySelector("[data-undo]");
  const forth = grid.querySelector("[data-redo]");
  const voice = grid.querySelector("[data-say]");
  const done = [];
  const undone = [];
  let isOurs = false;

  const fields = (name) => [...grid.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  const value = (name) => {
    const all = fields(name);
    return all[0].type === "radio" ? all.find((radio) => radio.checked)?.value ?? "" : all[0].value;
  };

  // What each choice and each note was before the change that is told of next.
  const last = new Map();
  for (const { name, type } of grid.elements) if (type === "radio" || type === "text") last.set(name, value(name));

  const show = () => {
    back.setAttribute("aria-disabled", String(!done.length));
    forth.setAttribute("aria-disabled", String(!undone.length));
  };

  grid.addEventListener("change", ({ target }) => {
    if (isOurs || !last.has(target.name)) return;
    const now = value(target.name);
    if (now !== last.get(target.name)) {
      done.push({ name: target.name, from: last.get(target.name), to: now });
      undone.length = 0;
      last.set(target.name, now);
    }
    show();
  });

  const put = (name, text) => {
    const all = fields(name);
    let control = all[0];
    if (control.type === "radio") {
      for (const radio of all) radio.checked = radio.value === text;
      control = all.find((radio) => radio.checked) ?? control;
    } else {
      control.value = text;
    }
    last.set(name, text);
    isOurs = true;
    control.dispatchEvent(new Event("change", { bubbles: true }));
    isOurs = false;
    return control;
  };

  const step = (from, to, key, said) => {
    const change = from.pop();
    if (!change) {
      voice.textContent = `Nothing to ${said}.`;
      return;
    }
    to.push(change);
    const control = put(change.name, change[key]);
    const line = control.closest("tr");
    const row = (line.matches(".es-asks") ? line.previousElementSibling : line).querySelector("th > span").textContent.trim();
    voice.textContent = `${key === "from" ? "Taken back" : "Done again"}: ${row}.`;
    if (!document.activeElement.matches("[data-undo], [data-redo]")) control.focus();
    show();
  };
  const undo = () => step(done, undone, "from", "take back");
  const redo = () => step(undone, done, "to", "do again");

  back.addEventListener("click", undo);
  forth.addEventListener("click", redo);
  grid.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.type === "text") return; // a note undoes its own letters
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "y" || event.shiftKey) redo();
    else undo();
  });

  back.hidden = forth.hidden = false;
  show();
}
