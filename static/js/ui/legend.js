// The legend: only what is on the map now, drawn with the same pens as the map.
import { byId, fill, h, icon } from "../core/dom.js";
import { number } from "../core/format.js";
import { recall, remember } from "../core/memory.js";
import { narrow } from "../core/dom.js";
import { period, periodName } from "../core/period.js";
import { state } from "../core/state.js";
import { t } from "../core/words.js";
import { colour } from "../map/palette.js";
import { BORDERS } from "../map/style.js";
import { SYMBOLS, symbolCanvas } from "../map/symbols.js";

let heat = null; // {stops: [{value, colour}], ...} of the heat shown

export function setHeatLegend(answer) {
  heat = answer;
}

export function drawLegend(map) {
  const place = byId("legend");
  const box = h("details", { class: "legend", open: recall("legend", !narrow()) }, h("summary", {}, h("span", {}, title()), icon("down")), state.section === "heat" ? ramp() : null, rows(map));
  box.addEventListener("toggle", () => remember("legend", box.open));
  fill(place, box);
}

function title() {
  return state.section === "heat" && heat ? t("legend.density", { period: periodName(period(state.period)) }) : t("legend");
}

function ramp() {
  if (!heat || state.off.includes("heat")) return null;
  const top = heat.stops.at(-1).value;
  const bar = h("canvas", { class: "ramp", width: 200, height: 10, role: "img", "aria-label": t("legend.density", { period: "" }) });
  const context = bar.getContext("2d");
  const gradient = context.createLinearGradient(0, 0, 200, 0);
  for (const { value, colour: paint } of heat.stops) gradient.addColorStop(top ? Math.min(1, value / top) : 0, paint);
  context.fillStyle = gradient;
  context.fillRect(0, 0, 200, 10);
  const shown = [0, 0.25, 0.5, 1].map((part) => h("span", { style: { left: `${part * 100}%` } }, number(top * part, top < 10 ? 1 : 0)));
  return h("div", {}, bar, h("div", { class: "stops" }, shown));
}

function rows(map) {
  const zoom = map.getZoom();
  const items = [];
  if (state.section !== "heat" && !state.off.includes("incidents")) {
    for (const name of SYMBOLS) items.push(h("li", {}, symbolCanvas(name, 14), t(`symbol.${name}`)));
  }
  if (!state.off.includes("grids")) {
    for (const border of [...BORDERS].reverse()) if (zoom >= border.from && border.kind !== "micro" && border.kind !== "village") items.push(h("li", {}, swatch(border), t(`kind.${border.kind}`)));
  }
  return items.length ? h("ul", {}, items) : null;
}

function swatch({ kind, width, colour: name }) {
  const canvas = h("canvas", { width: 44, height: 28, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  context.strokeStyle = colour(name);
  context.lineWidth = width;
  if (kind === "enterprise") {
    context.fillStyle = colour("map-firm-fill");
    context.fillRect(1.5, 1.5, 19, 11);
    context.strokeRect(1.5, 1.5, 19, 11);
  } else {
    context.beginPath();
    context.moveTo(0, 7);
    context.lineTo(22, 7);
    context.stroke();
  }
  return canvas;
}
