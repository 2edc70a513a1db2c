// The open draft: the server's state, what of ours is still on its way to it, and what is being dragged on top.
import { ask, askAll } from "./api.js";
import { Coverage, inverse, touched } from "./coverage.js";

const BY_CODE = (a, b) => (a.code < b.code ? -1 : 1);

export class Draft {
  constructor(id) {
    this.id = id;
    this.listeners = new Set();
    this.pending = []; // deltas shown before the server has said yes: [{key, delta}]
    this.live = null; // the delta under the hand
    this.selected = null;
    this.marked = new Set(); // further grids, for a merge
  }

  /** `on(action)`: action(what) with what = "all", "coverage", "select", "log", "comments", "sending". */
  on(action) {
    this.listeners.add(action);
    return () => this.listeners.delete(action);
  }

  tell(what) {
    for (const listener of [...this.listeners]) listener(what);
  }

  async load() {
    const parts = { edition: this.id };
    const [facts, shape, findings] = await Promise.all([ask("edition", parts), ask("coverage", parts), askAll("findings", parts)]);
    if (facts.version !== shape.version) return this.load(); // somebody edited between the two answers
    this.coverage = new Coverage(shape);
    this.pending = [];
    this.live = null;
    this.take(facts);
    this.findings = findings.items;
    this.notRun = findings.not_run ?? [];
    this.tell("all");
    return this;
  }

  take(facts) {
    this.facts = facts;
    this.version = facts.version;
    this.grids = new Map(facts.grids.map((grid) => [grid.code, grid]));
    this.gaps = facts.gaps;
    this.locks = facts.locks;
    this.counts = facts.findings;
    this.edits = new Set(facts.edits ?? []);
  }

  get editable() { return this.facts.state === "draft"; }
  grid = (code) => this.grids.get(code);
  nameOf = (code) => this.grids.get(code)?.name || code;
  /** A sentence of the server, which knows grids by their codes, with their names. */
  named = (text) => text.replace(/[0-9A-Za-z]{3,}/g, (code) => this.grids.get(code)?.name || code);
  locked = (code) => this.locks.some(({ grid }) => grid === code);
  /** On the list, but without ground or grids below it yet. */
  undrawn = (grid) => !grid.drawn && !["town", "work_area", "village"].includes(grid.kind);
  leaves() { return [...this.grids.values()].filter((grid) => grid.leaf).sort(BY_CODE); }
  inTown() { return [...this.grids.values()].sort(BY_CODE); }

  select(code) {
    if (code === this.selected) return;
    this.selected = code && this.grids.has(code) ? code : null;
    this.tell("select");
  }

  /* What is shown = the server's coverage + pending + live; each layer is taken off before one below changes. */

  bare(action) {
    this.takeOff();
    const fits = action();
    this.putOn();
    return fits;
  }

  takeOff() {
    if (this.live) this.coverage.apply(inverse(this.live));
    for (const one of [...this.pending].reverse()) if (one.on) this.coverage.apply(inverse(one.delta));
  }

  putOn() {
    for (const one of this.pending) one.on = this.coverage.apply(one.delta);
    if (this.live && !this.coverage.apply(this.live)) this.live = null;
  }

  /** Show a delta under the hand, or none. */
  show(delta) {
    if (this.live) this.coverage.apply(inverse(this.live));
    this.live = delta && this.coverage.apply(delta) ? delta : null;
    this.tell("coverage");
  }

  expect(key, delta) {
    if (this.live) this.coverage.apply(inverse(this.live));
    this.live = null;
    const one = { key, delta };
    one.on = this.coverage.apply(delta);
    this.pending.push(one);
  }

  forget(key) {
    if (!this.pending.some((one) => one.key === key)) return;
    this.takeOff();
    this.pending = this.pending.filter((one) => one.key !== key);
    this.putOn();
    this.tell("coverage");
  }

  /** What the server did with one of our edits. */
  async done(answer, key) {
    this.forget(key);
    for (const entry of answer.since ?? []) if (!(await this.entry(entry))) return;
    if (answer.version <= this.version) return; // a retry of what we know already
    if (answer.version > this.version + 1) return void (await this.catchUp());
    if (!this.bare(() => this.coverage.apply(answer.delta))) return void (await this.load());
    this.version = answer.version;
    for (const code of answer.gone) this.grids.delete(code);
    for (const grid of answer.grids) this.grids.set(grid.code, grid);
    this.gaps = answer.gaps;
    this.news(answer.findings);
    Object.assign(this.facts, { version: answer.version, can_undo: answer.can_undo, can_redo: answer.can_redo });
    this.last = answer.entry;
    if (this.selected && !this.grids.has(this.selected)) this.selected = null;
    this.tell("all");
  }

  news({ gone = [], come = [], errors, warnings }) {
    const out = new Set([...gone, ...come.map(({ id }) => id)]);
    this.findings = [...this.findings.filter(({ id }) => !out.has(id)), ...come];
    this.counts = { errors, warnings };
  }

  /** One edit of somebody else. False where it did not fit and everything was read anew. */
  async entry(entry) {
    if (entry.serial <= this.version) return true;
    if (entry.serial !== this.version + 1 || !this.bare(() => this.coverage.apply(entry.delta))) {
      await this.load();
      return false;
    }
    this.version = entry.serial;
    return true;
  }

  /** The edits that others made since; answers them. */
  async catchUp() {
    const before = this.version;
    const { items } = await askAll("edits", { edition: this.id }, { after: before, delta: true });
    const news = items.filter(({ serial }) => serial > before);
    if (!news.length) return [];
    for (const entry of news) if (!(await this.entry(entry))) return news;
    await this.refresh();
    return news;
  }

  /** Figures and findings anew, the coverage kept where it is of the same version. */
  async refresh() {
    const parts = { edition: this.id };
    const [facts, findings] = await Promise.all([ask("edition", parts), askAll("findings", parts)]);
    if (facts.version !== this.version) return void (await this.load());
    this.take(facts);
    this.findings = findings.items;
    if (this.selected && !this.grids.has(this.selected)) this.selected = null;
    this.tell("all");
  }
}

/** Whether two deltas write a border of the same grid anew. */
export function meet(one, other) {
  const mine = touched(one);
  return [...touched(other)].some((face) => mine.has(face));
}
