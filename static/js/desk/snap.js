// What the hand catches on: vertices and borders first, then buildings, roads, streams and parcels of the ground. In pixels, so that
// it feels the same at every zoom; the server matches the last half metre.
import L from "../core/leaflet.js";
import { keyOf } from "./coverage.js";
import { tidy } from "./measure.js";

const REACH = { mouse: 10, pen: 12, touch: 20 };
const GROUND = { 1: "water", 2: "road", 3: "building", 4: "parcel" }; // by the place of their store; see stage.js

/** `{place, kind, edge, index, along}`; `kind` "" where nothing was near. `skip` = keys of vertices that are being moved. */
export function snap(stage, coverage, latlng, { pointer = "mouse", ground = true, skip = null } = {}) {
  const { map } = stage;
  const zoom = map.getZoom();
  const p = map.project(latlng, zoom);
  const reach = REACH[pointer] ?? REACH.mouse;
  const border = nearestBorder(coverage, p, 256 * 2 ** zoom, reach, skip);
  if (border.vertex) return border.vertex;
  if (border.line) return border.line;
  const other = ground && zoom >= 14 ? nearestGround(stage, p, reach) : null;
  if (other) {
    const { lat, lng } = map.unproject(L.point(other.x, other.y), zoom);
    return { place: [tidy(lng), tidy(lat)], kind: other.kind };
  }
  return { place: [tidy(latlng.lng), tidy(latlng.lat)], kind: "" };
}

function nearestBorder(coverage, p, size, reach, skip) {
  const found = { vertex: null, line: null };
  let [nearVertex, nearLine] = [reach, reach];
  for (const edge of coverage.edges.values()) {
    const { world, line } = edge;
    if (skip && line.some((place) => skip.has(keyOf(place)))) continue;
    for (let i = 0; i < line.length; i += 1) {
      const bx = world[2 * i] * size - p.x;
      const by = world[2 * i + 1] * size - p.y;
      const away = Math.hypot(bx, by);
      if (away < nearVertex) {
        nearVertex = away;
        found.vertex = { place: line[i], kind: "vertex", edge, index: i };
      }
      if (!i) continue;
      const ax = world[2 * i - 2] * size - p.x;
      const ay = world[2 * i - 1] * size - p.y;
      const hit = foot(ax, ay, bx, by);
      if (hit.away < nearLine) {
        nearLine = hit.away;
        const [a, b] = [line[i - 1], line[i]];
        found.line = { place: [tidy(a[0] + hit.along * (b[0] - a[0])), tidy(a[1] + hit.along * (b[1] - a[1]))], kind: "border", edge, index: i };
      }
    }
  }
  return found;
}

/** Nearest place to the origin on the segment a–b: how far, and at which share of it. */
export function foot(ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const along = square ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square)) : 0;
  return { along, away: Math.hypot(ax + along * dx, ay + along * dy) };
}

function nearestGround(stage, p, reach) {
  let best = null;
  eachGroundLine(stage, (kind, points, x0, y0, scale) => {
    for (let i = 1; i < points.length; i += 1) {
      const ax = x0 + points[i - 1].x * scale - p.x;
      const ay = y0 + points[i - 1].y * scale - p.y;
      const bx = x0 + points[i].x * scale - p.x;
      const by = y0 + points[i].y * scale - p.y;
      if (Math.min(ax, bx) > reach || Math.max(ax, bx) < -reach || Math.min(ay, by) > reach || Math.max(ay, by) < -reach) continue;
      const hit = foot(ax, ay, bx, by);
      if (hit.away < (best?.away ?? reach)) best = { kind, away: hit.away, x: p.x + ax + hit.along * (bx - ax), y: p.y + ay + hit.along * (by - ay) };
    }
  });
  return best;
}

/** Lines of streams, roads, buildings and parcels in the tiles of the view: action(kind, points, x0, y0, scale, place, type),
 * `type` as in the tiles: 2 a line, 3 an outline. */
export function eachGroundLine(stage, action) {
  const { ground, map } = stage;
  if (!map.hasLayer(ground)) return;
  const size = ground.getTileSize().x;
  const zoom = map.getZoom();
  for (const { coords, place, answers } of ground.loaded.values()) {
    if (coords.z !== zoom) continue;
    const scale = (size * place.part) / 4096;
    const x0 = (coords.x - place.left) * size;
    const y0 = (coords.y - place.top) * size;
    answers.forEach((answer, store) => {
      const kind = GROUND[store - 1];
      if (!kind) return;
      for (const features of Object.values(answer)) {
        for (const { type, rings } of features) if (type > 1) for (const ring of rings) action(kind, ring, x0, y0, scale, place, type);
      }
    });
  }
}
