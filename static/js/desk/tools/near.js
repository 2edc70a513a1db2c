// Which borders lie near a place, in metres.
import { foot } from "../snap.js";
import { scaleAt } from "../measure.js";

/** Edges within `within` metres of a place, nearest first: [{edge, index, away}]. */
export function edgesNear(coverage, place, within = 0.5) {
  const [east, north] = scaleAt(place[1]);
  const found = [];
  for (const edge of coverage.edges.values()) {
    let best = null;
    for (let i = 1; i < edge.line.length; i += 1) {
      const [a, b] = [edge.line[i - 1], edge.line[i]];
      const hit = foot((a[0] - place[0]) * east, (a[1] - place[1]) * north, (b[0] - place[0]) * east, (b[1] - place[1]) * north);
      if (hit.away <= within && (!best || hit.away < best.away)) best = { edge, index: i, away: hit.away, along: hit.along };
    }
    if (best) found.push(best);
  }
  return found.sort((a, b) => a.away - b.away);
}

/** The two grids whose border both places lie on; the chosen grid's is preferred. */
export function knownBorder({ draft }, start, end) {
  const pairs = (place) => edgesNear(draft.coverage, place).map(({ edge }) => [edge.left, edge.right].sort()).filter(([a, b]) => a && b);
  const last = new Set(pairs(end).map(String));
  const both = pairs(start).filter((pair) => last.has(String(pair)));
  return both.find((pair) => pair.includes(draft.selected)) ?? both[0] ?? null;
}
