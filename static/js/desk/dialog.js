// One dialog for what must be answered before going on. Resolves with the button pressed, or null when it is closed.
import { byId, fill, h, icon } from "../core/dom.js";
import { t } from "../core/words.js";

let last = Promise.resolve();
let standing = null; // how what is open now is closed

/** `choices` = [[answer, words]], the first is the main one. Asked one after another, never over each other. */
export function ask(title, text, choices, body = null) {
  last = last.then(() => open(title, [text && h("p", {}, text), body], (close) => h("div", { class: "panel-foot" },
    choices.map(([answer, words], n) => h("button", { type: "button", class: n ? "btn" : "btn main", onclick: () => close(answer) }, words)))));
  return last;
}

/** Something to read or fill in: `build(close)` gives its content. */
export function open(title, content, foot = null, { wide = false } = {}) {
  const dialog = byId("dialog");
  standing?.(null);
  return new Promise((resolve) => {
    const close = (answer) => {
      dialog.oncancel = null;
      standing = null;
      if (dialog.open) dialog.close();
      resolve(answer);
    };
    standing = close;
    dialog.classList.toggle("wide", wide);
    dialog.oncancel = (event) => { event.preventDefault(); close(null); };
    fill(dialog, h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", { class: "grow", id: "dialog-title" }, title),
      h("button", { type: "button", class: "square", "aria-label": t("close"), onclick: () => close(null) }, icon("close")))),
    h("div", { class: "dialog-body" }, typeof content === "function" ? content(close) : content), foot?.(close));
    dialog.setAttribute("aria-labelledby", "dialog-title");
    dialog.showModal();
  });
}
