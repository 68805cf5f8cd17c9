// Today left open: whoever comes back to the tab after a while sees the day as it is now. Nothing moves while one reads.
const STALE = 60_000;
let drawn = Date.now();
document.addEventListener("visibilitychange", () => {
  const busy = document.querySelector("#today details[open], #today :focus");
  if (document.visibilityState !== "visible" || busy || Date.now() - drawn < STALE) return;
  drawn = Date.now();
  htmx.ajax("GET", location.pathname, { target: "#today", select: "#today", swap: "outerHTML show:none" });
});
