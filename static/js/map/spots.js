// Cells filled by what was tested of them: hot and cold, alike and unlike, a smoothed rate, how it went; hatched where nobody looked.
import { config } from "../core/config.js";
import { h } from "../core/dom.js";
import { number } from "../core/format.js";
import { state } from "../core/state.js";
import { t } from "../core/words.js";
import { colour } from "./palette.js";
import { TileStore } from "./tilestore.js";
import { fillFeature, VectorLayer } from "./vectorlayer.js";

/** Which side of chance a class lies on. */
export const hotOf = (name) => (name.includes("cold") ? "cold" : "hot");

/** What a class is called; who is followed month by month is left out for fewer looks than who is counted once. */
export const classWord = (look, name) => t(look === "trend" && name === "not_looked" ? "spots.class.not_followed" : `spots.class.${name}`);

export const CONFIDENT = ["hot_99", "hot_95", "hot_90", "cold_90", "cold_95", "cold_99"];
const TRENDS = ["new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical"];
const STRENGTH = { new: 95, consecutive: 95, intensifying: 99, persistent: 99, diminishing: 90, sporadic: 90, oscillating: 90, historical: 90 };
const ALIKE = { high_high: "hot-99", high_low: "hot-90", low_high: "cold-90", low_low: "cold-99", cluster: "hot-99" };
const CLEAR = 0.8; // roads and water stay legible under the colours
const GAP = 7; // px between the lines of a hatching
const SHARES = [0.2, 0.4, 0.6, 0.8];

let now = { look: "density", kind: "grids", drawn: [], cells: new Map(), breaks: [], present: new Set() };

/** The layer, beside the heat; it paints what `showSpots` last gave it. */
export function spotsLayer() {
  return new VectorLayer({ pane: "wg-declared", paint: paintSpots, stores: [new TileStore("grids")] });
}

/** Features of /api/v1/hotspots/cells; with look "density" only what nobody looked at is hatched. Tiles hold the grids' shapes once one is near enough; `drawn` has their own. */
export function showSpots(layer, look, features, kind = "grids") {
  const values = features.map(({ properties }) => properties.value).filter((value) => value !== null && value !== undefined).sort((a, b) => a - b);
  const breaks = SHARES.map((share) => values[Math.floor(share * values.length)]);
  now = { look, breaks, kind, drawn: look === "hot" || look === "trend" || kind !== "grids" ? features : [], cells: new Map(features.map(({ id, properties }) => [id, properties])), present: new Set(features.map(({ properties }) => properties.class)) };
  layer.repaint();
}

function paintSpots(context, [answer], scale) {
  context.globalAlpha = CLEAR;
  for (const feature of Object.values(answer).flat()) {
    const cell = feature.type === 3 ? now.cells.get(feature.properties.code) : null;
    if (!cell) continue;
    if (cell.class === "not_looked") fillFeature(context, feature, scale, hatching(context, colour("spot-blind")));
    else if (now.look === "rate") rated(context, feature, scale, cell.value);
    else if (now.look !== "density" && paintName(cell.class)) fillFeature(context, feature, scale, colour(paintName(cell.class)));
  }
}

/** Hexagons and squares, from their own corners; and grids of a county seen from so far that its tiles leave them out. */
export function paintCells(context, { origin, zoom, map }) {
  if (now.kind === "grids" && zoom - 1 >= config.layers.find(({ id }) => id === "grids").kinds.grid) return;
  context.globalAlpha = CLEAR;
  for (const { geometry, properties } of now.drawn) {
    const style = properties.class === "not_looked" ? hatching(context, colour("spot-blind")) : paintName(properties.class) && colour(paintName(properties.class));
    if (!style) continue;
    context.fillStyle = style;
    context.beginPath();
    for (const ring of geometry.coordinates.flat(geometry.type === "MultiPolygon" ? 1 : 0)) trail(context, ring.map(([lon, lat]) => map.project([lat, lon], zoom).subtract(origin)));
    context.fill("evenodd");
  }
}

function trail(context, corners) {
  corners.forEach(({ x, y }, at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}

function rated(context, feature, scale, value) {
  const step = value === null || value === undefined ? null : now.breaks.filter((edge) => value >= edge).length;
  fillFeature(context, feature, scale, colour(step === null ? "rate-few" : `rate-${step + 1}`));
}

/** The colour of a class: hot_99 and its like by themselves, of what emerges by how sure it is of itself. */
function paintName(name) {
  if (CONFIDENT.includes(name)) return name.replace("_", "-");
  if (name in ALIKE) return ALIKE[name];
  const [word, side] = name.split("_");
  return word in STRENGTH ? `${side}-${STRENGTH[word]}` : null;
}

function hatching(context, ink) {
  const cell = document.createElement("canvas");
  cell.width = cell.height = GAP;
  const pen = cell.getContext("2d");
  pen.strokeStyle = ink;
  pen.lineWidth = 1.4;
  pen.beginPath();
  for (const shift of [-GAP, 0, GAP]) {
    pen.moveTo(shift, GAP);
    pen.lineTo(shift + GAP, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(cell, "repeat");
  pattern.setTransform(context.getTransform().inverse()); // lines as far apart at every zoom
  return pattern;
}

/** Title and rows of the legend, only for what is on the map; null where the density's own legend says it. */
export function spotsLegend(look) {
  const blind = now.present.has("not_looked") && h("li", { class: "wide-row" }, h("i", { class: "swatch hatch", "aria-hidden": "true" }), classWord(look, "not_looked"));
  if (look === "density") return blind ? { title: null, rows: [blind] } : null;
  const swatch = (name) => h("i", { class: "swatch", style: { background: colour(name) }, "aria-hidden": "true" });
  if (look === "rate") {
    const words = (step) => (step === 0 ? t("spots.below", { n: number(now.breaks[0], 1) }) : step === 4 ? t("spots.above", { n: number(now.breaks[3], 1) }) : `${number(now.breaks[step - 1], 1)}–${number(now.breaks[step], 1)}`);
    const rateless = [...now.cells.values()].some(({ value, class: name }) => value === null && name !== "not_looked") && h("li", { class: "wide-row" }, swatch("rate-few"), t("spots.rateless"));
    const classed = now.breaks[0] === undefined ? [] : [0, 1, 2, 3, 4].map((step) => h("li", {}, swatch(`rate-${step + 1}`), words(step)));
    return { title: t("spots.rate.smoothed", { what: t(state.per === "people" ? "look.rate" : `spots.rate.${state.per}`) }), rows: [...classed, rateless, blind].filter(Boolean) };
  }
  const known = look === "hot" ? [...CONFIDENT, ...Object.keys(ALIKE)] : ["hot", "cold"].flatMap((side) => TRENDS.map((word) => `${word}_${side}`));
  return { title: t(`look.${look}`), rows: known.filter((name) => now.present.has(name)).map((name) => h("li", {}, swatch(paintName(name)), t(`spots.class.${name}`))).concat(blind || []) };
}
