// Corners of borders: drag one, press or drag a side to set a new one, delete one; or move it by keys and by numbers.
import { settled } from "../../core/dom.js";
import { colour } from "../../map/palette.js";
import { OUTSIDE, keyOf } from "../coverage.js";
import { disc, square, toPixel } from "../frame.js";
import { linesOf } from "../livetip.js";
import { moved } from "../measure.js";
import { snap } from "../snap.js";
import { say } from "../words.js";
import { strokeEdges } from "../paint.js";
import { paintCaught } from "./sketch.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MOST = 1500; // handles drawn at once
const STILL_MS = 900;

export class Vertex {
  constructor(desk) {
    this.desk = desk;
    this.chosen = null; // [lon, lat] of the corner that keys and numbers are about
    this.grip = null; // what is held
    this.offset = [0, 0];
    this.commitSoon = settled(() => this.commit(), STILL_MS);
  }

  start() {
    this.tell();
  }

  tell() {
    const { draft } = this.desk;
    this.desk.hint(this.chosen ? say("hint.vertex.chosen") : draft.selected ? say("hint.vertex") : say("hint.vertex.none"),
      this.chosen ? [["delete", say("do.delete_vertex"), () => this.remove()], ["cancel", say("do.leave"), () => this.cancel()]] : []);
    this.desk.stage.redraw();
    this.desk.showExact();
  }

  edges() {
    const { draft } = this.desk;
    if (!draft.selected) return [];
    return [...new Set(draft.coverage.leavesOf(draft.selected).flatMap((face) => [...draft.coverage.faces.get(face)]))];
  }

  near(spot) {
    const hit = snap(this.desk.stage, this.desk.draft.coverage, spot.latlng, { pointer: spot.pointer, ground: false });
    return hit.edge && this.edges().includes(hit.edge) ? hit : null;
  }

  hover(spot) {
    const hit = this.near(spot);
    this.over = hit;
    this.desk.cursor(hit ? (hit.kind === "vertex" ? "move" : "copy") : "");
    this.desk.stage.redraw();
  }

  down(spot) {
    if (!this.desk.draft.editable) return false;
    this.commit();
    const hit = this.near(spot);
    if (!hit) return false;
    this.grip = { ...hit, from: hit.place, to: hit.place };
    this.offset = [0, 0];
    return true;
  }

  /** The edit that moves what is held, and the delta that shows it. */
  change() {
    const { kind, edge, index, from, to } = this.grip;
    const { coverage } = this.desk.draft;
    if (kind === "vertex") return { edit: { edit: "move_vertex", at: from, to }, delta: coverage.moveVertices(new Map([[keyOf(from), to]])) };
    const stretch = [edge.line[index - 1], to, edge.line[index]];
    if (edge.left === OUTSIDE || edge.right === OUTSIDE) return { edit: { edit: "insert_vertex", at: from }, delta: coverage.withVertex(edge, index, from) };
    return { edit: { edit: "reshape", one: edge.left, other: edge.right, line: stretch }, delta: coverage.withVertex(edge, index, to) };
  }

  drag(spot) {
    const { draft, stage } = this.desk;
    draft.show(null);
    const skip = new Set(this.grip.kind === "vertex" ? [keyOf(this.grip.from)] : this.grip.edge.line.map(keyOf));
    this.caught = spot.alt ? { place: [spot.latlng.lng, spot.latlng.lat], kind: "" } : snap(stage, draft.coverage, spot.latlng, { pointer: spot.pointer, skip });
    this.follow(this.caught.place);
  }

  follow(place) {
    this.grip.to = place;
    const { edit, delta } = this.change();
    this.desk.draft.show(delta);
    this.desk.trial.want(edit);
    this.said();
  }

  said() {
    const { draft, trial } = this.desk;
    if (this.grip && draft.live) this.desk.live(linesOf(draft, say("live.vertex"), draft.live, trial.answer), this.grip.to);
  }

  drop(spot, far) {
    const { grip } = this;
    this.caught = null;
    this.desk.live(null);
    this.desk.trial.stop();
    if (!far) {
      this.grip = null;
      if (grip.kind === "vertex") return this.choose(grip.place);
      this.desk.send({ edit: "insert_vertex", at: grip.place });
      return this.choose(grip.place);
    }
    return this.send();
  }

  send() {
    this.desk.draft.show(null);
    const { edit, delta } = this.change();
    const { to } = this.grip;
    this.grip = null;
    this.offset = [0, 0];
    this.desk.send(edit, { local: delta }).then((answer) => { if (!answer && this.chosen === to) this.choose(null); });
    this.choose(to);
  }

