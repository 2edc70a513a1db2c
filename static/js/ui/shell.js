// The frame: sections in the rail, the panel that folds and remembers it, the sheet on a phone, theme and language.
import { byId, narrow } from "../core/dom.js";
import { recall, remember } from "../core/memory.js";
import { change, state, watch } from "../core/state.js";
import { inEnglish, switchLanguage, t } from "../core/words.js";

export const HEIGHTS = { low: 118, half: 0.46, full: 0.86 };

export function makeShell({ onLayout, onTheme }) {
  const panel = byId("panel");
  const fold = byId("panel-fold");

  function open(yes, { remembered = true } = {}) {
    panel.dataset.open = String(yes);
    fold.setAttribute("aria-expanded", String(yes));
    if (remembered) remember("panel", yes);
    onLayout();
  }

  fold.addEventListener("click", () => open(panel.dataset.open !== "true"));
  for (const button of document.querySelectorAll("[data-section]")) {
    button.addEventListener("click", () => {
      open(true);
      if (narrow()) sheet("half");
      change({ section: button.dataset.section });
    });
  }
  const mark = () => {
    for (const button of document.querySelectorAll("[data-section]")) {
      if (button.dataset.section === state.section) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    }
  };
  watch(["section"], mark);
  mark();
  if (!narrow()) open(recall("panel", true), { remembered: false });
  const sheet = makeSheet(panel, onLayout);
  languageButton();
  themeButton(onTheme);
  return { open: () => open(true), sheet };
}

/** Three heights, dragged or pressed. */
function makeSheet(panel, onLayout) {
  const grip = byId("grip");
  const order = ["low", "half", "full"];
  let now = "half";
  const room = () => innerHeight - 52;
  const pixels = (name) => (name === "low" ? HEIGHTS.low : Math.round(room() * HEIGHTS[name]));

  function set(name) {
    now = name;
    if (!narrow()) return;
    document.documentElement.style.setProperty("--sheet-h", `${pixels(name)}px`);
    byId("shell").dataset.sheet = name;
    grip.setAttribute("aria-label", `${t("panel.height")} ${t(`sheet.${name}`)}`);
    setTimeout(onLayout, 160);
  }

  grip.addEventListener("click", () => {
    if (dragged) return;
    set(order[(order.indexOf(now) + 1) % 3]);
  });
  let start = null;
  let dragged = false;
  grip.addEventListener("pointerdown", (event) => {
    start = { y: event.clientY, height: panel.offsetHeight };
    dragged = false;
    grip.setPointerCapture(event.pointerId);
    panel.classList.add("dragging");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!start) return;
    const height = start.height + start.y - event.clientY;
    if (Math.abs(event.clientY - start.y) > 6) dragged = true;
    document.documentElement.style.setProperty("--sheet-h", `${Math.max(80, Math.min(room() - 20, height))}px`);
  });
  grip.addEventListener("pointerup", () => {
    panel.classList.remove("dragging");
    const height = panel.offsetHeight;
    if (start && dragged) set(order.reduce((best, name) => (Math.abs(pixels(name) - height) < Math.abs(pixels(best) - height) ? name : best)));
    start = null;
  });
  addEventListener("resize", () => set(now));
  set("half");
  return set;
}

export function languageButton() {
  const button = byId("language");
  button.textContent = inEnglish() ? "中文" : "English";
  button.lang = inEnglish() ? "zh-CN" : "en";
  button.addEventListener("click", switchLanguage);
}

export function themeButton(onTheme) {
  byId("theme").addEventListener("click", () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
    remember("theme", root.dataset.theme);
    onTheme();
  });
}
