// Without a network the kept Today is read (service_worker.js) and says of when it is; a form says that it has to wait.
const page = document.documentElement;
const line = document.getElementById("offline");
const kept = page.dataset.kept && new Date(page.dataset.kept);
const words = (name) => line.querySelector(`[data-say=${name}]`);

function say(name) {
  for (const one of line.querySelectorAll("[data-say]")) one.hidden = one !== words(name);
  line.hidden = false;
}

if (kept) {
  const zone = { timeZone: page.dataset.zone };
  const day = (moment) => moment.toLocaleDateString(page.lang, zone);
  const time = line.querySelector("time");
  const far = day(kept) === day(new Date()) ? {} : { weekday: "short", day: "numeric", month: "short" };
  time.dateTime = page.dataset.kept;
  time.textContent = kept.toLocaleString(page.lang, { ...zone, ...far, hour: "2-digit", minute: "2-digit" });
  say("kept");
}

addEventListener("offline", () => { if (!kept) say("gone"); });
addEventListener("online", () => { if (kept) location.reload(); else line.hidden = true; });
document.addEventListener("htmx:sendError", () => say("wait"));
// A browser without a network calls itself offline even where Bowout runs on the same machine: so it is asked first.
let answers = false;
for (const turn of ["offline", "online"]) addEventListener(turn, () => { answers = false; });

document.addEventListener("submit", async (event) => {
  if (navigator.onLine || answers) return;
  const { target: form, submitter } = event;
  event.preventDefault();
  event.stopPropagation();
  answers = await fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false);
  if (answers) return form.requestSubmit(submitter);
  say("wait");
  line.scrollIntoView({ block: "nearest" });
}, true);

navigator.serviceWorker?.register("/service-worker.js").then(() => navigator.serviceWorker.ready)
  .then((ready) => ready.active.postMessage({ person: page.dataset.person }));
