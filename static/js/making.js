// Looks every two seconds how far something is that is being made, and goes on to it once it is.
"use strict";
for (const place of document.querySelectorAll("[data-making]")) {
  const look = async () => {
    try {
      const answer = await fetch(place.dataset.making, { headers: { "X-Waits": "yes" }, redirect: "manual" });
      if (answer.type === "opaqueredirect") { location.assign(place.dataset.making); return; }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-making]");
      if (!now) { location.reload(); return; }
      if (now.innerHTML !== place.innerHTML) place.innerHTML = now.innerHTML;
    } catch {
      // the site cannot be reached just now: the link on the page asks again
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1000);
}
