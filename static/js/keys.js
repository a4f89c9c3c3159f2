// A letter follows the link that bears it, as “Keyboard shortcuts” tells at the foot of the page. None works while you type.
"use strict";
{
  const keys = document.querySelector("[data-keys]");
  keys.hidden = false;

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || target.closest("input, textarea, select, [contenteditable]")) return;
    if (key === "?") { keys.open = !keys.open; keys.querySelector("summary").focus(); return; }
    const link = [...document.querySelectorAll("a[data-key]")].find((each) => each.dataset.key === key);
    if (link) { event.preventDefault(); link.click(); }
  });
}
