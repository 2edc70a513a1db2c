// How an incident looks by what it waits for: a shape and a colour, never colour alone. The same drawing serves the map,
// the list and the legend.
import { colour } from "./palette.js";

export const SYMBOLS = ["open", "doing", "soon", "late", "done", "void"];
const DONE = new Set(["verified", "closed", "archived"]);
const DOING = new Set(["dispatched", "handling", "handled"]);
const SOON_MS = 24 * 3600 * 1000;

/** `{state, due_at?}` → open, doing, soon (less than a day left), late, done or void. */
export function symbolOf({ state, due_at: due, overdue }, now = Date.now()) {
  if (state === "void") return "void";
  if (DONE.has(state)) return "done";
  const left = due ? (typeof due === "number" ? due * 1000 : Date.parse(due)) - now : Infinity;
  if (overdue || left < 0) return "late";
  if (left < SOON_MS) return "soon";
  return DOING.has(state) ? "doing" : "open";
}

const SHAPES = {
  open: (c, r) => c.arc(0, 0, r, 0, 7),
  doing: (c, r) => c.rect(-r * 0.88, -r * 0.88, r * 1.76, r * 1.76),
  soon: (c, r) => polygon(c, [[0, -r * 1.25], [r * 1.2, r * 0.9], [-r * 1.2, r * 0.9]]),
  late: (c, r) => polygon(c, [[0, -r * 1.3], [r * 1.3, 0], [0, r * 1.3], [-r * 1.3, 0]]),
  done: (c, r) => c.arc(0, 0, r * 0.85, 0, 7),
  void: (c, r) => cross(c, r * 0.8),
};
const COLOURS = { open: "map-open", doing: "map-area", soon: "map-doing", late: "map-late", done: "map-done", void: "map-void" };

/** `paint` names another colour of the table than the symbol's own. */
export function drawSymbol(context, name, x, y, radius, paint = COLOURS[name]) {
  context.save();
  context.translate(x, y);
  context.beginPath();
  SHAPES[name](context, radius);
  context.lineJoin = "round";
  if (name === "done" || name === "void") {
    if (name === "done") { context.fillStyle = colour("paper"); context.fill(); }
    outline(context, colour("map-label-halo"), radius * 0.45 + 2.5);
    outline(context, colour(paint), Math.max(1.5, radius * 0.45));
  } else {
    outline(context, colour("paper"), 2.5);
    context.fillStyle = colour(paint);
    context.fill();
  }
  context.restore();
}

/** A counted cell: a disc that grows with the order of magnitude, its number inside. */
export function drawCell(context, count, x, y, rough = false) {
  const radius = cellRadius(count);
  drawDisc(context, x, y, radius);
  if (count < 2) return radius;
  context.fillStyle = colour("map-cell-ink");
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText((rough ? "≈" : "") + shortCount(count), x, y + 0.5);
  return radius;
}

export function drawDisc(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.globalAlpha = 0.9;
  context.fillStyle = colour("map-cell");
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 1.5;
  context.strokeStyle = colour("paper");
  context.stroke();
}

export const cellRadius = (count) => (count < 2 ? 4.5 : Math.min(24, 8.5 + 3.4 * Math.log10(count) * 1.25));

const shortCount = (count) => (count < 10000 ? String(count) : `${Math.round(count / 1000)}k`);

/** A small canvas with one symbol, for lists and legends. */
export function symbolCanvas(name, size = 16) {
  const element = document.createElement("canvas");
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  element.width = size * ratio;
  element.height = size * ratio;
  element.className = "symbol";
  element.setAttribute("aria-hidden", "true");
  const context = element.getContext("2d");
  context.scale(ratio, ratio);
  drawSymbol(context, name, size / 2, size / 2, size * 0.31);
  return element;
}

function outline(context, style, width) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke();
}

function polygon(context, points) {
  context.moveTo(...points[0]);
  for (const point of points.slice(1)) context.lineTo(...point);
  context.closePath();
}

function cross(context, r) {
  context.moveTo(-r, -r);
  context.lineTo(r, r);
  context.moveTo(r, -r);
  context.lineTo(-r, r);
}
