// What is typed into a form stays in this tab until it is saved: through going back, a session that ended, a lost network.
// Kept are fields that differ from what the page came with, for one person and one form; never a password, never a token.
const person = document.documentElement.dataset.person;
const mine = `draft:${person}:`;
const OURS = ["csrfmiddlewaretoken", "form_key", "next", "stands"];
const TYPES = /^(text|email|url|search|tel|number|date|datetime-local|time|textarea|select-one|radio|checkbox)$/;

const isBox = (field) => /^(radio|checkbox)$/.test(field.type);
const nameOf = (field) => (isBox(field) ? `${field.name}=${field.value}` : field.name);
const now = (field) => (isBox(field) ? field.checked : field.value);
const fields = (form) => [...form.elements].filter((one) => one.name && !OURS.includes(one.name) && TYPES.test(one.type));
const keyOf = (form) => {
  const to = form.getAttribute("action") || form.dataset.hxPost || location.pathname;
  return mine + new URL(to, location.href).pathname;
};

function came(field) {
  if (isBox(field)) return field.defaultChecked;
  if (field.type !== "select-one") return field.defaultValue;
  return ([...field.options].find((one) => one.defaultSelected) ?? field.options[0])?.value;
}

function worthKeeping(form) {
  return form?.method === "post" && form.dataset.draft !== "off" && !form.querySelector("[type=password]")
    && form.querySelector("textarea, [type=text], [type=url], [type=email]");
}

function read(key) {
  return JSON.parse(sessionStorage.getItem(key) ?? "{}");
}

function keep(form) {
  const key = keyOf(form);
  const before = read(key);
  const typed = {};
  for (const field of fields(form)) {
    const name = nameOf(field);
    // A refused form comes back with what was typed: that is no change against the page, but not saved either.
    if (now(field) !== came(field) || before[name] === now(field)) typed[name] = now(field);
  }
  if (Object.keys(typed).length) sessionStorage.setItem(key, JSON.stringify(typed));
  else sessionStorage.removeItem(key);
}

function bringBack(form) {
  const kept = read(keyOf(form));
  const changed = fields(form).filter((field) => nameOf(field) in kept && kept[nameOf(field)] !== now(field));
  if (!changed.length) return;
  for (const field of changed) {
    if (isBox(field)) field.checked = kept[nameOf(field)];
    else field.value = kept[nameOf(field)];
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
  const line = document.getElementById("kept-line").content.firstElementChild.cloneNode(true);
  line.querySelector("button").addEventListener("click", () => {
    sessionStorage.removeItem(keyOf(form));
    form.reset();
    line.remove();
    changed[0].dispatchEvent(new Event("input", { bubbles: true }));
    sessionStorage.removeItem(keyOf(form));
  });
  form.prepend(line);
  changed[0].dispatchEvent(new Event("input", { bubbles: true }));
}

function bringAllBack(place) {
  // A posting that was just handed over is not mixed with what was typed for another one.
  const filled = location.hash.startsWith("#job=") || sessionStorage.getItem("job");
  for (const form of place.querySelectorAll("form")) {
    if (!worthKeeping(form)) continue;
    if (filled && "fill" in form.dataset) sessionStorage.removeItem(keyOf(form));
    else bringBack(form);
  }
}

// The page after a form says whether it was saved: not where it was refused, and not where one has to sign in first.
const sent = sessionStorage.getItem("sent");
sessionStorage.removeItem("sent");
const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
const refused = status >= 400 || document.querySelector("main .is-invalid, main [role=alert]");
if (sent && person && !refused) sessionStorage.removeItem(sent);

if (person) {
  Object.keys(sessionStorage).filter((key) => key.startsWith("draft:") && !key.startsWith(mine))
    .forEach((key) => sessionStorage.removeItem(key));
  bringAllBack(document);
  for (const kind of ["input", "change"]) {
    document.addEventListener(kind, (event) => { if (worthKeeping(event.target.form)) keep(event.target.form); });
  }
  // What changed before htmx listened is shown as well: brought back, kept by a reload, or pressed by a quick hand.
  document.addEventListener("htmx:load", () => {
    for (const form of document.querySelectorAll("form[data-hx-trigger^=input]")) {
      const changed = fields(form).find((field) => now(field) !== came(field));
      changed?.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }, { once: true });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented && worthKeeping(event.target)) sessionStorage.setItem("sent", keyOf(event.target));
  });
  document.addEventListener("htmx:load", (event) => bringAllBack(event.target));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, requestConfig } = event.detail;
    if (successful && requestConfig.triggeringEvent?.type === "submit") sessionStorage.removeItem(keyOf(elt));
  });
}
