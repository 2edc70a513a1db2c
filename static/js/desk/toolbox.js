// The tools of the desk: which key calls each, and who makes it.
import { carve, draw, transfer } from "./tools/areas.js";
import { Border } from "./tools/border.js";
import { follow } from "./tools/follow.js";
import { reshape, split } from "./tools/lines.js";
import { Comment, Fill, Merge, Simplify } from "./tools/picks.js";
import { Propose } from "./tools/propose.js";
import { Select } from "./tools/select.js";
import { Vertex } from "./tools/vertex.js";

export const TOOLS = {
  select: { key: "v", make: (desk) => new Select(desk) },
  draw: { key: "d", make: draw },
  split: { key: "s", make: split },
  merge: { key: "m", make: (desk) => new Merge(desk) },
  border: { key: "b", make: (desk) => new Border(desk) },
  vertex: { key: "g", make: (desk) => new Vertex(desk) },
  reshape: { key: "r", make: reshape },
  transfer: { key: "t", make: transfer },
  carve: { key: "e", make: carve },
  fill: { key: "f", make: (desk) => new Fill(desk) },
  simplify: { key: "l", make: (desk) => new Simplify(desk) },
  follow: { key: "w", make: follow },
  propose: { key: "a", make: (desk) => new Propose(desk) },
  comment: { key: "c", make: (desk) => new Comment(desk) },
};

export const SHORTCUTS = Object.fromEntries(Object.entries(TOOLS).map(([name, { key }]) => [key, name]));
