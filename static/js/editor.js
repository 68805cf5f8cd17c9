// The letter under the pen: the marks lie behind the text area and follow what is typed.
// "Take it out" removes a sentence, F8 goes to the next mark, Alt+L shows what each sentence is for.
const area = document.querySelector(".paper-edit textarea");
const behind = () => document.getElementById("behind");

document.documentElement.classList.add("can-edit");

function showButtons() {
  document.querySelectorAll("[data-take-out]").forEach((button) => { button.hidden = false; });
}

// What was typed since makes the marks old: the plain text keeps the height, and they come back with the answer.
function follow() {
  const marked = behind().cloneNode(true);
  marked.querySelectorAll("sup").forEach((number) => number.remove());
  if (marked.textContent.replace(/\n$/, "") !== area.value) behind().textContent = `${area.value}\n`;
}

function select(start, end) {
  area.focus();
  area.setSelectionRange(start, end);
}

area.addEventListener("input", follow);
document.addEventListener("htmx:afterSettle", () => { showButtons(); follow(); });

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take-out]");
  if (!button) return;
  const [start, end] = button.dataset.takeOut.split(",").map(Number);
  const after = area.value.slice(end).match(/^ */)[0].length;
  select(start, end + after);
  // The browser's own deletion, so that Ctrl+Z brings the sentence back.
  if (!document.execCommand("delete")) area.setRangeText("", start, end + after, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "F8") {
    const notes = [...document.querySelectorAll("#review [data-start]")];
    const next = notes.find((note) => Number(note.dataset.start) > area.selectionStart) ?? notes[0];
    if (!next) return;
    event.preventDefault();
    select(Number(next.dataset.start), Number(next.dataset.end));
  } else if (event.altKey && event.key.toLowerCase() === "l") {
    event.preventDefault();
    const purposes = document.getElementById("purposes");
    purposes.open = !purposes.open;
    purposes.querySelector("summary").focus();
  }
});

showButtons();
follow();
