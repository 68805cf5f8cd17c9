// Light, dark or as the device, without a new page: nothing that is half typed is disturbed.
document.querySelectorAll("form[data-look]").forEach((form) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  const chosen = event.submitter;
  fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual", keepalive: true });
  document.documentElement.dataset.look = chosen.value;
  document.querySelector("meta[name=color-scheme]").content = chosen.value === "auto" ? "light dark" : chosen.value;
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button === chosen));
}));
