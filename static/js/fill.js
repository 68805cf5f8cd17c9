// A posting that "Save this job" or the small window hands over goes into the form. It came behind the # of the address,
// which no browser sends to a server; whoever has to sign in first finds it again behind the door.
const PREFIX = "#job=";

if (location.hash.startsWith(PREFIX)) {
  sessionStorage.setItem("job", location.hash.slice(PREFIX.length));
  history.replaceState(null, "", location.pathname + location.search);
}

const whole = document.querySelector("form[data-fill]");
if (whole) {
  let job = {};
  try {
    job = JSON.parse(decodeURIComponent(sessionStorage.getItem("job"))) ?? {};
  } catch {
    // Cut off on its way, or not ours: the form stays as it is.
  }
  sessionStorage.removeItem("job");
  for (const [name, value] of Object.entries(job)) {
    const field = whole.elements.namedItem(name);
    if (!field || field.type === "hidden" || !value) continue;
    field.value = String(value).slice(0, field.maxLength > 0 ? field.maxLength : undefined);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    const fold = field.closest("details");
    if (fold) fold.open = true;
  }
}
