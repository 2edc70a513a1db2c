// Names on the map: the weightier first, each only where it touches nothing drawn before it.
import { colour, FONT } from "./palette.js";

const WIDTHS = new Map();
/** Where a name may stand, in widths and heights from its own point; the weightier may go farther. */
const NEAR = [[0, 0], [0, -0.8], [0, 0.8], [0.3, 0], [-0.3, 0], [0, -1.4], [0, 1.4]];
const FAR = [...NEAR, [0.5, -0.8], [-0.5, -0.8], [0.5, 0.8], [-0.5, 0.8]];

export class Boxes {
  constructor() {
    this.list = [];
  }

  free(x, y, w, h) {
    return this.list.every((b) => x > b.x + b.w || x + w < b.x || y > b.y + b.h || y + h < b.y);
  }

  take(x, y, w, h) {
    this.list.push({ x, y, w, h });
  }
}

/**
 * Draw labels that do not collide.
 * @param labels [{text, x, y, size, strong, weight}], the smallest weight drawn first
 */
export function drawLabels(context, labels, boxes) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  for (const label of labels.sort((a, b) => a.weight - b.weight)) drawOne(context, label, boxes);
}

function drawOne(context, { text, x, y, size, strong, spaced }, boxes) {
  context.font = `${strong ? 600 : 400} ${size}px ${FONT}`;
  context.letterSpacing = spaced ? "1px" : "0px";
  const width = widthOf(context, text) + 8;
  const height = size + 8;
  const spot = (strong ? FAR : NEAR).map(([across, down]) => [across * width, down * height]).find(([dx, dy]) => boxes.free(x + dx - width / 2, y + dy - height / 2, width, height));
  if (!spot) return;
  const [dx, dy] = spot;
  boxes.take(x + dx - width / 2, y + dy - height / 2, width, height);
  context.strokeStyle = colour("map-label-halo");
  context.lineWidth = 3;
  context.strokeText(text, x + dx, y + dy);
  context.fillStyle = colour(strong ? "map-label-strong" : "map-label");
  context.fillText(text, x + dx, y + dy);
}

function widthOf(context, text) {
  const key = context.font + context.letterSpacing + text;
  if (!WIDTHS.has(key)) WIDTHS.set(key, context.measureText(text).width);
  return WIDTHS.get(key);
}
