// The subdivision as the server keeps it: edges between faces. An edge is there once, so neighbours can never come apart.
import { compactness, lengthOf, sweep, tidy } from "./measure.js";

export const OUTSIDE = "";
export const GAP = "gap";
export const keyOf = (place) => `${place[0]},${place[1]}`;
/** A segment belongs to one edge only: the first two vertices name an edge within one coverage. */
const nameOf = ({ line }) => `${keyOf(line[0])};${keyOf(line[1])}`;

const norm = (line) => {
  const world = new Float64Array(line.length * 2);
  for (let i = 0; i < line.length; i += 1) {
    const s = Math.sin((line[i][1] * Math.PI) / 180);
    world[2 * i] = line[i][0] / 360 + 0.5;
    world[2 * i + 1] = 0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI);
  }
  return world;
};

export class Coverage {
  constructor({ edges, units }) {
    this.edges = new Map();
    this.faces = new Map();
    this.corners = new Map();
    this.units = new Map(Object.entries(units));
    this.origin = edges[0]?.line[0] ?? [0, 0];
    for (const edge of edges) this.add(edge);
  }

  add({ left, right, line }) {
    const edge = { left, right, line, name: nameOf({ line }), world: norm(line), area: sweep(line, this.origin), metres: lengthOf(line) };
    this.edges.set(edge.name, edge);
    for (const face of [left, right]) {
      if (!this.faces.has(face)) this.faces.set(face, new Set());
      this.faces.get(face).add(edge);
    }
    for (const place of line) {
      const key = keyOf(place);
      if (!this.corners.has(key)) this.corners.set(key, new Set());
      this.corners.get(key).add(edge);
    }
  }

  drop(edge) {
    this.edges.delete(edge.name);
    for (const face of [edge.left, edge.right]) {
      const mine = this.faces.get(face);
      mine.delete(edge);
      if (!mine.size) this.faces.delete(face);
    }
    for (const place of edge.line) {
      const mine = this.corners.get(keyOf(place));
      if (!mine) continue;
      mine.delete(edge);
      if (!mine.size) this.corners.delete(keyOf(place));
    }
  }

  /** Put a delta into effect; answers false, and does nothing, where what it removes is not there. */
  apply({ removed, added, gone = {}, come = {} }) {
    const old = removed.map((edge) => this.find(edge));
    if (old.includes(null)) return false;
    for (const edge of old) this.drop(edge);
    for (const edge of added) this.add(edge);
    for (const key of Object.keys(gone)) if (!(key in come)) this.units.delete(key);
    for (const [key, unit] of Object.entries(come)) this.units.set(key, unit);
    return true;
  }

  find({ left, right, line }) {
    const edge = this.edges.get(nameOf({ line }));
    return edge && edge.left === left && edge.right === right && edge.line.length === line.length ? edge : null;
  }

  has = (face) => this.faces.has(face);
  kind = (code) => this.units.get(code)?.kind;
  get leaves() { return [...this.faces.keys()].filter((face) => face !== OUTSIDE && this.kind(face) !== GAP); }
  get gaps() { return [...this.faces.keys()].filter((face) => this.kind(face) === GAP); }

  /** The unit itself and those it lies in, the town last. */
  lineage(code) {
    const list = [];
    for (let at = code; at && this.units.has(at) && !list.includes(at); at = this.units.get(at).parent) list.push(at);
    return list;
  }

  leavesOf(code) {
    return this.has(code) ? [code] : this.leaves.filter((face) => this.lineage(face).includes(code));
  }

  /** How weighty a border is: 0 town, 1 between areas of the second level, 2 and more below. */
  level(edge) {
    if (edge.left === OUTSIDE || edge.right === OUTSIDE) return 0;
    const [a, b] = [this.lineage(edge.left).reverse(), this.lineage(edge.right).reverse()];
    let shared = 0;
    while (shared < a.length && a[shared] === b[shared]) shared += 1;
    return shared;
  }

  border(one, other) {
    return [...(this.faces.get(one) ?? [])].filter((edge) => edge.left === other || edge.right === other);
  }

