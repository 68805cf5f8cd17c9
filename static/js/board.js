// Cards move by mouse, by a long press, and by keys. The server decides: a card that may not go there, or that
// somebody moved meanwhile, comes with its answer (_board_answer.html) to where it stands.
const board = document.getElementById("board");
const said = document.getElementById("board-said");
const LONG_PRESS = 350; // shorter is a tap, or the beginning of a scroll
const SLOP = 6;
const EDGE = 56;
let press = null; // a pointer is down on a card: { card, x, y, touch, timer }
let held = null; // a card is in the hand: { card, home, to, places, ghost }
let sent = null; // the server is asked: { card, lane, next, focus }

const places = () => [...board.querySelectorAll("[data-place]")];
const home = (card) => card.closest("[data-place]");
const link = (card) => card.querySelector(".who > a");
const words = (name, values) => board.dataset[name].replace(/{(\w+)}/g, (_all, key) => values[key]);
const say = (name, card, to) => {
  said.textContent = words(name, { card: link(card).textContent, place: to.dataset.label });
};

// --- in the hand

function lift(card) {
  if (sent) return say("stuck", sent.card ?? card, home(card));
  closeMenus();
  const from = home(card);
  const legal = from.dataset.moves.split(" ");
  const open = (one) => one === from || legal.includes(one.dataset.place);
  held = { card, home: from, to: null, places: places().filter(open) };
  for (const one of places()) {
    if (one !== from) one.classList.add(open(one) ? "is-open" : "is-closed");
    if (!open(one)) explain(one, from.dataset.stays ?? one.dataset.why ?? words("closed", { place: from.dataset.label }));
  }
  document.body.classList.add("is-dragging");
  card.classList.add("is-held");
}

// A closed place says why it is, where else it says what it does.
function explain(one, why) {
  const line = one.querySelector(".why, .does");
  line.dataset.said ??= line.textContent;
  line.textContent = why ?? line.dataset.said;
}

function over(one) {
  held.to?.classList.remove("is-over");
  held.to = held.places.includes(one) && one !== held.home ? one : null;
  held.to?.classList.add("is-over");
}

function letGo() {
  const { card, ghost } = held;
  held = null;
  ghost?.remove();
  card.classList.remove("is-held", "is-away");
  document.body.classList.remove("is-dragging");
  for (const one of places()) {
    if (one.classList.contains("is-closed")) explain(one);
    one.classList.remove("is-open", "is-closed", "is-over");
  }
}

function putBack() {
  say("back", held.card, held.home);
  letGo();
}

function putDown(focus) {
  const { card, to } = held;
  if (!to) return putBack();
  letGo();
  if (to.dataset.opens) location.assign(to.dataset.opens.replace("/0/", `/${card.id.slice(1)}/`));
  else send(card, to, focus);
}

// --- to the server and back

function send(card, to, focus) {
  const values = { to: to.dataset.place, stands: home(card).dataset.place };
  say("put", card, to);
  sent = { card, lane: card.parentElement, next: card.nextElementSibling, focus };
  // Shown at once where it goes; the card of the answer takes its place.
  const lane = to.querySelector(".lane");
  if (lane) lane.prepend(card);
  else card.classList.add("is-away");
  htmx.ajax("POST", link(card).nextElementSibling.href, { source: board, swap: "none", values });
}

const ours = ({ requestConfig: { elt, verb } }) => verb === "post" && (elt === board || elt.matches(".bmenu"));

document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  if (elt.matches(".bmenu")) sent = { card: elt.closest(".bcard"), lane: elt.closest(".lane"), focus: true };
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!ours(detail)) return;
  // A refusal brings the card to where it stands, with the moves from there: shown like any answer.
  if ([409, 422].includes(detail.xhr.status)) detail.shouldSwap = true;
  // This window may show fewer columns, or the card no more: what has no place here is left out.
  const answer = new DOMParser().parseFromString(detail.serverResponse, "text/html");
  for (const part of answer.querySelectorAll("[data-hx-swap-oob]")) {
    const [, at] = part.dataset.hxSwapOob.split(":");
    if (!document.querySelector(at ?? `#${part.id}`)) part.remove();
  }
  detail.serverResponse = answer.body.innerHTML;
});

document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!ours(detail)) return;
  const { card, lane, next, focus } = sent;
  sent = null;
  const after = document.getElementById("board-after");
  if (!detail.xhr.status) {
    card?.classList.remove("is-away");
    if (next !== undefined) lane.insertBefore(card, next);
    after.textContent = board.dataset.lost;
  } else if (!after.dataset.card || !detail.xhr.responseText.includes(after.id)) {
    location.reload(); // signed out, or in the bin meanwhile: the page itself says which
  } else {
    arrive(document.getElementById(after.dataset.card), lane, focus);
  }
});

function arrive(card, lane, focus) {
  const choice = card?.querySelector(".bmenu .btn");
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (choice) choice.focus();
  else if (focus && card) link(card).focus();
  else if (focus) (lane?.querySelector(".who > a") ?? document.querySelector("#notices button"))?.focus();
}

