// Single keys, for whoever likes them: each is told as a "press" event, and the script it belongs to listens.
// Nothing happens while somebody types or a box is open, and the help switches them all off (WCAG 2.1.4).
const TYPES = "input, textarea, select, [contenteditable], [role=textbox], [role=application]";
const areOff = () => localStorage.getItem("keys") === "off";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key.length !== 1 || event.target.closest?.(TYPES) || document.querySelector("dialog[open]")) return;
  if (areOff()) return;
  const press = new CustomEvent("press", { detail: event.key, cancelable: true });
  if (!document.dispatchEvent(press)) event.preventDefault();
});

// 1 to 4: the places of the navigation.
document.addEventListener("press", (event) => {
  const place = /^[1-4]$/.test(event.detail) && document.querySelector(`.nav-main [data-place="${event.detail}"]`);
  if (place) { event.preventDefault(); place.click(); }
});

// /: the search of this page; without one, the palette, which looks through all applications.
document.addEventListener("press", (event) => {
  if (event.detail !== "/") return;
  const field = document.querySelector("main input[type=search]");
  event.preventDefault();
  if (field) { field.focus(); field.select(); } else document.querySelector(".find").click();
});

// ?: what there is.
const help = document.getElementById("keys");
document.addEventListener("press", (event) => {
  if (event.detail !== "?") return;
  event.preventDefault();
  open();
});
document.querySelectorAll("[data-help]").forEach((button) => button.addEventListener("click", open));
help.addEventListener("change", (event) => localStorage.setItem("keys", event.target.checked ? "on" : "off"));

async function open() {
  const slot = help.querySelector("[data-slot]");
  if (!slot.firstChild) await htmx.ajax("GET", help.dataset.piece, { target: slot });
  if (!slot.firstChild) return;
  slot.querySelector("input").checked = !areOff();
  help.showModal();
}
