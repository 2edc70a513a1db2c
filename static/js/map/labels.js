// Names on the map: the weightier first, each only where it touches nothing drawn before it.
import { colour, FONT } from "./palette.js";

const WIDTHS = new Map();
/** Where a name may stand, in widths and heights from its own point. */
const NEAR = [[0, 0], [0, -0.8], [0, 0.8], [0.3, 0], [-0.3, 0], [0, -1.4], [0, 1.4]];
/** The weightier may go a little farther without asking. */
const STRONG = [...NEAR, [0.5, -0.8], [-0.5, -0.8], [0.5, 0.8], [-0.5, 0.8]];
/** Farther away, nearest first: only where the whole name still lies on what it names. */
const FAR = ring(1.5, 0.25, 8, 0.8).slice(1);
const CELL = 64;

function ring(across, step, down, rise) {
  const spots = [];
  for (let x = -across; x <= across; x += step) for (let y = -down; y <= down; y += rise) spots.push([x, y]);
  const far = ([x, y]) => Math.hypot(x * 4, y);
  return spots.sort((a, b) => far(a) - far(b));
}

/** Rectangles already taken, found by the squares of `CELL` px that they touch. */
export class Boxes {
  constructor() {
    this.cells = new Map();
  }

  free(x, y, w, h) {
    return this.touched(x, y, w, h).every((key) => (this.cells.get(key) ?? []).every((b) => x > b.x + b.w || x + w < b.x || y > b.y + b.h || y + h < b.y));
  }

  take(x, y, w, h) {
    for (const key of this.touched(x, y, w, h)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push({ x, y, w, h });
    }
  }

  touched(x, y, w, h) {
    const keys = [];
    for (let i = Math.floor(x / CELL); i <= (x + w) / CELL; i += 1) for (let j = Math.floor(y / CELL); j <= (y + h) / CELL; j += 1) keys.push(`${i},${j}`);
    return keys;
  }
}

/**
 * Draw labels that do not collide; answers where they stand.
 * @param labels [{text, x, y, size, strong, weight, within(x, y)}], the smallest weight drawn first
 */
export function drawLabels(context, labels, boxes) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  return labels.sort((a, b) => a.weight - b.weight).map((label) => drawOne(context, label, boxes)).filter(Boolean);
}

function drawOne(context, label, boxes) {
  const { text, size, strong, spaced } = label;
  context.font = `${strong ? 600 : 400} ${size}px ${FONT}`;
  context.letterSpacing = spaced ? "1px" : "0px";
  const [w, h] = [widthOf(context, text) + 8, size + 8];
  const at = spotFor(label, w, h, boxes);
  if (!at) return null;
  boxes.take(at.x - w / 2, at.y - h / 2, w, h);
  context.strokeStyle = colour("map-label-halo");
  context.lineWidth = 3;
  context.strokeText(text, at.x, at.y);
  context.fillStyle = colour(strong ? "map-label-strong" : "map-label");
  context.fillText(text, at.x, at.y);
  return { text, x: at.x - w / 2, y: at.y - h / 2, w, h };
}

function spotFor({ x, y, strong, within }, w, h, boxes) {
  const free = ([across, down]) => boxes.free(x + across * w - w / 2, y + down * h - h / 2, w, h);
  const own = ([across, down]) => [-0.4, 0, 0.4].every((part) => within(x + (across + part) * w, y + down * h));
  const spot = (strong ? STRONG : NEAR).find(free) ?? (within && FAR.find((one) => free(one) && own(one)));
  return spot && { x: x + spot[0] * w, y: y + spot[1] * h };
}

function widthOf(context, text) {
  const key = context.font + context.letterSpacing + text;
  if (!WIDTHS.has(key)) WIDTHS.set(key, context.measureText(text).width);
  return WIDTHS.get(key);
}
