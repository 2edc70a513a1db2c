// Nodes coloured by a rate on one fixed scale: the same colour means the same rate in every place and every period.
import { h } from "../core/dom.js";
import { percent } from "../core/format.js";
import { colour } from "../map/palette.js";
import { TileStore } from "../map/tilestore.js";
import { fillFeature, VectorLayer } from "../map/vectorlayer.js";
import { say } from "./words.js";

/** Where the five classes part. */
export const BREAKS = { share: [0.3, 0.45, 0.6, 0.75], on_time: [0.7, 0.8, 0.9, 0.95] };
const FINE = ["grid", "enterprise", "micro"];

export const classOf = (measure, value) => (value === null || value === undefined ? null : BREAKS[measure].filter((edge) => value >= edge).length);

const paintOf = (step) => colour(step === null ? "rate-few" : `rate-${step + 1}`);

/** A layer whose nodes of `level` are filled by `rates` (code → rate or null); `show` gives it other rates. */
export function shadingLayer() {
  let now = { measure: null, level: "grid", rates: new Map() };
  const layer = new VectorLayer({ pane: "wg-declared", paint: paintNodes, stores: [new TileStore("grids")] });

  function paintNodes(context, [answer], scale) {
    if (!now.measure) return;
    for (const feature of Object.values(answer).flat()) {
      const { code, kind } = feature.properties;
      if (feature.type !== 3 || !(now.level === "grid" ? FINE.includes(kind) : kind === now.level) || !now.rates.has(code)) continue;
      fillFeature(context, feature, scale, paintOf(classOf(now.measure, now.rates.get(code))));
    }
  }

  return {
    layer,
    show(measure, level, items) {
      now = { measure, level, rates: new Map(items.map((one) => [one.code, one[measure]])) };
      layer.repaint();
    },
  };
}

export function shadeLegend(measure) {
  const edges = BREAKS[measure];
  const words = (step) => (step === 0 ? say("shade.less", { n: percent(edges[0]) }) : step === edges.length ? say("shade.from", { n: percent(edges[step - 1]) }) : `${percent(edges[step - 1])}–${percent(edges[step])}`);
  const swatch = (step) => h("i", { class: "swatch", style: { background: paintOf(step) }, "aria-hidden": "true" });
  return h("div", { class: "legend shade-legend" }, h("p", {}, say("shade.legend", { measure: say(`measure.${measure}`) })),
    h("ul", {}, edges.concat(1).map((_, step) => h("li", {}, swatch(step), words(step))), h("li", {}, swatch(null), say("few"))));
}
