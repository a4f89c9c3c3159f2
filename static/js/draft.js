// Keeps a report as it is typed: on the server, for the one who types it, never in this browser.
"use strict";
for (const form of document.querySelectorAll("[data-draft-url]")) {
  const state = form.querySelector("[data-draft-state]");
  const pause = 3000;
  let waiting;
  let kept = "";
  let sending = false;

  const typed = () => new URLSearchParams(new FormData(form)).toString();
  const say = (text) => { if (state.textContent !== text) state.textContent = text; };

  const saySignedOut = (is) => { for (const note of form.querySelectorAll("[data-signed-out]")) note.hidden = !is; };
  form.addEventListener("signedout", () => { say(""); saySignedOut(true); });

  const keep = async (leaving = false) => {
    clearTimeout(waiting);
    const now = typed();
    if (sending || now === kept) return;
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST",
        body: new URLSearchParams(now),
        headers: { Accept: "application/json" },
        keepalive: leaving && now.length < 60000, // a browser keeps no more than 64 KB alive
      });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
        form.dispatchEvent(new Event("signedout"));
        return;
      }
      saySignedOut(false);
      const { kept: at, empty } = await answer.json();
      if (empty) { kept = now; say(""); return; }
      if (!at) { say("Too long to be kept as a draft. Send it, or shorten it."); return; }
      kept = now;
      say(`Kept as a draft, ${at}`);
    } catch {
      say("Not kept just now: the site cannot be reached. It is tried again as you type.");
    }
  };

  const started = typed();
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, pause);
  };
  form.addEventListener("input", later);
  form.addEventListener("click", (event) => { if (event.target.closest("[data-add], [data-remove]")) later(); });
  form.addEventListener("submit", () => { sending = true; clearTimeout(waiting); });
  addEventListener("pageshow", () => { sending = false; });
  addEventListener("pagehide", () => { if (typed() !== started) keep(true); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && typed() !== started) keep(true);
  });
}
