// Nodes filled by what is known of them: a rate on one fixed scale (the same colour means the same rate in every place and every
// period), or hot and cold as tested. What was not looked at is hatched, and stands apart from cold.
import { route } from "../core/config.js";
import { h } from "../core/dom.js";
import { percent } from "../core/format.js";
import { range } from "../core/period.js";
import { colour } from "../map/palette.js";
import { TileStore } from "../map/tilestore.js";
import { fillFeature, trace, VectorLayer } from "../map/vectorlayer.js";
import { say } from "./words.js";

/** Where the five classes of a rate part. */
export const BREAKS = { share: [0.3, 0.45, 0.6, 0.75], on_time: [0.7, 0.8, 0.9, 0.95] };
const FINE = ["grid", "enterprise", "micro"];
const SPOTS = ["hot_99", "hot_95", "hot_90", "none", "cold_90", "cold_95", "cold_99", "not_looked"];
const HATCH = "hatch";
const GAP = 7; // px between the lines of the hatching

/** By the whole per cent that the ranking shows, so that 60% there is 60% here. */
const classOf = (measure, value) => BREAKS[measure].filter((edge) => Math.round(value * 100) / 100 >= edge).length;
const ratePaint = (measure, value) => (value === null || value === undefined ? "rate-few" : `rate-${classOf(measure, value) + 1}`);
const spotPaint = (name) => (name === "not_looked" ? HATCH : name === "none" ? "spot-none" : name.replace("_", "-"));

/** Code → name of its colour. */
export const ratePaints = (measure, items) => new Map(items.map((one) => [one.code, ratePaint(measure, one[measure])]));
export const spotPaints = ({ features }) => new Map(features.map(({ properties }) => [properties.code, spotPaint(properties.class)]));

/** A layer that fills the nodes of a level; `show` gives it their colours. */
export function shadingLayer() {
  let now = { level: "grid", paints: new Map() };
  const layer = new VectorLayer({ pane: "wg-declared", paint: paintNodes, stores: [new TileStore("grids")] });

  function paintNodes(context, [answer], scale) {
    for (const feature of Object.values(answer).flat()) {
      const { code, kind } = feature.properties;
      const paint = now.paints.get(code);
      if (feature.type !== 3 || !paint || !(now.level === "grid" ? FINE.includes(kind) : kind === now.level)) continue;
      if (paint === HATCH) hatch(context, feature, scale);
      else fillFeature(context, feature, scale, colour(paint));
    }
  }

  return { layer, show(level, paints) { now = { level, paints }; layer.repaint(); } };
}

function hatch(context, feature, scale) {
  context.save();
  context.beginPath();
  trace(context, feature.rings, scale, true);
  context.clip("evenodd");
  stripes(context, 4096 * scale, GAP);
  context.restore();
}

function stripes(context, size, gap) {
  context.beginPath();
  for (let at = -size; at < size; at += gap) {
    context.moveTo(at, 0);
    context.lineTo(at + size, size);
  }
  context.setLineDash([]);
  context.strokeStyle = colour("line-strong");
  context.lineWidth = 1;
  context.stroke();
}

function swatch(paint) {
  if (paint !== HATCH) return h("i", { class: "swatch", style: { background: colour(paint) }, "aria-hidden": "true" });
  const element = h("canvas", { class: "swatch", width: 14, height: 14, "aria-hidden": "true" });
  stripes(element.getContext("2d"), 28, 5);
  return element;
}

const legendBox = (title, rows, ...more) => h("div", { class: "legend shade-legend" }, h("p", {}, title), h("ul", {}, rows.map(([paint, words]) => h("li", {}, swatch(paint), words))), more);

export function rateLegend(measure) {
  const edges = BREAKS[measure];
  const words = (step) => (step === 0 ? say("shade.less", { n: percent(edges[0]) }) : step === edges.length ? say("shade.from", { n: percent(edges[step - 1]) }) : `${percent(edges[step - 1])}–${percent(edges[step])}`);
  return legendBox(say("shade.legend", { measure: say(`measure.${measure}`) }), [...edges.concat(1).map((_, step) => [`rate-${step + 1}`, words(step)]), ["rate-few", say("few")]]);
}

/** Only the classes that are on the map, with how many grids each has. */
export function spotLegend({ summary, from, to }, onList) {
  return legendBox(say("spots.legend", { period: range(from, to) }), SPOTS.filter((name) => summary[name]).map((name) => [spotPaint(name), say("spots.count", { what: say(`spots.${name}`), n: summary[name] })]),
    h("div", { class: "shade-links" }, h("button", { type: "button", class: "link", id: "list-spots", onclick: onList }, say("spots.list")), h("a", { id: "open-spots", href: route("map_page", {}, { s: "heat", look: "hot", period: `${from}..${to}` }) }, say("spots.open"))));
}