  neighbours(face) {
    return new Set([...(this.faces.get(face) ?? [])].map((edge) => (edge.left === face ? edge.right : edge.left)));
  }

  area(face) {
    let sum = 0;
    for (const edge of this.faces.get(face) ?? []) sum += edge.left === face ? edge.area : -edge.area;
    return sum;
  }

  /** What the browser can say of a face at once. */
  figures(face) {
    let perimeter = 0;
    for (const edge of this.faces.get(face) ?? []) perimeter += edge.metres;
    const area = this.area(face);
    return { area_m2: area, perimeter_m: perimeter, compactness: compactness(area, perimeter) };
  }

  /** Rings of a set of faces, as lists of normalised world coordinates x, y, x, y …; for filling. */
  rings(faces) {
    const inside = new Set(faces);
    const starts = new Map();
    for (const face of inside) {
      for (const edge of this.faces.get(face) ?? []) {
        if (inside.has(edge.left) && inside.has(edge.right)) continue;
        const ahead = edge.left === face;
        const from = keyOf(ahead ? edge.line[0] : edge.line.at(-1));
        if (!starts.has(from)) starts.set(from, []);
        starts.get(from).push({ edge, ahead, to: keyOf(ahead ? edge.line.at(-1) : edge.line[0]) });
      }
    }
    const rings = [];
    for (const [from, list] of starts) while (list.length) rings.push(walk(starts, from, list.pop()));
    return rings;
  }

  box(faces) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const face of faces) {
      for (const { line } of this.faces.get(face) ?? []) {
        for (const [x, y] of line) {
          if (x < box[0]) box[0] = x;
          if (y < box[1]) box[1] = y;
          if (x > box[2]) box[2] = x;
          if (y > box[3]) box[3] = y;
        }
      }
    }
    return box[0] === Infinity ? null : box;
  }

  /** The face that holds a place: the side of the border met first to the east. */
  faceAt([lon, lat]) {
    let best = null;
    for (const edge of this.edges.values()) {
      const { line } = edge;
      for (let i = 1; i < line.length; i += 1) {
        const [ax, ay] = line[i - 1];
        const [bx, by] = line[i];
        if (ay > lat === by > lat) continue;
        const x = ax + ((lat - ay) / (by - ay)) * (bx - ax);
        if (x > lon && (!best || x < best.x)) best = { x, face: by > ay ? edge.left : edge.right };
      }
    }
    return best?.face ?? OUTSIDE;
  }

  /** The delta by which vertices go elsewhere; `ways` maps "lon,lat" → [lon, lat]. Every border that meets there follows. */
  moveVertices(ways) {
    const edges = new Set([...ways.keys()].flatMap((key) => [...(this.corners.get(key) ?? [])]));
    const change = (edge) => ({ left: edge.left, right: edge.right, line: edge.line.map((place) => ways.get(keyOf(place)) ?? place) });
    return { removed: [...edges].map(plain), added: [...edges].map(change) };
  }

  /** A vertex set on a segment (`index` is that of its end) at a place. */
  withVertex(edge, index, place) {
    const line = [...edge.line.slice(0, index), place.map(tidy), ...edge.line.slice(index)];
    return { removed: [plain(edge)], added: [{ left: edge.left, right: edge.right, line }] };
  }
}

export const plain = ({ left, right, line }) => ({ left, right, line });
export const inverse = ({ removed, added, gone = {}, come = {} }) => ({ removed: added, added: removed, gone: come, come: gone });

/** Faces whose border a delta writes anew. */
export const touched = ({ removed, added }) => new Set([...removed, ...added].flatMap(({ left, right }) => [left, right]).filter(Boolean));

function walk(starts, from, first) {
  const ring = [];
  let step = first;
  while (step) {
    const { world } = step.edge;
    const n = world.length / 2;
    for (let i = 0; i < n - 1; i += 1) {
      const at = step.ahead ? i : n - 1 - i;
      ring.push(world[2 * at], world[2 * at + 1]);
    }
    step = step.to === from ? null : starts.get(step.to)?.pop();
  }
  return ring;
}