  choose(place) {
    this.chosen = place;
    this.tell();
  }

  press(spot) {
    const { draft } = this.desk;
    this.commit();
    this.choose(null);
    const face = draft.coverage.faceAt([spot.latlng.lng, spot.latlng.lat]);
    draft.select(draft.grid(face) ? face : null);
    this.tell();
  }

  key(event) {
    const way = ARROWS[event.key];
    if (way && this.chosen) return this.nudge(way, event.altKey ? 0.1 : event.shiftKey ? 10 : 1);
    if (event.key === "Enter" && this.grip) return this.commit() ?? true;
    if ((event.key === "Delete" || event.key === "Backspace") && this.chosen) return this.remove() ?? true;
    if (event.key === "Insert" && this.chosen) return this.insertAfter() ?? true;
    if (event.key === "n" || event.key === "p") return this.walk(event.key === "n" ? 1 : -1);
    return false;
  }

  /** Metres east and north, held until the keys rest. */
  nudge([east, north], by) {
    if (!this.desk.draft.editable) return true;
    if (!this.grip) {
      this.grip = { kind: "vertex", from: this.chosen, to: this.chosen, place: this.chosen };
      this.offset = [0, 0];
    }
    this.offset = [this.offset[0] + east * by, this.offset[1] + north * by];
    this.desk.draft.show(null);
    this.follow(moved(this.grip.from, ...this.offset));
    this.desk.showExact();
    this.commitSoon();
    return true;
  }

  /** Send what the keys have moved. */
  commit() {
    if (!this.grip || (!this.offset[0] && !this.offset[1])) return;
    this.desk.live(null);
    this.desk.trial.stop();
    this.send();
  }

  moveTo(place) {
    this.grip = { kind: "vertex", from: this.chosen, to: place, place: this.chosen };
    this.send();
  }

  get place() {
    return this.grip?.to ?? this.chosen;
  }

  remove() {
    this.commit();
    if (!this.chosen) return;
    this.desk.send({ edit: "delete_vertex", at: this.chosen });
    this.choose(null);
  }

  insertAfter() {
    const edge = this.edges().find(({ line }) => line.some((place) => keyOf(place) === keyOf(this.chosen)));
    if (!edge) return;
    const n = edge.line.findIndex((place) => keyOf(place) === keyOf(this.chosen));
    const [a, b] = n + 1 < edge.line.length ? [edge.line[n], edge.line[n + 1]] : [edge.line[n - 1], edge.line[n]];
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
    this.desk.send({ edit: "insert_vertex", at: middle });
    this.choose(middle);
  }

  walk(step) {
    this.commit();
    const all = this.edges().flatMap(({ line }) => line);
    const distinct = [...new Map(all.map((place) => [keyOf(place), place])).values()];
    if (!distinct.length) return true;
    const now = this.chosen ? distinct.findIndex((place) => keyOf(place) === keyOf(this.chosen)) : -1;
    const next = distinct[(now + step + distinct.length) % distinct.length];
    this.choose(next);
    this.desk.stage.map.panInside([next[1], next[0]], { padding: [80, 80], animate: false });
    return true;
  }

  cancel() {
    const any = Boolean(this.grip || this.chosen);
    this.desk.draft.show(null);
    this.desk.live(null);
    this.desk.trial.stop();
    this.grip = null;
    this.caught = null;
    this.offset = [0, 0];
    this.choose(null);
    return any;
  }

  paint(context, frame) {
    const edges = this.edges();
    if (edges.length) strokeEdges(context, frame, edges, colour("map-select"), 2.4);
    let n = 0;
    for (const { line } of edges) {
      for (let i = 0; i < line.length && n < MOST; i += 1) {
        const [x, y] = toPixel(frame, line[i]);
        if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
        n += 1;
        if (i === 0 || i === line.length - 1) disc(context, x, y, 5.5, colour("paper"), colour("map-select"));
        else square(context, x, y, 4, colour("paper"), colour("map-select"));
      }
    }
    if (this.place) disc(context, ...toPixel(frame, this.place), 8, colour("map-select"), colour("paper"), 3);
    if (this.caught?.kind) paintCaught(context, frame, this.caught);
    else if (this.over && !this.grip && this.over.kind === "border") disc(context, ...toPixel(frame, this.over.place), 4, colour("map-select"), colour("paper"));
  }

  stop() {
    this.commit();
    this.cancel();
    this.desk.cursor("");
  }
}
