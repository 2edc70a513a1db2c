// Every edit by name, planner and time, newest first; any earlier state can be brought back as a new edit.
import { fill, h } from "../../core/dom.js";
import { ago, time } from "../../core/format.js";
import { loader } from "../../panels/parts.js";
import { askAll } from "../api.js";
import { say, told } from "../words.js";

export function logView(desk) {
  const { draft } = desk;
  const place = h("div", {});
  const waiting = desk.outbox.items.map((item) => h("li", { class: "entry waiting-entry" }, h("div", {}, h("b", {}, item.words || say(`log.${item.what}`)), h("p", { class: "small quiet" }, say("log.waiting")))));
  const load = loader(place, () => askAll("edits", { edition: draft.id }, { limit: 500 }), ({ items }) => {
    if (!items.length && !waiting.length) return h("p", { class: "empty" }, say("log.none"));
    const list = [...items].reverse();
    return h("ol", { class: "rows log" }, waiting, list.map((entry) => row(desk, entry, entry.serial !== draft.version)),
      h("li", { class: "entry" }, h("div", {}, h("b", {}, say("log.begin"))), draft.editable && draft.version > 0 && restore(desk, 0)));
  });
  load();
  return { element: place };
}

function row(desk, entry, earlier) {
  return h("li", { class: `entry ${entry.undone ? "undone" : ""}` }, h("div", {}, h("b", {}, `${entry.serial}　${told(entry)}`),
    h("p", { class: "small quiet" }, h("span", { title: time(entry.at) }, `${entry.planner} · ${ago(entry.at)}`), entry.undone && ` · ${say("log.undone")}`)),
    earlier && desk.draft.editable && restore(desk, entry.serial));
}

const restore = (desk, serial) => h("button", { type: "button", class: "link", onclick: () => desk.restore(serial) }, say("log.restore"));
