// Before the first paint: the theme that was chosen, else the system's. A plain script, so that nothing flashes.
(() => {
  let chosen = null;
  try {
    chosen = JSON.parse(localStorage.getItem("wangge.theme"));
  } catch {
    chosen = null; // storage is closed: the system's theme it is
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = chosen ?? (dark ? "dark" : "light");
})();
