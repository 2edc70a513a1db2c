// The codes that the rule would give, old beside new; taken as one edit.
import { h } from "../../core/dom.js";
import { ask } from "../api.js";
import { open } from "../dialog.js";
import { say } from "../words.js";

export async function codesDialog(desk) {
  const { draft } = desk;
  const { codes } = await ask("codes_proposed", { edition: draft.id });
  const rows = Object.entries(codes);
  const answer = await open(say("codes.title"), rows.length ? [h("p", { class: "quiet" }, say("codes.why")), h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, say("field.name")), h("th", {}, say("codes.old")), h("th", {}, say("codes.new")))),
    h("tbody", {}, rows.map(([old, made]) => h("tr", {}, h("td", {}, draft.nameOf(old)), h("td", {}, old), h("td", {}, made)))))] : h("p", {}, say("codes.none")),
  (close) => h("div", { class: "panel-foot" }, rows.length > 0 && h("button", { type: "button", class: "btn main", onclick: () => close("take") }, say("codes.take", { n: rows.length })), h("button", { type: "button", class: "btn", onclick: () => close(null) }, say("do.cancel"))));
  if (answer === "take") desk.send({ edit: "recode", codes }, { words: say("codes.title") });
}
