// The bookmark is made here and not in the page: it is bookmarklet.js with this Bowout's own address in it.
const link = document.querySelector("a[data-bookmarklet]");

fetch(link.dataset.bookmarklet).then((answer) => answer.text()).then((source) => {
  const short = source.split("\n").map((line) => line.trim()).filter((line) => !line.startsWith("//")).join("\n");
  const code = short.replace("BOWOUT", new URL(link.dataset.form, location.href).href);
  link.href = `javascript:${encodeURIComponent(code)}`;
  link.closest("[hidden]").hidden = false;
});

// Pressed here it would find no posting: it is for the bar of bookmarks.
link.addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("drag").focus();
});
