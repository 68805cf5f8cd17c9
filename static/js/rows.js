// j and k walk through the rows of a list, the cards of a board, the things of Today. The row's own link gets the focus,
// so that Enter opens it and a screen reader reads it.
const ROWS = ".list tbody tr, .rows > li, .bcard, [data-row]";
const linkOf = (row) => (row.matches("a[href]") ? row : row.querySelector("a[href]"));

document.addEventListener("press", (event) => {
  if (event.detail !== "j" && event.detail !== "k") return;
  const rows = [...document.querySelectorAll(`main :is(${ROWS})`)].filter((row) => row.checkVisibility() && linkOf(row));
  if (!rows.length) return;
  event.preventDefault();
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = event.detail === "j" ? Math.min(here + 1, rows.length - 1) : Math.max(here - 1, 0);
  linkOf(rows[next]).focus({ focusVisible: true });
  rows[next].scrollIntoView({ block: "nearest" });
});

// Tabs that scroll sideways: the one that is open is in sight.
for (const tab of document.querySelectorAll(".tabline [aria-current]")) {
  const line = tab.closest(".tabline");
  line.scrollLeft = Math.max(0, tab.getBoundingClientRect().right - line.getBoundingClientRect().right + line.scrollLeft);
}
