// Lines cut at tile edges put together again into a web of nodes, and the shortest way through it. In pixels.
import { foot } from "../snap.js";

const SAME = 1.2; // px: ends this near are one
const CELL = 4;

export class Web {
  constructor() {
    this.nodes = [];
    this.cells = new Map();
    this.segments = [];
  }

  /** A segment, cut to the tile's own box so that neighbours meet at its edge and do not overlap. */
  add(a, b, box) {
    const cut = clip(a, b, box);
    if (!cut) return;
    const [from, to] = cut.map((place) => this.node(place));
    if (from === to) return;
    this.join(from, to);
    this.segments.push([from, to]);
  }

  node([x, y]) {
    const [i, j] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    for (let di = -1; di <= 1; di += 1) {
      for (let dj = -1; dj <= 1; dj += 1) {
        for (const n of this.cells.get(`${i + di},${j + dj}`) ?? []) if (Math.hypot(this.nodes[n].x - x, this.nodes[n].y - y) <= SAME) return n;
      }
    }
    const n = this.nodes.push({ x, y, links: new Map() }) - 1;
    const key = `${i},${j}`;
    if (!this.cells.has(key)) this.cells.set(key, []);
    this.cells.get(key).push(n);
    return n;
  }

  join(a, b) {
    const length = Math.hypot(this.nodes[a].x - this.nodes[b].x, this.nodes[a].y - this.nodes[b].y);
    this.nodes[a].links.set(b, length);
    this.nodes[b].links.set(a, length);
  }

  /** A node at the place nearest to a point, on the part of the web that holds a node. */
  enter({ x, y }, within) {
    let best = null;
    for (const [a, b] of this.segments) {
      if (!within.has(a)) continue;
      const hit = this.nearest(a, b, x, y);
      if (!best || hit.away < best.away) best = { ...hit, a, b };
    }
    const n = this.nodes.push({ x: best.x, y: best.y, links: new Map() }) - 1;
    this.join(n, best.a);
    this.join(n, best.b);
    this.segments.push([n, best.a], [n, best.b]);
    within.add(n);
    return n;
  }

  nearest(a, b, x, y) {
    const [p, q] = [this.nodes[a], this.nodes[b]];
    const { along, away } = foot(p.x - x, p.y - y, q.x - x, q.y - y);
    return { away, x: p.x + along * (q.x - p.x), y: p.y + along * (q.y - p.y) };
  }

  /** The connected part that two points are nearest to, both together: its nodes, or null where there is none. */
  partBeside(start, end) {
    const label = new Map();
    const parts = [];
    for (let first = 0; first < this.nodes.length; first += 1) {
      if (label.has(first)) continue;
      const part = { nodes: new Set(), start: Infinity, end: Infinity };
      const open = [first];
      while (open.length) {
        const n = open.pop();
        if (label.has(n)) continue;
        label.set(n, part);
        part.nodes.add(n);
        open.push(...this.nodes[n].links.keys());
      }
      parts.push(part);
    }
    for (const [a, b] of this.segments) {
      const part = label.get(a);
      part.start = Math.min(part.start, this.nearest(a, b, start.x, start.y).away);
      part.end = Math.min(part.end, this.nearest(a, b, end.x, end.y).away);
    }
    return parts.sort((one, other) => one.start + one.end - other.start - other.end)[0]?.nodes ?? null;
  }
}

/** Dijkstra between the places nearest to two points on one part of the web; a list of [x, y], or null. */
export function shortestWay(web, start, end) {
  const part = web.partBeside(start, end);
  if (!part) return null;
  const [from, to] = [web.enter(start, part), web.enter(end, part)];
  const far = new Map([[from, 0]]);
  const before = new Map();
  const open = new Set([from]);
  while (open.size) {
    let now = null;
    for (const n of open) if (now === null || far.get(n) < far.get(now)) now = n;
    if (now === to) return trail(web, before, from, to);
    open.delete(now);
    for (const [next, length] of web.nodes[now].links) {
      const reach = far.get(now) + length;
      if (reach >= (far.get(next) ?? Infinity)) continue;
      far.set(next, reach);
      before.set(next, now);
      open.add(next);
    }
  }
  return null;
}

function trail(web, before, from, to) {
  const way = [];
  for (let n = to; n !== undefined; n = n === from ? undefined : before.get(n)) way.unshift([web.nodes[n].x, web.nodes[n].y]);
  return way.length > 1 ? way : null;
}

/** Liang and Barsky: the part of a segment inside a box. */
function clip([ax, ay], [bx, by], [west, north, east, south]) {
  let [low, high] = [0, 1];
  const [dx, dy] = [bx - ax, by - ay];
  for (const [p, q] of [[-dx, ax - west], [dx, east - ax], [-dy, ay - north], [dy, south - ay]]) {
    if (p === 0 && q < 0) return null;
    if (p < 0) low = Math.max(low, q / p);
    if (p > 0) high = Math.min(high, q / p);
  }
  if (low >= high) return null;
  return [[ax + low * dx, ay + low * dy], [ax + high * dx, ay + high * dy]];
}
