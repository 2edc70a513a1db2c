// Short notices at the foot of the map, and whether the server can be reached at all.
import { byId, h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

/** `action` = {text, run}; a notice goes by itself after a while, or when pressed away. */
export function notify(text, { action = null, keep = 6000 } = {}) {
  const close = () => notice.remove();
  const notice = h("div", { class: "notice" }, h("span", {}, text),
    action && h("button", { class: "link", type: "button", onclick: () => { close(); action.run(); } }, action.text),
    h("button", { type: "button", "aria-label": t("close"), onclick: close }, icon("close", "s16")));
  byId("notices").append(notice);
  if (keep) setTimeout(close, keep);
  return close;
}

let away = false;

/** Trouble that many requests share is said once, above the map, until one succeeds again. */
export function reachable(yes) {
  if (away === !yes) return;
  away = !yes;
  const banner = byId("offline");
  banner.hidden = yes;
  banner.textContent = yes ? "" : t("offline");
}

export function watchNetwork(again) {
  addEventListener("offline", () => reachable(false));
  addEventListener("online", () => { reachable(true); again(); });
  if (navigator.onLine === false) reachable(false);
}
