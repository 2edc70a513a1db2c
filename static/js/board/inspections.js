// How far the quarter's joint inspections have come, by work area; by town where there are several.
import { route } from "../core/config.js";
import { h } from "../core/dom.js";
import { number, percent } from "../core/format.js";
import { inEnglish } from "../core/words.js";
import { say } from "./words.js";

const SUMMED = ["stops", "stops_done", "grids_entered", "findings", "problems"];

/** The quarter's box: a row a work area, or a town; null where what is looked at is smaller than a work area. */
export function inspectionBox({ quarter, items }, { towns, within }) {
  if (within && !["town", "work_area"].includes(within.kind)) return null;
  const areas = items.filter((one) => !within || (within.kind === "town" ? one.town === within.name : one.area.code === within.code));
  if (!areas.length) return null;
  const rows = towns && !within ? byTown(areas) : areas.map((one) => ({ name: one.area.name, code: one.area.code, grids: one.grids, areas: 1, begun: one.inspection ? 1 : 0, state: one.inspection?.state, ...sums([one]) }));
  const [year, month] = quarter.split("-").map(Number);
  const all = (name) => number(rows.reduce((sum, one) => sum + one[name], 0));
  return [
    h("header", { class: "box-head" }, h("h2", {}, say("inspect.title", { year, n: inEnglish() ? (month + 2) / 3 : "一二三四"[(month - 1) / 3] })), h("span", { class: "quiet" }, say("inspect.grids", { done: all("grids_entered"), all: all("grids") }))),
    h("ul", { class: "box-body progress" }, rows.map(row)),
  ];
}

function sums(areas) {
  const found = areas.filter((one) => one.inspection).map((one) => one.inspection.progress);
  return Object.fromEntries(SUMMED.map((name) => [name, found.reduce((sum, one) => sum + one[name], 0)]));
}

function byTown(areas) {
  return [...Map.groupBy(areas, (one) => one.town)].map(([name, own]) => ({
    name, grids: own.reduce((sum, one) => sum + one.grids, 0), areas: own.length, begun: own.filter((one) => one.inspection).length, ...sums(own),
  }));
}

function row(one) {
  const share = one.grids ? one.grids_entered / one.grids : 0;
  const state = one.areas > 1 ? say("inspect.begun", { n: one.begun, all: one.areas }) : say(`inspect.${one.state ?? "none"}`);
  const name = one.code ? h("a", { class: "name", href: route("map_page", {}, { s: "inspect", area: one.code }) }, one.name) : h("span", { class: "name" }, one.name);
  return h("li", {}, name,
    h("span", { class: "bar", role: "img", "aria-label": say("inspect.entered", { share: percent(share) }) }, h("i", { style: { "--done": percent(share, 1) } })),
    h("span", { class: "num" }, `${number(one.grids_entered)}/${number(one.grids)}`), h("span", { class: "quiet num" }, one.begun ? say("inspect.found", { n: number(one.findings) }) : ""),
    h("span", { class: one.state === "ended" ? "tag green" : one.begun ? "tag blue" : "tag" }, state));
}
