// From degrees and from the coverage's own coordinates to pixels of the overlay, and drawing with them.
import L from "../core/leaflet.js";

/** World pixels at the frame's zoom, less the frame's corner. */
export const sizeOf = (frame) => 256 * 2 ** frame.zoom;

export function toPixel(frame, [lon, lat]) {
  const at = frame.map.project(L.latLng(lat, lon), frame.zoom);
  return [at.x - frame.origin.x, at.y - frame.origin.y];
}

export function traceWorld(context, frame, world, close = false) {
  const size = sizeOf(frame);
  const { x, y } = frame.origin;
  context.moveTo(world[0] * size - x, world[1] * size - y);
  for (let i = 2; i < world.length; i += 2) context.lineTo(world[i] * size - x, world[i + 1] * size - y);
  if (close) context.closePath();
}

export function tracePlaces(context, frame, places, close = false) {
  places.forEach((place, n) => {
    const [x, y] = toPixel(frame, place);
    if (n) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
  if (close) context.closePath();
}

/** Fill rings of degrees (a polygon or multipolygon as GeoJSON has it). */
export function traceGeometry(context, frame, { type, coordinates }) {
  for (const polygon of type === "Polygon" ? [coordinates] : coordinates) for (const ring of polygon) tracePlaces(context, frame, ring, true);
}

let hatches = new Map();

/** Slanted lines in a colour, for what is not simply a state of colour. */
export function hatch(context, style) {
  if (!hatches.has(style)) {
    const tile = document.createElement("canvas");
    tile.width = 8;
    tile.height = 8;
    const pen = tile.getContext("2d");
    pen.strokeStyle = style;
    pen.lineWidth = 1.4;
    pen.beginPath();
    for (const shift of [-8, 0, 8]) {
      pen.moveTo(shift, 8);
      pen.lineTo(shift + 8, 0);
    }
    pen.stroke();
    hatches.set(style, context.createPattern(tile, "repeat"));
  }
  return hatches.get(style);
}

export const forgetHatches = () => { hatches = new Map(); };

export function square(context, x, y, half, fill, line) {
  context.fillStyle = fill;
  context.strokeStyle = line;
  context.lineWidth = 2;
  context.fillRect(x - half, y - half, 2 * half, 2 * half);
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

export function disc(context, x, y, r, fill, line, width = 2) {
  context.beginPath();
  context.arc(x, y, r, 0, 7);
  if (fill) {
    context.fillStyle = fill;
    context.fill();
  }
  if (line) {
    context.strokeStyle = line;
    context.lineWidth = width;
    context.stroke();
  }
}
