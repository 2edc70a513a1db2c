// A whole shared border dragged at once, or with Shift one straight side of it; both neighbours follow, for the border is one.
import { colour } from "../../map/palette.js";
import { OUTSIDE, keyOf } from "../coverage.js";
import { square, toPixel } from "../frame.js";
import { linesOf } from "../livetip.js";
import { moved, tidy } from "../measure.js";
import { strokeEdges } from "../paint.js";
import { snap } from "../snap.js";
import { say } from "../words.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class Border {
  constructor(desk) {
    Object.assign(this, { desk, over: null, grip: null, ends: false });
  }

  start() {
    this.tell();
  }

  tell() {
    this.desk.hint(this.grip?.keys ? say("hint.border.keys") : say("hint.border"), [["ends", say("do.ends_move"), () => { this.ends = !this.ends; this.tell(); }, this.ends],
      this.grip?.keys && ["finish", say("do.finish"), () => this.commit()]].filter(Boolean));
    this.desk.stage.redraw();
  }

  near({ latlng, pointer }) {
    const hit = snap(this.desk.stage, this.desk.draft.coverage, latlng, { pointer, ground: false });
    if (!hit.edge || hit.edge.left === OUTSIDE || hit.edge.right === OUTSIDE) return null;
    return hit;
  }

  hover(spot) {
    this.over = this.near(spot);
    this.desk.cursor(this.over ? "move" : "");
    this.desk.stage.redraw();
  }

  down(spot) {
    const hit = this.desk.draft.editable && this.near(spot);
    if (!hit) return false;
    this.hold(hit, spot.shift && hit.kind === "border");
    return true;
  }

  hold(hit, segment) {
    const { edge, index, place } = hit;
    this.grip = { one: edge.left, other: edge.right, from: place, to: place, segment: segment ? [edge.line[index - 1], edge.line[index]] : null };
    this.grip.places = this.grip.segment ?? this.movable();
    this.over = hit;
  }

  /** The corners that go along: not those on the outline, nor the ends where they are told to stay. */
  movable() {
    const { coverage } = this.desk.draft;
    const edges = coverage.border(this.grip.one, this.grip.other);
    const outer = (place) => [...coverage.corners.get(keyOf(place))].some(({ left, right }) => left === OUTSIDE || right === OUTSIDE);
    const fixed = new Set(edges.flatMap(({ line }) => [line[0], line.at(-1)]).filter((end) => !this.ends || outer(end)).map(keyOf));
    return [...new Map(edges.flatMap(({ line }) => line).map((place) => [keyOf(place), place])).entries()].filter(([key]) => !fixed.has(key)).map(([, place]) => place);
  }

  change() {
    const { one, other, from, to, segment, places } = this.grip;
    const [east, north] = [to[0] - from[0], to[1] - from[1]];
    const delta = this.desk.draft.coverage.moveVertices(new Map(places.map((place) => [keyOf(place), [tidy(place[0] + east), tidy(place[1] + north)]])));
    return { delta, edit: segment ? { edit: "move_segment", at: from, to } : { edit: "move_border", one, other, at: from, to, ends: this.ends } };
  }

  drag({ latlng }) {
    this.follow([tidy(latlng.lng), tidy(latlng.lat)]);
  }

  follow(place) {
    const { draft } = this.desk;
    draft.show(null);
    this.grip.to = place;
    const { edit, delta } = this.change();
    draft.show(delta);
    this.desk.trial.want(edit);
    this.said();
  }

  said() {
    const { draft, trial } = this.desk;
    if (this.grip && draft.live) this.desk.live(linesOf(draft, say("live.border"), draft.live, trial.answer), this.grip.to);
  }

  drop(spot, far) {
    if (far) return this.commit();
    const { one, other } = this.grip;
    this.cancel();
    const { draft } = this.desk;
    const next = draft.selected === one ? other : one;
    return draft.select(draft.grid(next) ? next : null);
  }

  commit() {
    if (!this.grip) return;
    this.desk.live(null);
    this.desk.trial.stop();
    this.desk.draft.show(null);
    const { edit, delta } = this.change();
    this.grip = null;
    this.over = null;
    this.desk.send(edit, { local: delta });
    this.tell();
  }

  /** By keyboard: n and p walk the borders of the chosen grid, arrows move the one by a metre, Enter sends. */
  key(event) {
    const { draft } = this.desk;
    if (event.key === "Enter" && this.grip) return this.commit() ?? true;
    const way = ARROWS[event.key];
    if (way && this.grip) {
      const by = event.altKey ? 0.1 : event.shiftKey ? 10 : 1;
      this.follow(moved(this.grip.to, way[0] * by, way[1] * by));
      return true;
    }
    if ((event.key !== "n" && event.key !== "p") || !draft.coverage.has(draft.selected) || !draft.editable) return false;
    draft.show(null);
    const beside = [...draft.coverage.neighbours(draft.selected)].filter(Boolean).sort();
    this.at = ((this.at ?? (event.key === "n" ? -1 : 0)) + (event.key === "n" ? 1 : -1) + beside.length) % beside.length;
    const [edge] = draft.coverage.border(draft.selected, beside[this.at]);
    const index = Math.max(1, Math.floor(edge.line.length / 2));
    this.hold({ edge, index, place: edge.line[index], kind: "border" }, false);
    this.grip.keys = true;
    this.tell();
    return true;
  }

  cancel() {
    const any = Boolean(this.grip);
    this.desk.draft.show(null);
    this.desk.live(null);
    this.desk.trial.stop();
    this.grip = null;
    this.tell();
    return any;
  }

  paint(context, frame) {
    const { coverage } = this.desk.draft;
    const pair = this.grip ?? (this.over && { one: this.over.edge.left, other: this.over.edge.right });
    if (!pair) return;
    const edges = coverage.border(pair.one, pair.other);
    strokeEdges(context, frame, edges, colour("paper"), 7);
    strokeEdges(context, frame, edges, colour("map-select"), 3.5);
    for (const { line } of edges) for (const place of line) square(context, ...toPixel(frame, place), 3.5, colour("paper"), colour("map-select"));
  }

  stop() {
    this.cancel();
    this.desk.cursor("");
  }
}
