// Runs before the first paint. A choice of light or dark came with the page; here "as the device" becomes one of them,
// so that a dark screen never flashes white.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  const look = root.dataset.look;
  root.dataset.bsTheme = look === "auto" ? (dark.matches ? "dark" : "light") : look;
};
paint();
// Said before the first paint, so that what only scripts can use is never drawn twice.
root.classList.add("js");
dark.addEventListener("change", paint);
new MutationObserver(paint).observe(root, { attributeFilter: ["data-look"] });
