// Signing out leaves nothing behind in this browser: no typed text, in no tab, and no kept Today.
document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-sign-out]")) return;
  sessionStorage.clear();
  localStorage.setItem("left", Date.now());
  navigator.serviceWorker?.controller?.postMessage({ person: "" });
});
addEventListener("storage", (event) => { if (event.key === "left") sessionStorage.clear(); });
