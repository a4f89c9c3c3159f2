// A frequent phrase goes to where one is writing. Without this the phrases stand below, to be copied.
"use strict";
for (const offered of document.querySelectorAll("[data-phrases]")) {
  offered.hidden = false;
  for (const plain of document.querySelectorAll("[data-phrases-plain]")) plain.hidden = true;
  const select = offered.querySelector("select");
  const text = document.getElementById(select.dataset.into);
  // On leaving the list or on Enter, not on each step through it with the keyboard.
  const insert = () => {
    if (!select.value) return;
    const before = text.value.slice(0, text.selectionStart);
    const gap = before && !/\s$/.test(before) ? " " : "";
    text.setRangeText(gap + select.value, text.selectionStart, text.selectionEnd, "end");
    select.value = "";
    text.focus();
  };
  let byKey = false;
  select.addEventListener("keydown", (event) => {
    byKey = event.key !== "Enter";
    if (event.key === "Enter") { event.preventDefault(); insert(); }
  });
  select.addEventListener("mousedown", () => { byKey = false; });
  select.addEventListener("change", () => { if (!byKey) insert(); });
  select.addEventListener("blur", insert);
}