// "Take it back" in the toast, without leaving the board.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("#notices form") || !form.action.includes("/moves/")) return;
  event.preventDefault();
  sent = { focus: true };
  htmx.ajax("POST", form.action, { source: board, swap: "none" });
});

// --- the menu

function closeMenus() {
  document.querySelectorAll(".bmenu").forEach((menu) => menu.remove());
}

board.addEventListener("click", async (event) => {
  const opener = event.target.closest(".bcard .icon-btn");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const card = opener.closest(".bcard");
  const open = card.querySelector(".bmenu");
  closeMenus();
  if (open) return;
  await htmx.ajax("GET", opener.href, { source: opener, target: card, swap: "beforeend" });
  card.querySelector(".bmenu .btn")?.focus();
  card.querySelector(".bmenu")?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".bmenu, .icon-btn")) closeMenus();
});

// --- keys

board.addEventListener("focusin", ({ target }) => {
  if (target.matches(".who > :first-child")) target.setAttribute("aria-describedby", "board-how");
});

board.addEventListener("focusout", () => {
  if (held && !held.ghost) putBack();
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const menu = target.closest?.(".bmenu");
  if (key === "Escape" && menu) {
    link(menu.closest(".bcard")).nextElementSibling.focus();
    closeMenus();
  } else if (held) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
    if (key === "Tab") return;
    event.preventDefault();
    if (key === "Escape") putBack();
    else if (key === " " && !held.ghost) putDown(true);
    else if (step && !held.ghost) walk(step);
  } else if (key === " " && target.matches?.(".bcard .who > :first-child")) {
    event.preventDefault();
    lift(target.closest(".bcard"));
    if (held) say("held", held.card, held.home);
  }
});

function walk(step) {
  const all = held.places;
  const at = all.indexOf(held.to ?? held.home) + step;
  const to = all[Math.min(Math.max(at, 0), all.length - 1)];
  over(to);
  to.scrollIntoView({ block: "nearest", inline: "nearest" });
  said.textContent = words("over", { place: to.dataset.label, n: all.indexOf(to) + 1, all: all.length });
}

// --- mouse and touch

board.addEventListener("pointerdown", (event) => {
  const card = event.target.closest(".bcard");
  if (!card || event.button || event.target.closest(".icon-btn, .bmenu")) return;
  press = { card, x: event.clientX, y: event.clientY, touch: event.pointerType !== "mouse" };
  if (press.touch) press.timer = setTimeout(() => pick(), LONG_PRESS);
});

function pick() {
  const { card, x, y } = press;
  press = null;
  lift(card);
  if (!held) return;
  const box = card.getBoundingClientRect();
  const ghost = card.cloneNode(true);
  ghost.removeAttribute("id");
  ghost.classList.add("ghost");
  ghost.style.width = `${box.width}px`;
  document.body.append(ghost);
  card.classList.replace("is-held", "is-away");
  Object.assign(held, { ghost, x, y, left: box.left - x, top: box.top - y });
  getSelection().removeAllRanges();
  navigator.vibrate?.(10);
  follow();
}

const under = ({ x, y }) => document.elementFromPoint(x, y)?.closest("[data-place]");

function follow() {
  if (!held?.ghost) return;
  const { ghost, x, y, left, top } = held;
  ghost.style.left = `${x + left}px`;
  ghost.style.top = `${y + top}px`;
  over(under(held));
  // Near an edge the page comes along, so that a far column and the places under the board can be reached.
  const pull = (at, size) => (at < EDGE ? at - EDGE : Math.max(0, at - size + EDGE)) / 4;
  board.querySelector(".board").scrollBy(pull(x, innerWidth), 0);
  scrollBy(0, pull(y, innerHeight));
  requestAnimationFrame(follow);
}

function forget() {
  clearTimeout(press?.timer);
  press = null;
}

document.addEventListener("pointermove", ({ clientX: x, clientY: y }) => {
  if (press && Math.hypot(x - press.x, y - press.y) >= SLOP) {
    if (press.touch) forget();
    else pick();
  }
  if (held?.ghost) Object.assign(held, { x, y });
});

document.addEventListener("pointerup", ({ clientX: x, clientY: y }) => {
  forget();
  if (!held?.ghost) return;
  over(under({ x, y }));
  // The click that follows would open the card that was put down.
  addEventListener("click", (click) => click.preventDefault(), { capture: true, once: true });
  setTimeout(() => dispatchEvent(new Event("click")));
  putDown(false);
});

document.addEventListener("pointercancel", () => {
  forget();
  if (held?.ghost) putBack();
});

// While a card is in the hand the finger moves it and not the page; before that it scrolls as ever.
board.addEventListener("touchmove", (event) => { if (held) event.preventDefault(); }, { passive: false });
board.addEventListener("contextmenu", (event) => { if (press?.touch || held) event.preventDefault(); });
board.addEventListener("dragstart", (event) => event.preventDefault());
