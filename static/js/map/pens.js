// The pens that a layer's declaration names: which one fits a feature, and how it draws. A thematic layer needs no script.
import { colour } from "./palette.js";
import { drawDisc, drawSymbol } from "./symbols.js";
import { fillFeature, strokeFeature } from "./vectorlayer.js";

const SYMBOL = { circle: "open", square: "doing", triangle: "soon", diamond: "late", ring: "done", cross: "void" };

/** The first pen whose every condition fits: a value, one of a list, or "any" value at all. */
export function penFor(pens, properties) {
  return pens.find(({ when = {} }) => Object.entries(when).every(([field, wanted]) => (wanted === "any" ? properties[field] !== undefined
    : Array.isArray(wanted) ? wanted.includes(properties[field]) : properties[field] === wanted)));
}

/** Paints all features of a declared layer's tiles. */
export function paintDeclared(layer, shown) {
  return (context, [answer], scale, zoom) => {
    if (!shown(layer.id) || zoom < layer.zooms[0]) return;
    for (const feature of Object.values(answer).flat()) {
      const pen = penFor(layer.legend, feature.properties);
      if (pen) drawWith(context, feature, pen, scale);
    }
  };
}

function drawWith(context, feature, pen, scale) {
  if (feature.type === 1) {
    for (const [point] of feature.rings) drawSymbol(context, SYMBOL[pen.shape] ?? "open", point.x * scale, point.y * scale, 3.5, pen.fill);
    return;
  }
  if (feature.type === 3 && pen.fill) fillFeature(context, feature, scale, colour(pen.fill));
  if (pen.line) strokeFeature(context, feature, scale, colour(pen.line), pen.width ?? 1, pen.dash);
}

/** A sample of a pen, 22 x 14, for legends and the list of layers. */
export function penSample(pen, geometry) {
  const canvas = document.createElement("canvas");
  canvas.width = 44;
  canvas.height = 28;
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  if (geometry === "point" && !pen.shape) drawDisc(context, 11, 7, 6.5);
  else if (geometry === "point") drawSymbol(context, SYMBOL[pen.shape] ?? "open", 11, 7, 4.4, pen.fill);
  else if (pen.fill) sampleArea(context, pen);
  else sampleLine(context, pen);
  return canvas;
}

function sampleArea(context, pen) {
  context.fillStyle = colour(pen.fill);
  context.fillRect(1.5, 1.5, 19, 11);
  context.strokeStyle = colour(pen.line ?? "line");
  context.lineWidth = Math.min(1, pen.width ?? 1);
  context.strokeRect(1.5, 1.5, 19, 11);
}

function sampleLine(context, pen) {
  for (const [name, width] of [[pen.edge, (pen.width ?? 1) + 2], [pen.line, pen.width ?? 1]]) {
    if (!name) continue;
    context.strokeStyle = colour(name);
    context.lineWidth = width;
    context.setLineDash(pen.dash ?? []);
    context.beginPath();
    context.moveTo(0, 7);
    context.lineTo(22, 7);
    context.stroke();
  }
}
