// Every key of the desk on one page.
import { h } from "../../core/dom.js";
import { open } from "../dialog.js";
import { TOOLS } from "../toolbox.js";
import { say } from "../words.js";

const KEYS = [["Esc", "key.escape"], ["Enter", "key.enter"], ["Ctrl+Z", "key.undo"], ["Ctrl+Shift+Z / Ctrl+Y", "key.redo"], ["[ ]", "key.grids"], ["n p", "key.next"], ["↑ ↓ ← →", "key.arrows"],
  ["Shift + ↑↓←→", "key.arrows.ten"], ["Alt + ↑↓←→", "key.arrows.tenth"], ["Space", "key.space"], ["Backspace", "key.back"], ["Delete", "key.delete"], ["Insert", "key.insert"], ["Alt", "key.alt"], ["+ −", "key.zoom"], ["?", "key.help"]];

export function helpDialog() {
  return open(say("help.title"), h("div", { class: "help" },
    h("dl", { class: "facts-list" }, Object.entries(TOOLS).map(([name, { key }]) => [h("dt", {}, h("kbd", {}, key.toUpperCase())), h("dd", {}, h("b", {}, say(`tool.${name}`)), " ", h("span", { class: "quiet" }, say(`about.${name}`)))])),
    h("dl", { class: "facts-list" }, KEYS.map(([key, words]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, say(words))]))), null, { wide: true });
}
