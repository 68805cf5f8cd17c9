// Runs before the first paint, so that a dark screen never flashes white.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => {
  document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
};
paint();
// Said before the first paint, so that what only scripts can use is never drawn twice.
document.documentElement.classList.add("js");
dark.addEventListener("change", paint);
