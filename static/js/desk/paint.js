// How the coverage is drawn: fills, borders by level with a pale halo, names.
import { number } from "../core/format.js";
import { Boxes, drawLabels } from "../map/labels.js";
import { colour } from "../map/palette.js";
import { OUTSIDE } from "./coverage.js";
import { disc, hatch, toPixel, traceGeometry, tracePlaces, traceWorld } from "./frame.js";
import { say } from "./words.js";

const PENS = [["map-town", 2.5], ["map-area", 1.5], ["map-grid", 1.1], ["map-grid", 1], ["map-grid", 0.9]];

export function fillFaces(context, frame, coverage, faces, style) {
  if (!faces.length) return;
  context.fillStyle = style;
  context.beginPath();
  for (const ring of coverage.rings(faces)) traceWorld(context, frame, ring, true);
  context.fill("evenodd");
}

export function strokeEdges(context, frame, edges, style, width, dash = []) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.lineJoin = "round";
  context.lineCap = dash.length ? "butt" : "round";
  context.beginPath();
  for (const edge of edges) traceWorld(context, frame, edge.world);
  context.stroke();
  context.setLineDash([]);
}

/** Everything of a coverage but names: `look` = {selected, marked, locked(code)}. */
export function paintCoverage(context, frame, coverage, look = {}) {
  const { leaves } = coverage;
  fillFaces(context, frame, coverage, leaves.filter((face) => coverage.kind(face) === "enterprise"), colour("map-firm-fill"));
  const gaps = coverage.gaps;
  fillFaces(context, frame, coverage, gaps, colour("desk-gap-fill"));
  fillFaces(context, frame, coverage, gaps, hatch(context, colour("map-late")));
  if (look.locked) fillFaces(context, frame, coverage, leaves.filter(look.locked), hatch(context, colour("desk-lock")));
  if (look.selected) fillFaces(context, frame, coverage, coverage.leavesOf(look.selected), colour("map-select-fill"));
  for (const code of look.marked ?? []) if (coverage.has(code)) fillFaces(context, frame, coverage, [code], colour("desk-mark-fill"));
  paintBorders(context, frame, coverage);
  if (look.selected && frame.zoom > 9) outline(context, frame, coverage, look.selected);
}

export function paintBorders(context, frame, coverage) {
  const byLevel = PENS.map(() => []);
  const firms = [];
  for (const edge of coverage.edges.values()) {
    if (coverage.kind(edge.left) === "enterprise" || coverage.kind(edge.right) === "enterprise") firms.push(edge);
    else byLevel[Math.min(coverage.level(edge), PENS.length - 1)].push(edge);
  }
  const thin = frame.zoom < 12 ? 0.7 : 1;
  byLevel.forEach((edges, level) => strokeEdges(context, frame, edges, colour("map-halo"), PENS[level][1] * thin + 2.4));
  for (let level = PENS.length - 1; level > 1; level -= 1) strokeEdges(context, frame, byLevel[level], colour(PENS[level][0]), PENS[level][1] * thin);
  strokeEdges(context, frame, firms, colour("map-firm"), 1.2);
  for (const level of [1, 0]) strokeEdges(context, frame, byLevel[level], colour(PENS[level][0]), PENS[level][1] * thin);
}

function outline(context, frame, coverage, code) {
  const mine = new Set(coverage.leavesOf(code));
  const edges = [...mine].flatMap((face) => [...coverage.faces.get(face)]).filter((edge) => mine.has(edge.left) !== mine.has(edge.right));
  strokeEdges(context, frame, edges, colour("map-select"), 2.4);
}

