// Moving through the grid of a matrix as in a spreadsheet: arrows from cell to cell, letters and Space to choose.
"use strict";
{
  const grid = document.querySelector("[data-grid]");
  const rows = [...grid.querySelectorAll("tbody tr:not(.es-rowgroup, .es-asks)")];
  const LETTERS = { y: "yes", i: "conditional", n: "no" };

  const radios = (cell) => [...cell.querySelectorAll("input[type=radio]")];
  const isSeen = (element) => element.getClientRects().length > 0;
  const cells = (row) => [...row.cells].filter((cell) => cell.tagName === "TD" && isSeen(cell));
  const isMany = (cell) => cell.classList.contains("es-cell");

  // Where the focus goes in a cell: the choice that is made, else the first one; a locked cell takes it itself.
  const stop = (cell) => cell.querySelector(":checked") ?? radios(cell)[0] ?? cell;

  // Each row of a sanctions table is one stop for Tab: the cell that was visited last.
  const takeTab = (cell) => {
    if (!isMany(cell)) return;
    for (const other of cell.parentElement.querySelectorAll(".es-cell input[type=radio]")) other.tabIndex = -1;
    for (const radio of radios(cell)) radio.tabIndex = 0;
  };
  for (const row of rows) {
    const first = row.querySelector(".es-cell");
    if (first) takeTab(first);
    for (const cell of row.cells) if (cell.tagName === "TD" && !radios(cell).length) cell.tabIndex = -1;
  }
  grid.addEventListener("focusin", ({ target }) => {
    const cell = target.closest("td.es-cell");
    if (cell) takeTab(cell);
  });

  const visit = (cell) => { takeTab(cell); stop(cell).focus(); };

  const moved = (cell, across, down) => {
    const row = cell.parentElement;
    if (!down) {
      const own = cells(row);
      return own[own.indexOf(cell) + across];
    }
    for (let at = rows.indexOf(row) + down; rows[at]; at += down) {
      const below = rows[at].cells[cell.cellIndex];
      if (below && isSeen(below)) return below;
    }
    return undefined;
  };

  const MOVES = {
    ArrowLeft: (cell) => moved(cell, -1, 0),
    ArrowRight: (cell) => moved(cell, 1, 0),
    ArrowUp: (cell) => moved(cell, 0, -1),
    ArrowDown: (cell) => moved(cell, 0, 1),
    Enter: (cell, event) => moved(cell, 0, event.shiftKey ? -1 : 1),
    Home: (cell, event) => cells(event.ctrlKey ? rows[0] : cell.parentElement)[0],
    End: (cell, event) => cells(event.ctrlKey ? rows.at(-1) : cell.parentElement).at(-1),
  };

  const choose = (radio) => {
    radio.focus();
    if (radio.checked) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const next = (cell) => {
    const all = radios(cell);
    return isMany(cell) ? all[(all.findIndex((radio) => radio.checked) + 1) % all.length] : all[0];
  };

  const wanted = (cell, { key }) => {
    if (key === " ") return next(cell);
    const value = LETTERS[key.toLowerCase()];
    return value && isMany(cell) ? radios(cell).find((radio) => radio.value === value) : undefined;
  };

  grid.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const cell = event.target.closest("tbody tr:not(.es-asks) > td");
    if (!cell) {
      if (event.key === "Enter" && event.target.matches("[data-for] input")) { // the note is done: back to its row
        event.preventDefault();
        const chosen = grid.querySelector(`input[type=radio][name="${CSS.escape(event.target.closest("[data-for]").dataset.for)}"]:checked`);
        chosen?.focus();
      }
      return;
    }
    if (Object.hasOwn(MOVES, event.key)) {
      event.preventDefault(); // the arrows of a radio would choose, and Enter would save
      const target = MOVES[event.key](cell, event);
      if (target) visit(target);
    } else if (!event.ctrlKey) {
      const radio = wanted(cell, event);
      if (!radio && event.key !== " ") return;
      event.preventDefault();
      if (radio) choose(radio);
    }
  });

  grid.querySelector("[data-keys]")?.removeAttribute("hidden");
}
