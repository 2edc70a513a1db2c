// Tools that begin with a drawn area: a new grid, an enterprise carved out, a piece for a neighbour.
import { Sketch } from "./sketch.js";
import { say } from "../words.js";

const SAMPLES = 24;

export const draw = (desk) => new Sketch(desk, { closed: true, hint: say("hint.draw"), onDone: (ring) => {
  const parent = groundOf(desk.draft.coverage, ring);
  if (!parent) return desk.refuse(say("refuse.no_grid"));
  const waiting = desk.draft.grid(desk.draft.selected);
  const listed = waiting && desk.draft.undrawn(waiting) ? { new: waiting.code } : {};
  return desk.propose({ edit: "draw", parent: listed.new ? waiting.lies_in ?? parent : parent, area: [ring], kind: "grid", ...listed }, { title: say("tool.draw"), named: !listed.new });
} });

export const carve = (desk) => new Sketch(desk, { closed: true, hint: say("hint.carve"), onDone: (ring) => {
  const parent = groundOf(desk.draft.coverage, ring);
  if (!parent) return desk.refuse(say("refuse.no_grid"));
  return desk.propose({ edit: "carve", parent, area: [ring] }, { title: say("tool.carve"), named: true });
} });

export const transfer = (desk) => new Sketch(desk, { closed: true, hint: say("hint.transfer"), onDone: (ring) => {
  const { draft } = desk;
  const faces = [...facesIn(draft.coverage, ring).keys()];
  const takers = new Set(faces.flatMap((face) => [face, ...draft.coverage.neighbours(face)]).filter((code) => draft.grid(code)));
  if (!takers.size) return desk.refuse(say("refuse.no_grid"));
  const to = takers.has(draft.selected) ? draft.selected : [...takers].find((code) => !faces.includes(code)) ?? [...takers][0];
  const edit = (chosen) => ({ edit: "transfer", givers: faces.filter((face) => face !== chosen), to: chosen, area: [ring] });
  return desk.propose(edit(to), { title: say("tool.transfer"), choice: { label: say("field.to"), value: to, options: [...takers].map((code) => [code, draft.nameOf(code)]), edit } });
} });

/** The unit on whose ground the greater part of a ring lies. */
function groundOf(coverage, ring) {
  const counts = new Map();
  for (const [face, n] of facesIn(coverage, ring)) {
    const parent = coverage.units.get(face)?.parent;
    if (parent) counts.set(parent, (counts.get(parent) ?? 0) + n);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** Faces under an area with how many of its sample places each holds. */
function facesIn(coverage, ring) {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [west, south] = [Math.min(...xs), Math.min(...ys)];
  const [wide, high] = [Math.max(...xs) - west, Math.max(...ys) - south];
  const found = new Map();
  for (let i = 0.5; i < SAMPLES; i += 1) {
    for (let j = 0.5; j < SAMPLES; j += 1) {
      const at = [west + (wide * i) / SAMPLES, south + (high * j) / SAMPLES];
      if (!holds(ring, at)) continue;
      const face = coverage.faceAt(at);
      if (face) found.set(face, (found.get(face) ?? 0) + 1);
    }
  }
  return found;
}

function holds(ring, [x, y]) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [[ax, ay], [bx, by]] = [ring[j], ring[i]];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}
