// What the overlay draws: counted cells and single incidents, households close up, and the names of grids.
import { drawLabels, Boxes } from "./labels.js";
import { colour, FONT } from "./palette.js";
import { middleInView, shapesOf } from "./shapes.js";
import { cellRadius, drawCell, drawSymbol, symbolOf } from "./symbols.js";

const inside = (frame, x, y, edge = 30) => x > -edge && y > -edge && x < frame.width + edge && y < frame.height + edge;

/** Points of a layer within the frame, each once: [{feature, x, y}]. */
function pointsOf(layer, frame) {
  const seen = new Set();
  const found = [];
  layer.eachInView((feature, x0, y0, scale, place) => {
    if (feature.type !== 1) return;
    const { x: tx, y: ty } = feature.rings[0][0];
    if (tx < 0 || ty < 0 || tx >= 4096 || ty >= 4096) return; // the neighbour's buffer: it draws it itself
    const x = x0 + tx * scale - frame.origin.x;
    const y = y0 + ty * scale - frame.origin.y;
    const key = feature.properties.id ?? `${place.z}/${place.x}/${place.y}/${tx}/${ty}`;
    if (seen.has(key) || !inside(frame, x, y)) return;
    seen.add(key);
    found.push({ feature, x, y });
  });
  return found;
}

export function incidentPainter(layer, chosen) {
  return (context, frame) => {
    frame.boxes = new Boxes();
    if (!layer._map) return;
    context.font = `600 12px ${FONT}`;
    const points = pointsOf(layer, frame);
    const counted = points.filter(({ feature }) => feature.properties.count > 0).map(({ feature, x, y }) => ({ x, y, count: feature.properties.count, more: feature.properties.rough }));
    for (const { x, y, count, more } of gathered(counted)) {
      const r = drawCell(context, count, x, y, more);
      frame.boxes.take(x - r, y - r, 2 * r, 2 * r);
      frame.hits.push({ x, y, r, cell: count });
    }
    const radius = Math.max(4, Math.min(8, frame.zoom - 10));
    const now = Date.now();
    for (const { feature: { properties }, x, y } of points.filter(({ feature }) => !(feature.properties.count > 0))) {
      const big = properties.id && properties.id === chosen() ? 3 : 0;
      drawSymbol(context, properties.state ? symbolOf(properties, now) : "open", x, y, radius + big);
      frame.boxes.take(x - radius - 2, y - radius - 2, 2 * radius + 4, 2 * radius + 4);
      frame.hits.push({ x, y, r: radius + 1, incident: properties });
    }
  };
}

/** Discs that would touch become one in the middle of what both count, the greater first: the sum stays the same. */
function gathered(discs) {
  const kept = [];
  for (const disc of discs.sort((a, b) => b.count - a.count || a.x - b.x || a.y - b.y)) {
    const near = kept.find((one) => Math.hypot(one.x - disc.x, one.y - disc.y) < cellRadius(one.count) + cellRadius(disc.count) + 6);
    if (!near) kept.push({ ...disc });
    else {
      const count = near.count + disc.count;
      near.x += (disc.x - near.x) * (disc.count / count);
      near.y += (disc.y - near.y) * (disc.count / count);
      near.count = count;
      near.more ||= disc.more;
    }
  }
  return kept;
}

export function householdPainter(layer) {
  return (context, frame) => {
    if (!layer._map || frame.zoom < 16) return;
    context.fillStyle = colour("map-household");
    for (const { x, y } of pointsOf(layer, frame)) {
      context.beginPath();
      context.arc(x, y, frame.zoom >= 18 ? 3 : 2, 0, 7);
      context.fill();
    }
  };
}

const CLOSE = 15;
const WEIGHT = { town: 0, work_area: 1, village: 2, grid: 3, enterprise: 4, micro: 5 };
/** Which kinds are named at a zoom; the far ones go when the near ones come. */
const QUIET = { grid: [14, 22], enterprise: [15, 22] }; // names that would hide the heat come later
const NAMED = { town: [5, 11.9], work_area: [12, 13.4], village: [12, 16], grid: [13, 22], enterprise: [14, 22], micro: [16, 22] };

/** `chosen()` is a grid's code or null, `quiet()` says whether few names are wanted, `taken(frame)` is a rectangle to leave free or null. */
export function labelPainter(layer, { chosen, quiet, taken }) {
  return (context, frame) => {
    if (!layer._map) return;
    const shapes = shapesOf(layer, frame);
    const labels = [];
    for (const { p, x, y } of anchors(layer, shapes, frame)) {
      const picked = p.code === chosen();
      const [from, to] = (quiet() && QUIET[p.kind]) || (NAMED[p.kind] ?? NAMED.grid);
      if (!picked && (frame.zoom < from || frame.zoom > to)) continue;
      const high = p.kind === "town" || p.kind === "work_area";
      labels.push({ text: p.name, x, y, size: high ? 14 : 12, strong: high || picked, spaced: high, weight: picked ? -1 : WEIGHT[p.kind] ?? 3, within: shapes.get(p.code)?.holds });
    }
    const boxes = frame.boxes ?? new Boxes();
    const box = taken(frame);
    if (box) boxes.take(...box);
    frame.labels = drawLabels(context, labels, boxes);
  };
}

/** Where each grid is named: at its own point, or close up, where that is out of view, in the middle of what is in view of it. */
function anchors(layer, shapes, frame) {
  const { x: width, y: height } = frame.map.getSize();
  const [left, top] = [(frame.width - width) / 2, (frame.height - height) / 2];
  const seen = ({ x, y }) => x > left && y > top && x < left + width && y < top + height;
  const points = pointsOf(layer, frame).map(({ feature, x, y }) => ({ p: feature.properties, x, y }));
  if (frame.zoom < CLOSE) return points;
  const samples = Array.from({ length: 63 }, (_, i) => [left + (width * ((i % 9) + 0.5)) / 9, top + (height * (Math.floor(i / 9) + 0.5)) / 7]);
  const own = points.filter(seen);
  const named = new Set(own.map(({ p }) => p.code));
  const moved = [...shapes].filter(([code]) => !named.has(code)).map(([, shape]) => ({ p: shape.properties, at: middleInView(shape, samples) }));
  return [...own, ...moved.filter(({ at }) => at).map(({ p, at: [x, y] }) => ({ p, x, y }))];
}