/** Names at the places the server found for them; which levels depends on the zoom. */
export function paintNames(context, frame, draft) {
  const labels = [];
  for (const grid of draft.grids.values()) {
    const at = grid.figures?.at;
    const picked = grid.code === draft.selected;
    if (!at || (!picked && frame.zoom < (grid.kind === "enterprise" ? 14 : 12.5))) continue;
    const [x, y] = toPixel(frame, at);
    if (x < -60 || y < -30 || x > frame.width + 60 || y > frame.height + 30) continue;
    labels.push({ text: grid.name || grid.code, x, y, size: 12, strong: picked, weight: picked ? -1 : grid.kind === "enterprise" ? 4 : 3 });
  }
  drawLabels(context, labels, new Boxes());
}

/** Under the hand: the border as it was, dashed, and the ground between it and where it is now. */
export function paintShift(context, frame, { removed, added }) {
  removed.forEach(({ left, right, line }, n) => {
    const now = added[n];
    if (now?.left !== left || now.right !== right) return;
    context.beginPath();
    tracePlaces(context, frame, [...line, ...[...now.line].reverse()], true);
    context.fillStyle = colour("desk-shift");
    context.fill("evenodd");
  });
  context.beginPath();
  for (const { line } of removed) tracePlaces(context, frame, line);
  context.strokeStyle = colour("ink-2");
  context.lineWidth = 1.6;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

/** What changes hands in a preview: who gains it shows by colour and by a number, told in the table. */
export function paintMoves(context, frame, moves) {
  moves.forEach(({ geometry }, n) => {
    context.beginPath();
    traceGeometry(context, frame, geometry);
    context.fillStyle = colour(`desk-move-${n % 6}`);
    context.fill("evenodd");
    context.strokeStyle = colour("map-select");
    context.lineWidth = 1.6;
    context.setLineDash([4, 3]);
    context.stroke();
    context.setLineDash([]);
  });
}

/** The grids of a proposal over those of the draft, each with its households. */
export function paintProposed(context, frame, grids) {
  for (const [style, width] of [["map-halo", 6], ["map-select", 2.6]]) {
    context.beginPath();
    for (const { polygon } of grids) traceGeometry(context, frame, polygon);
    context.strokeStyle = colour(style);
    context.lineWidth = width;
    context.lineJoin = "round";
    context.stroke();
  }
  const labels = grids.map(({ polygon, figures }) => {
    const [x, y] = toPixel(frame, middle(polygon));
    return { text: say("unit.households", { n: number(figures.households) }), x, y, size: 12, strong: true, weight: 0 };
  });
  drawLabels(context, labels, new Boxes());
}

/** The centre of gravity of the largest part's outline. */
function middle({ type, coordinates }) {
  const outlines = type === "Polygon" ? [coordinates[0]] : coordinates.map(([outline]) => outline);
  const sums = outlines.map((ring) => {
    const [[x0, y0]] = ring;
    let [twice, x, y] = [0, 0, 0];
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay, bx, by] = [ring[i - 1][0] - x0, ring[i - 1][1] - y0, ring[i][0] - x0, ring[i][1] - y0];
      const cross = ax * by - bx * ay;
      twice += cross;
      x += (ax + bx) * cross;
      y += (ay + by) * cross;
    }
    return { size: Math.abs(twice), at: twice ? [x0 + x / (3 * twice), y0 + y / (3 * twice)] : [x0, y0] };
  });
  return sums.sort((a, b) => b.size - a.size)[0].at;
}

/** Differences of two editions: coming into a grid, leaving the cover altogether, or newly covered. */
export function paintDifferences(context, frame, features) {
  for (const { geometry, properties } of features) {
    context.beginPath();
    traceGeometry(context, frame, geometry);
    context.fillStyle = colour(properties.from === null || properties.from === OUTSIDE ? "desk-came" : properties.to === null || properties.to === OUTSIDE ? "desk-went" : "desk-changed");
    context.fill("evenodd");
  }
}

export function paintPins(context, frame, pins) {
  for (const { at, text, tone } of pins) {
    const [x, y] = toPixel(frame, at);
    disc(context, x, y, 9, colour(tone), colour("paper"), 2);
    context.fillStyle = colour("paper");
    context.font = "600 12px sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(text, x, y + 0.5);
  }
}
