// The chosen grid: its figures against the band that is wanted of its level, what can be done with it, and the whole town's
// balance. While a border is under the hand, ground and shape are the browser's, people the server's last answer.
import { fill, h, icon } from "../../core/dom.js";
import { area, mu, number, signed } from "../../core/format.js";
import { t } from "../../core/words.js";
import { printButton } from "../../ui/printbutton.js";
import { byPlanner, way } from "../api.js";
import { MU } from "../measure.js";
import { knows, say } from "../words.js";
import { balance } from "./balance.js";
import { exactForm } from "./exact.js";

const ROWS = [
  ["households", 0], ["people_present", 0], ["area_mu", 0], ["buildings", 0], ["units", 0], ["incidents_year", 0], ["open_incidents", 0], ["workload", 0], ["compactness", 2], ["office_m", 0],
];
const WORTH = ["households", "incidents_year"]; // what a grid's work is counted by, each half

export function figuresView(desk) {
  const { draft } = desk;
  const table = h("div", {});
  const exact = h("div", {});
  const chart = balance(desk);
  const grid = draft.grid(draft.selected);
  const element = h("div", {}, exact, grid ? [title(desk, grid), table, actions(desk, grid)] : h("p", { class: "empty" }, say("figures.none")), chart.element, grid && details(desk, grid));

  function live() {
    if (grid) fill(table, rows(desk, grid));
    fill(exact, exactForm(desk));
    chart.live();
  }
  live();
  return { element, live };
}

/** A grid's figures as they stand under the hand. */
export function figuresNow({ draft, trial }, grid) {
  const { figures } = grid;
  if (!draft.live && !draft.pending.length) return figures;
  const tried = trial.answer?.grids?.find(({ code }) => code === grid.code)?.figures;
  const own = draft.coverage.has(grid.code) ? draft.coverage.figures(grid.code) : {};
  return { ...figures, ...(draft.live ? tried : null), ...own, ...(own.area_m2 && { area_mu: own.area_m2 / MU }) };
}

function rows(desk, grid) {
  if (!grid.figures) return h("p", { class: "empty" }, say("figures.undrawn"));
  const now = { ...figuresNow(desk, grid) };
  const was = { ...grid.figures };
  if (grid.leaf && grid.kind !== "enterprise") for (const one of [was, now]) one.workload = workload(desk.draft, one);
  return h("table", { class: "figures" }, h("thead", {}, h("tr", {}, h("th", {}, say("figures.name")), h("th", { class: "num" }, say("figures.value")), h("th", {}, say("figures.band")))),
    h("tbody", {}, ROWS.filter(([name]) => now[name] !== null && now[name] !== undefined).map(([name, digits]) => {
      const band = grid.target?.[name];
      const change = now[name] - (was[name] ?? 0);
      return h("tr", { "data-figure": name }, h("td", {}, say(`figure.${name}`), band && h("span", { class: "quiet small" }, ` ${bandSaid(band, digits)}`), knows(`figure.${name}.why`) && h("span", { class: "small quiet why" }, say(`figure.${name}.why`))),
        h("td", { class: "num" }, h("b", {}, number(now[name], digits)), Math.abs(change) > 0.004 && h("span", { class: "small quiet" }, ` ${signed(change, digits)}`), name === "area_mu" && h("span", { class: "small quiet why" }, squareMetres(now.area_m2))), h("td", {}, meter(now[name], band)));
    })));
}

/** 100 for a grid with the town's mean of households and of last year's incidents, each counting half. */
function workload(draft, figures) {
  const grids = draft.leaves().filter((one) => one.figures && one.kind !== "enterprise");
  const parts = WORTH.map((name) => [figures[name], grids.reduce((sum, one) => sum + one.figures[name], 0) / grids.length]).filter(([, mean]) => mean > 0);
  return parts.length ? parts.reduce((sum, [mine, mean]) => sum + mine / mean, 0) * (100 / parts.length) : null;
}

const squareMetres = (m2) => t("unit.m2", { n: number(m2) });

const bandSaid = ([low, high], digits) => (low === null ? `≤ ${number(high, digits)}` : high === null ? `≥ ${number(low, digits)}` : `${number(low, digits)}–${number(high, digits)}`);

/** Where a value stands to its band: the band green, the value a dot; outside it the dot is a triangle. */
function meter(value, band) {
  if (!band) return null;
  const low = band[0] ?? 0;
  const high = band[1] ?? Math.max(low * 2, value * 1.2, 1);
  const top = Math.max(high * 1.35, value * 1.05);
  const inside = value >= low && (band[1] === null || value <= band[1]);
  return h("div", { class: "meter", role: "img", "aria-label": say(inside ? "band.inside" : value < low ? "band.below" : "band.above") },
    h("i", { class: "wanted", style: { left: `${(low / top) * 100}%`, width: `${((high - low) / top) * 100}%` } }),
    h("i", { class: inside ? "dot" : "dot out", style: { left: `${(value / top) * 100}%` } }));
}

function title(desk, grid) {
  return h("div", { class: "chosen-head" }, h("h2", { class: "grow ellipsis" }, grid.name || grid.code), grid.new && h("span", { class: "tag blue" }, say("grid.new")),
    h("span", { class: "quiet small" }, grid.leaf || draft.undrawn(grid) ? t(`kind.${grid.kind}`) : say("grid.sum", { kind: t(`kind.${grid.kind}`) })));
}

function actions(desk, grid) {
  const { draft } = desk;
  const locked = draft.locked(grid.code);
  return h("div", { class: "chips pad" },
    draft.coverage.box(draft.coverage.leavesOf(grid.code)) && h("button", { type: "button", class: "chip", onclick: () => desk.stage.fit(draft.coverage.box(draft.coverage.leavesOf(grid.code))) }, say("go.there")),
    draft.editable && h("button", { type: "button", class: "chip", onclick: () => desk.rename(grid) }, say("do.rename")),
    draft.editable && grid.leaf && grid.drawn && h("button", { type: "button", class: "chip", "aria-pressed": String(locked), onclick: () => desk.lock(grid.code, !locked) }, icon(locked ? "lock" : "unlock", "s16"), say(locked ? "do.unlock" : "do.lock")),
    grid.drawn && printButton(t("print.sheet"), "chip", () => ({ url: way("sheet", { edition: draft.id, code: grid.code }), headers: byPlanner() })),
    draft.editable && draft.undrawn(grid) && h("button", { type: "button", class: "chip", onclick: () => desk.use("draw") }, say("do.draw_it")));
}

function details(desk, grid) {
  const { draft } = desk;
  const now = grid.figures && figuresNow(desk, grid);
  const lock = draft.locks.find((one) => one.grid === grid.code);
  const facts = [
    [say("grid.code"), grid.code], grid.lies_in && [say("grid.lies_in"), draft.nameOf(grid.lies_in)], grid.parent && grid.parent !== grid.lies_in && [say("grid.parent"), draft.nameOf(grid.parent)],
    now && [t("grid.area"), `${area(now.area_m2)}（${mu(now.area_m2)}）`], now?.perimeter_m && [say("grid.perimeter"), say("unit.metres", { n: number(now.perimeter_m) })],
    now?.parts > 1 && [say("grid.parts"), number(now.parts)], now && [say("grid.registered"), number(now.people_registered)], lock && [say("grid.locked"), lock.planner],
  ].filter(Boolean);
  return h("dl", { class: "facts-list pad" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}
