// Hides the screen at once when somebody comes to the desk: the link in the bar, or Escape twice. Without this the
// link leads to a blank page, and what was typed waits behind the browser's own way back.
"use strict";
const TWICE = 700; // milliseconds between the two presses
const hide = document.querySelector("[data-hide]");
const title = document.title;
const cover = document.createElement("div");
cover.className = "es-blank es-blank--cover";
cover.hidden = true;
cover.innerHTML = '<main><h1>Blank page</h1><p><button type="button" class="btn btn-link">Show the page again</button></p></main>';
document.documentElement.append(cover);
const show = cover.querySelector("button");
let focused = null;
let pressed = -Infinity;

const turn = (away) => {
  if (away === !cover.hidden) return;
  if (away) focused = document.activeElement;
  cover.hidden = !away;
  document.body.inert = away;
  document.title = away ? "Blank page" : title;
  if (away) show.focus();
  else focused?.focus?.();
};

hide.addEventListener("click", (event) => { event.preventDefault(); turn(true); });
show.addEventListener("click", () => turn(false));
// Listened to first of all, so that no field and no menu can keep the key to itself.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  const twice = event.timeStamp - pressed < TWICE;
  pressed = twice ? -Infinity : event.timeStamp;
  if (twice) turn(cover.hidden);
}, true);
