// Boxes over the page (<dialog class="box">): the cross and a press beside the box close it, Escape does by itself.
document.querySelectorAll("dialog.box").forEach((box) => box.addEventListener("click", (event) => {
  if (event.target === box || event.target.closest("[data-close]")) box.close();
}));
