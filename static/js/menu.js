// An open menu closes with Escape, which gives the focus back, and when somebody turns to something else.
const openMenus = () => document.querySelectorAll("details[data-menu][open], details.later[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

for (const turn of ["click", "focusin"]) {
  document.addEventListener(turn, (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
}
