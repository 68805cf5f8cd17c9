// Ctrl+K: type what is wanted. Pages come from the navigation, things to do from the buttons of this page, applications
// from the server. The focus stays in the field; the arrows move through the list (the ARIA combobox pattern).
const palette = document.getElementById("palette");
const wanted = palette.querySelector("input");
const group = (name) => palette.querySelector(`[data-group=${name}]`);
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const nameOf = (thing) => (thing.ariaLabel || thing.textContent).replace(/\s+/g, " ").trim();
const acts = new Map();
let chosen = 0;
let asked;

const options = () => [...palette.querySelectorAll("[role=option]")];

function option(text, act) {
  const line = document.createElement("li");
  line.role = "option";
  line.append(document.createElement("span"));
  line.firstChild.textContent = text;
  acts.set(line, act);
  return line;
}

function show(name, lines) {
  group(name).replaceChildren(...lines);
  group(name).hidden = !lines.length;
  mark(0);
}

function mark(at) {
  const all = options();
  chosen = Math.max(0, Math.min(at, all.length - 1));
  all.forEach((line, number) => {
    line.id = `palette-${number}`;
    line.ariaSelected = String(number === chosen);
  });
  if (all[chosen]) {
    wanted.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  } else wanted.removeAttribute("aria-activedescendant");
}

function go(line) {
  if (!line) return;
  palette.close();
  if (line.dataset.to) location.assign(line.dataset.to);
  else acts.get(line)();
}

function look() {
  const text = fold(wanted.value.trim());
  const has = (thing) => fold(nameOf(thing)).includes(text);
  const doable = [...document.querySelectorAll("main :is(a.btn, button.btn, summary.btn)")];
  show("acts", doable.filter((thing) => thing.checkVisibility() && !thing.disabled && has(thing)).slice(0, 8)
    .map((thing) => option(nameOf(thing), () => { thing.focus(); thing.click(); })));
  show("pages", [...document.querySelectorAll(".nav-main a, .you li a, .top-end > a.btn")].filter(has)
    .map((link) => option(nameOf(link), () => link.click())));
}

async function ask() {
  const text = wanted.value.trim();
  if (!text) return show("found", []);
  const answer = await fetch(`${palette.dataset.find}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
  const piece = new DOMParser().parseFromString(`<ul>${answer.ok ? await answer.text() : ""}</ul>`, "text/html");
  show("found", [...piece.querySelectorAll("li")]);
}

function askSoon() {
  asked?.abort();
  asked = new AbortController();
  const { signal } = asked;
  setTimeout(() => {
    // A newer letter, or no network: what was found before stays until the next.
    if (!signal.aborted) ask().catch(() => {});
  }, 120);
}

function open() {
  if (document.querySelector("dialog[open]")) return;
  wanted.value = "";
  show("found", []);
  look();
  palette.showModal();
}

wanted.addEventListener("input", () => { look(); askSoon(); });
wanted.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) { event.preventDefault(); mark(chosen + step); }
  if (event.key === "Enter") { event.preventDefault(); go(options()[chosen]); }
});
palette.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
palette.addEventListener("pointermove", (event) => {
  const line = event.target.closest("[role=option]");
  if (line && line.ariaSelected !== "true") mark(options().indexOf(line));
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  event.preventDefault();
  if (palette.open) palette.close();
  else open();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("a.find") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open();
});
