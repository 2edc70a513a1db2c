// 地图: the town at a glance, its grids as a tree, and how to begin.
import { config } from "../core/config.js";
import { gridTree } from "../core/data.js";
import { h, icon } from "../core/dom.js";
import { mu, number, placeName, squareKm } from "../core/format.js";
import { state, watch } from "../core/state.js";
import { t } from "../core/words.js";
import { empty, head, loader, stat } from "./parts.js";

export function homePanel({ onGrid, report }) {
  const tree = h("div", { class: "tree" });
  const body = h("div", { class: "panel-body" }, config.town && h("div", { class: "form first-steps" }, h("p", { class: "note blue" }, t("home.begin"))), tree);
  const load = loader(tree, gridTree, (grids) => (grids.length ? drawTree(grids, onGrid) : nothing()));
  load();
  const stop = watch(["grid"], () => markChosen(tree));
  const element = [head(placeName(), t("section.map")), body,
    config.town && h("footer", { class: "panel-foot" }, h("button", { type: "button", class: "btn main wide", onclick: report }, t("report.new")))];
  return { element, stop };
}

/** An empty database: what will be here, and how to begin. */
function nothing() {
  return empty(t("home.none"), h("code", {}, t("home.none.import")), h("code", {}, t("home.none.sample")), h("p", { class: "quiet small" }, t("home.none.then")));
}

function drawTree(grids, onGrid) {
  const below = new Map();
  for (const one of grids) {
    const host = one.lies_in ?? "";
    if (!below.has(host)) below.set(host, []);
    below.get(host).push(one);
  }
  const count = (kind) => grids.filter((one) => one.kind === kind).length;
  const towns = grids.filter((one) => one.kind === "town");
  const ground = towns.reduce((sum, one) => sum + (one.area_m2 ?? 0), 0);
  const leaves = grids.filter((one) => !["town", "work_area", "village"].includes(one.kind)).length;
  return [
    h("div", { class: "form" }, h("div", { class: "tiles3" },
      stat(t("home.area"), squareKm(ground), "km²", mu(ground)),
      stat(t("home.grids"), number(leaves), "", t("home.firms", { n: number(count("enterprise")) })),
      stat(t("home.areas"), number(count("work_area")), "", towns.length > 1 ? t("home.towns", { n: number(towns.length) }) : ""))),
    towns.length > 1 ? branch(towns, below, onGrid, 0) : h("ul", {}, (below.get(towns[0]?.code) ?? []).map((one) => twig(one, below, onGrid, 1))),
  ];
}

function branch(list, below, onGrid, depth) {
  return h("ul", {}, list.map((one) => twig(one, below, onGrid, depth)));
}

/** One grid; those on its ground are built when it is unfolded, so that a county costs nothing until looked into. */
function twig(one, below, onGrid, depth) {
  const children = (below.get(one.code) ?? []).filter((child) => child.code !== one.code);
  const inner = h("div", { hidden: true });
  const fold = children.length > 0 && h("span", { class: "fold", "aria-expanded": "false" }, icon("next", "s16"));
  const open = () => {
    if (!fold) return;
    const opening = inner.hidden;
    inner.hidden = !opening;
    fold.setAttribute("aria-expanded", String(opening));
    button.setAttribute("aria-expanded", String(opening));
    if (opening && !inner.childElementCount) inner.append(branch(children, below, onGrid, depth + 1));
  };
  const button = h("button", { type: "button", class: children.length ? "d1" : "d2", "data-code": one.code, "aria-current": String(state.grid === one.code),
    "aria-expanded": children.length ? "false" : null, onclick: () => { open(); onGrid(one.code, { move: true, stay: children.length > 0 }); } },
  fold, h("span", { class: "name" }, one.name), one.drawn === false && h("span", { class: "tag amber" }, t("grid.undrawn")),
  h("span", { class: "quiet small" }, children.length ? t("home.count", { n: number(children.length) }) : one.kind === "enterprise" ? t("kind.enterprise") : one.area_m2 ? mu(one.area_m2) : ""));
  return h("li", {}, button, inner);
}

function markChosen(tree) {
  for (const button of tree.querySelectorAll("[data-code]")) button.setAttribute("aria-current", String(button.dataset.code === state.grid));
}
