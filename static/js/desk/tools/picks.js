// Tools that begin with a press on what is there: merge grids, fill a gap, simplify borders, pin a comment.
import { say } from "../words.js";

export class Merge {
  constructor(desk) {
    this.desk = desk;
  }

  start() {
    const { draft } = this.desk;
    if (draft.coverage.has(draft.selected)) draft.marked.add(draft.selected);
    this.tell();
  }

  tell() {
    const { marked } = this.desk.draft;
    this.desk.hint(say("hint.merge", { n: marked.size }), [marked.size > 1 && ["finish", say("do.merge"), () => this.finish()],
      marked.size && ["cancel", say("do.cancel"), () => this.cancel()]].filter(Boolean));
    this.desk.stage.redraw();
  }

  press({ latlng }) {
    const { draft } = this.desk;
    const face = draft.coverage.faceAt([latlng.lng, latlng.lat]);
    if (draft.grid(face)) this.desk.mark(face);
    this.tell();
  }

  /** By keyboard: the chosen grid is marked with space. */
  key({ key }) {
    if (key === "Enter") return this.finish() ?? true;
    if (key !== " " || !this.desk.draft.selected) return false;
    this.desk.mark(this.desk.draft.selected);
    this.tell();
    return true;
  }

  finish() {
    const { draft } = this.desk;
    const grids = [...draft.marked];
    if (grids.length < 2) return;
    const most = [...grids].sort((a, b) => (draft.grid(b).figures?.households ?? 0) - (draft.grid(a).figures?.households ?? 0))[0];
    const edit = (into) => ({ edit: "merge", grids, into });
    this.desk.propose(edit(most), { title: say("tool.merge"), choice: { label: say("field.into"), value: most, options: grids.map((code) => [code, draft.nameOf(code)]), edit } });
  }

  cancel() {
    const any = this.desk.draft.marked.size > 0;
    this.desk.unmark();
    this.tell();
    return any;
  }

  stop() {
    this.desk.unmark();
  }
}

export class Fill {
  constructor(desk) {
    this.desk = desk;
  }

  start() {
    const { gaps } = this.desk.draft;
    this.desk.hint(gaps.length ? say("hint.fill", { n: gaps.length }) : say("hint.fill.none"), gaps.slice(0, 1).map(({ gap, at }) => ["finish", say("do.next_gap"), () => { this.desk.stage.go(at); this.offer(gap); }]));
  }

  press({ latlng }) {
    const { coverage } = this.desk.draft;
    const face = coverage.faceAt([latlng.lng, latlng.lat]);
    if (coverage.kind(face) === "gap") this.offer(face);
  }

  key({ key }) {
    const [first] = this.desk.draft.gaps;
    if (key !== "Enter" || !first) return false;
    this.desk.stage.go(first.at);
    this.offer(first.gap);
    return true;
  }

  offer(gap) {
    const { draft } = this.desk;
    const beside = [...draft.coverage.neighbours(gap)].filter((code) => draft.grid(code));
    const edit = (to) => ({ edit: "fill", gap, ...(to === "*longest" ? {} : to === "*nearest" ? { by: "nearest" } : { to }) });
    this.desk.propose(edit("*longest"), { title: say("tool.fill"), choice: { label: say("field.to"), value: "*longest",
      options: [["*longest", say("fill.longest")], ["*nearest", say("fill.nearest")], ...beside.map((code) => [code, draft.nameOf(code)])], edit } });
  }
}

export class Simplify {
  constructor(desk) {
    this.desk = desk;
  }

  start() {
    this.desk.hint(say("hint.simplify"));
    if (this.desk.draft.coverage.has(this.desk.draft.selected)) this.offer(this.desk.draft.selected);
  }

  press({ latlng }) {
    const { draft } = this.desk;
    const face = draft.coverage.faceAt([latlng.lng, latlng.lat]);
    if (!draft.grid(face)) return;
    draft.select(face);
    this.offer(face);
  }

  offer(face) {
    const { draft } = this.desk;
    const grids = [face, ...[...draft.coverage.neighbours(face)].filter((code) => draft.grid(code))];
    const edit = (metres) => ({ edit: "simplify", grids, tolerance_m: Number(metres) });
    this.desk.propose(edit(2), { title: say("tool.simplify"), choice: { label: say("field.tolerance"), value: "2", options: ["0.5", "1", "2", "5", "10"].map((m) => [m, say("unit.metres", { n: m })]), edit } });
  }
}

export class Comment {
  constructor(desk) {
    this.desk = desk;
  }

  start() {
    this.desk.hint(say("hint.comment"));
  }

  press({ latlng }) {
    this.desk.writeComment([latlng.lng, latlng.lat]);
  }

  key({ key }) {
    if (key !== "Enter") return false;
    const { lat, lng } = this.desk.stage.map.getCenter();
    this.desk.writeComment([lng, lat]);
    return true;
  }
}
