// What the lines and fills of the desk mean: only those that are on the map now.
import { byId, fill, h, icon, narrow } from "../core/dom.js";
import { recall, remember } from "../core/memory.js";
import { t } from "../core/words.js";
import { say } from "./words.js";

export function drawDeskLegend({ draft }) {
  const kinds = new Set(draft.inTown().map(({ kind }) => kind));
  const rows = [
    ["town", true], ["work_area", kinds.has("work_area") || kinds.has("village")], ["grid", true], ["enterprise", kinds.has("enterprise")], ["gap", draft.gaps.length > 0], ["lock", draft.locks.length > 0],
    ["moving", Boolean(draft.live)], ["before", Boolean(draft.live)], ["shift", Boolean(draft.live)],
  ].filter(([, there]) => there).map(([name]) => name);
  const known = byId("legend").dataset.rows;
  if (known === rows.join()) return;
  const box = h("details", { class: "legend", open: recall("desk.legend", !narrow()) }, h("summary", {}, h("span", {}, t("legend")), icon("down")),
    h("ul", {}, rows.map((name) => h("li", {}, h("i", { class: `mark-${name}` }), say(`legend.${name}`)))));
  box.addEventListener("toggle", () => remember("desk.legend", box.open));
  fill(byId("legend"), box);
  byId("legend").dataset.rows = rows.join();
}
