// Tools that begin with a drawn line: split a grid, redraw a stretch of a border.
import { knownBorder } from "./near.js";
import { Sketch } from "./sketch.js";
import { say } from "../words.js";

/** Split: the chosen grid, or the one that the middle of the line lies in. */
export const split = (desk) => new Sketch(desk, { hint: say("hint.split"), onDone: (line) => {
  const { draft } = desk;
  const grid = draft.coverage.has(draft.selected) ? draft.selected : crossed(draft.coverage, line);
  if (!grid) return desk.refuse(say("refuse.no_grid"));
  draft.select(grid);
  return desk.propose({ edit: "split", grid, line, side: "left" }, { title: say("tool.split"), named: true, swap: true });
} });

export const reshape = (desk) => new Sketch(desk, { hint: say("hint.reshape"), onDone: (line) => {
  const pair = knownBorder(desk, line[0], line.at(-1));
  if (!pair) return desk.refuse(say("refuse.no_border"));
  return desk.propose({ edit: "reshape", one: pair[0], other: pair[1], line }, { title: say("tool.reshape") });
} });

function crossed(coverage, line) {
  const counts = new Map();
  for (let i = 1; i < line.length; i += 1) {
    for (let part = 1; part < 16; part += 1) {
      const at = [0, 1].map((axis) => line[i - 1][axis] + (part / 16) * (line[i][axis] - line[i - 1][axis]));
      const face = coverage.faceAt(at);
      if (face && coverage.kind(face) !== "gap") counts.set(face, (counts.get(face) ?? 0) + Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]));
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}
