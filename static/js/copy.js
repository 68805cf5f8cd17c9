// Buttons with data-copy="#id" put that element's text on the clipboard and say so.
// Without a clipboard (plain http on another machine) the text is selected, ready for Ctrl+C.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const label = button.querySelector("[data-label]");
  try {
    await navigator.clipboard.writeText(source.dataset.text ?? source.textContent.trim());
    label.textContent = button.dataset.done;
  } catch {
    getSelection().selectAllChildren(source);
    label.textContent = button.dataset.selected;
  }
});
