// A toast stays ten seconds, and as long as somebody points at it or stands in it. It never holds the only way back:
// the page of the thing keeps a standing one.
const STAYS = 10_000;

function watch(line) {
  if (line.dataset.watched) return;
  line.dataset.watched = "yes";
  let left;
  const leave = () => line.remove();
  const hold = () => clearTimeout(left);
  const go = () => {
    hold();
    if (!line.matches(":hover, :focus-within")) left = setTimeout(leave, STAYS);
  };
  line.addEventListener("pointerenter", hold);
  line.addEventListener("pointerleave", go);
  line.addEventListener("focusin", hold);
  line.addEventListener("focusout", go);
  go();
}

const watchAll = () => document.querySelectorAll("#notices .toast-line").forEach((line, at, all) => {
  if (at === all.length - 1) watch(line);
  else line.remove(); // one at a time: the newest
});

watchAll();
// Parts that htmx swaps bring theirs out of band (config/notices.py). A script that uses fetch sends HX-Request: true
// and hands the answer to htmx: htmx.ajax("POST", address, {source, values, target, swap}).
document.addEventListener("htmx:oobAfterSwap", watchAll);
