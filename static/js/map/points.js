// What the overlay draws: counted cells and single incidents, households close up, and the names of grids.
import { drawLabels, Boxes } from "./labels.js";
import { colour, FONT } from "./palette.js";
import { drawCell, drawSymbol, symbolOf } from "./symbols.js";

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
    for (const { feature: { properties }, x, y } of points.filter(({ feature }) => feature.properties.count > 1).sort((a, b) => a.feature.properties.count - b.feature.properties.count)) {
      const r = drawCell(context, properties.count, x, y);
      frame.boxes.take(x - r, y - r, 2 * r, 2 * r);
      frame.hits.push({ x, y, r, cell: properties });
    }
    const radius = Math.max(4, Math.min(8, frame.zoom - 10));
    const now = Date.now();
    for (const { feature: { properties }, x, y } of points.filter(({ feature }) => !(feature.properties.count > 1))) {
      const big = properties.id && properties.id === chosen() ? 3 : 0;
      drawSymbol(context, properties.state ? symbolOf(properties, now) : "open", x, y, radius + big);
      frame.boxes.take(x - radius - 2, y - radius - 2, 2 * radius + 4, 2 * radius + 4);
      frame.hits.push({ x, y, r: radius + 1, incident: properties });
    }
  };
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

const WEIGHT = { town: 0, work_area: 1, village: 2, grid: 3, enterprise: 4, micro: 5 };
/** Which kinds are named at a zoom; the far ones go when the near ones come. */
const NAMED = { town: [5, 11.9], work_area: [11, 13.4], village: [12, 16], grid: [13, 22], enterprise: [14, 22], micro: [16, 22] };

export function labelPainter(layer, chosenGrid) {
  return (context, frame) => {
    if (!layer._map) return;
    const labels = [];
    for (const { feature: { properties: p }, x, y } of pointsOf(layer, frame)) {
      const picked = p.code === chosenGrid();
      const [from, to] = NAMED[p.kind] ?? NAMED.grid;
      if (!picked && (frame.zoom < from || frame.zoom > to)) continue;
      const high = p.kind === "town" || p.kind === "work_area";
      labels.push({ text: p.name, x, y, size: high ? 14 : 12, strong: high || picked, spaced: high, weight: picked ? -1 : WEIGHT[p.kind] ?? 3 });
    }
    drawLabels(context, labels, frame.boxes ?? new Boxes());
  };
}
