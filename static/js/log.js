// The keys of the log. They move the real focus, so screen readers and the focus ring follow.
"use strict";
{
  const table = document.querySelector("[data-rows]");
  const links = table ? [...table.querySelectorAll("tbody .es-ref")] : [];
  const ticks = table ? [...table.querySelectorAll(".es-tick")] : [];
  const keys = document.querySelector("[data-keys]");
  const said = document.querySelector("[data-ticked]");
  let place = -1;
  if (keys) keys.hidden = false;

  const here = () => links.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const go = (steps) => {
    const now = here();
    place = Math.max(0, Math.min(links.length - 1, (now === -1 ? place : now) + steps));
    links[place]?.focus();
  };
  const tell = () => {
    const count = ticks.filter((tick) => tick.checked).length;
    if (said) said.textContent = count ? `${count} ticked` : "";
  };
  const does = {
    j: () => go(1),
    k: () => go(-1),
    o: () => links[here()]?.click(),
    x: () => links[here()]?.closest("tr").querySelector(".es-tick")?.click(),
    "/": () => { const box = document.getElementById("id_q"); box.focus(); box.select(); },
    "?": () => { if (keys) { keys.open = !keys.open; keys.querySelector("summary").focus(); } },
  };
  const isTyping = (target) =>
    target.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=submit])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    const act = does[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  for (const tick of ticks) tick.addEventListener("change", tell);
  window.addEventListener("pageshow", tell);  // Back brings the ticks again
}
