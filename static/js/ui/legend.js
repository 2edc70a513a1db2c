// The legend: only what is on the map now, from the layers' own declarations, drawn with the same pens as the map.
import { config } from "../core/config.js";
import { byId, fill, h, icon, narrow } from "../core/dom.js";
import { number } from "../core/format.js";
import { recall, remember } from "../core/memory.js";
import { period, periodName, range } from "../core/period.js";
import { getSlice, topOf } from "../core/query.js";
import { state } from "../core/state.js";
import { inEnglish, t } from "../core/words.js";
import { HEAT_OPACITY } from "../map/heat.js";
import { colour } from "../map/palette.js";
import { penSample } from "../map/pens.js";
import { spotsLegend } from "../map/spots.js";
import { holds } from "../map/tilestore.js";

const SAID = ["incidents", "grids"]; // the quiet ground explains itself; thematic layers are added
const GROUND = ["landcover", "water", "roads", "buildings", "households", "heat"];

const byte = (part) => Math.round(part * 255).toString(16).padStart(2, "0");

let heat = null;
let teams = []; // of an inspection whose ways are on the map: {name, colour}
let left = null; // whether stops of its plan found no place; null where no plan is on the map
let planned = false; // whether hot places of its plan are

export function setHeatLegend(answer) {
  heat = answer;
}

export function setTeams(list, leftOut = null) {
  teams = list;
  left = leftOut;
}

export function setPlanned(yes) {
  planned = yes;
}

export function drawLegend(map) {
  const shown = state.section === "heat" && !state.spot && !state.off.includes("heat");
  const now = shown && state.look === "density" && heat;
  const spots = shown ? spotsLegend(state.look) : null;
  const zoom = map.getZoom() - 1; // tiles of 512 px are one zoom behind the view
  const rows = ordered(config.layers).filter((layer) => visible(layer, zoom)).flatMap((layer) => pensOf(layer, zoom));
  if (!config.town || (!now && !spots && !rows.length)) return fill(byId("legend"));
  const box = h("details", { class: "legend", open: recall("legend", !narrow()) }, h("summary", {}, h("span", {}, now ? t("legend.density") : spots?.title ?? t("legend")), icon("down")),
    now && ramp(), spots && h("ul", { class: "spots-legend" }, spots.rows), teams.length > 0 && h("ul", {}, teams.map(({ name, colour: paint }) => h("li", {}, h("i", { class: "team-line", style: { "--team": paint } }), name)), left !== null && planMarks()), planned && h("ul", {}, h("li", { class: "wide-row" }, h("i", { class: "swatch plan-swatch", "aria-hidden": "true" }), t("inspect.legend.hot"))), rows.length > 0 && h("ul", {}, rows));
  box.addEventListener("toggle", () => remember("legend", box.open));
  return fill(byId("legend"), box);
}

/** Marks of the plan beside its teams: where they set off, and stops that found no place. */
const planMarks = () => [h("li", {}, h("i", { class: "plan-mark start", "aria-hidden": "true" }), t("inspect.legend.start")), left && h("li", {}, h("i", { class: "plan-mark out", "aria-hidden": "true" }, "–"), t("inspect.legend.out"))];

/** What people come for first, then thematic layers, the ground last. */
export function ordered(list) {
  const rank = ({ id }) => (SAID.includes(id) ? SAID.indexOf(id) - 20 : id === "heat" ? -10 : GROUND.indexOf(id));
  return [...list].sort((a, b) => rank(a) - rank(b));
}

function visible(layer, zoom) {
  if (state.off.includes(layer.id) || GROUND.includes(layer.id)) return false;
  if (layer.id === "incidents" && (state.section === "heat" || state.section === "inspect")) return false;
  return zoom >= layer.zooms[0] && (SAID.includes(layer.id) || (layer.legend.length > 0 && holds(layer.id)));
}

/** A layer's pens that can be on the map at this zoom; several pens of one look count once. */
function pensOf(layer, zoom) {
  const from = layer.kinds ?? {};
  const near = zoom >= (layer.points_from ?? 0) - 1; // one nearer than the tiles of 512 px are cut at
  return layer.legend.filter((pen) => !layer.points_from || (pen.when?.count === "any") !== near).filter((pen) => !(pen.when?.kind in from) || (zoom >= from[pen.when.kind] && pen.when.kind !== "micro" && pen.when.kind !== "village"))
    .map((pen) => h("li", {}, penSample(pen, layer.geometry), inEnglish() ? pen.title.en : pen.title.zh));
}

/** As the map shows it, on the theme's own ground. The stops stand evenly: colours follow the square root of the density, so the numbers do too. */
function ramp() {
  const { stops } = heat;
  const bar = h("canvas", { class: "ramp", width: 220, height: 10, "aria-hidden": "true" });
  const context = bar.getContext("2d");
  const gradient = context.createLinearGradient(0, 0, 220, 0);
  stops.forEach(({ colour: paint, alpha }, index) => gradient.addColorStop(index / (stops.length - 1), paint + byte(alpha * HEAT_OPACITY)));
  context.fillStyle = colour("map-land");
  context.fillRect(0, 0, 220, 10);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 220, 10);
  const part = topOf() / heat.max;
  const shown = [0, 0.25, 0.5, 0.75, 1].map((place) => {
    const value = stops[Math.round(place * (stops.length - 1))].value * part;
    return h("span", { style: { left: `${place * 100}%` } }, number(value, value > 0 && value < 10 ? 1 : 0));
  });
  const now = getSlice();
  return h("div", {}, h("p", { class: "quiet" }, now ? range(now.from, now.to) : periodName(period(state.period))), bar, h("div", { class: "stops" }, shown));
}
