// "n" and the plus: a new application over whatever page one is on. Where that fails the link leads to the whole form.
const quick = document.getElementById("quick");
const slot = quick.querySelector("[data-slot]");
const plus = document.querySelector("a[data-quick]");

function open() {
  // At once, so that no letter is lost: what is typed before the form arrives goes into it.
  const there = slot.querySelector("form");
  if (!there) slot.replaceChildren(document.getElementById("early").content.cloneNode(true));
  quick.showModal();
  if (there) return;
  const early = slot.querySelector("input");
  htmx.ajax("GET", plus.dataset.quick, { target: slot }).then(() => {
    const first = slot.querySelector("[name=company_name]");
    if (!first) return location.assign(plus.href);
    first.focus();
    if (!early.value) return;
    first.value = early.value;
    first.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("a[data-quick]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (location.pathname === new URL(plus.href).pathname) return;
  event.preventDefault();
  open();
});

document.addEventListener("press", (event) => {
  if (event.detail !== "n") return;
  event.preventDefault();
  plus.click();
});

// A refused form comes back into the window, at the field that wants something.
slot.addEventListener("htmx:afterSettle", () => slot.querySelector(".is-invalid")?.focus());

// "More fields" takes along what is typed: js/fill.js puts it into the whole form.
slot.addEventListener("click", (event) => {
  if (!event.target.closest("[data-carry]")) return;
  const { csrfmiddlewaretoken, form_key, ...typed } = Object.fromEntries(new FormData(slot.querySelector("form")));
  sessionStorage.setItem("job", encodeURIComponent(JSON.stringify(typed)));
});
