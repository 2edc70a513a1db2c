// Keys of the whole page. j/k and arrows move in the open list, Enter opens, Esc steps back, / searches.
const TYPING = new Set(["INPUT", "TEXTAREA", "SELECT"]);

/** handlers: {search, back, move(step)} */
export function listenForKeys(handlers) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const typing = TYPING.has(event.target.tagName);
    if (event.key === "Escape") return handlers.back(typing ? event.target : null);
    if (typing) return undefined;
    if (event.key === "/") { event.preventDefault(); return handlers.search(); }
    if (event.key === "j" || event.key === "k") return handlers.move(event.key === "j" ? 1 : -1);
    const inMap = event.target.closest?.("#map");
    if (!inMap && (event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest?.(".rows")) {
      event.preventDefault();
      return handlers.move(event.key === "ArrowDown" ? 1 : -1);
    }
    return undefined;
  });
}
