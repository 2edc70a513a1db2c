// The open draft on the page: map, panel, tools and outbox know each other only through this.
import { byId, fill, h } from "../core/dom.js";
import { notify, reachable } from "../ui/notices.js";
import { askAll, send } from "./api.js";
import { open } from "./dialog.js";
import { forgetHatches } from "./frame.js";
import { makeHand } from "./hand.js";
import { drawDeskLegend } from "./legend.js";
import { showTip } from "./livetip.js";
import { Outbox } from "./outbox.js";
import { paintCoverage, paintMoves, paintNames, paintPins, paintProposed, paintShift } from "./paint.js";
import { codesDialog } from "./panels/codes.js";
import { commentForm, commentsView } from "./panels/comments.js";
import { compareView } from "./panels/compare.js";
import { figuresView } from "./panels/figures.js";
import { findingsView } from "./panels/findings.js";
import { makeFrame } from "./panels/frame.js";
import { helpDialog } from "./panels/help.js";
import { logView } from "./panels/log.js";
import { proposalView } from "./panels/proposal.js";
import { publishingDialog } from "./panels/publishing.js";
import { treeView } from "./panels/tree.js";
import { Proposing } from "./proposing.js";
import { SHORTCUTS, TOOLS } from "./toolbox.js";
import { Trial } from "./trial.js";
import { say, told } from "./words.js";
import { forgetColours } from "../map/palette.js";

const POLL_MS = 5000;

export class Desk {
  constructor(draft, stage, onLeave) {
    Object.assign(this, { draft, stage, onLeave, comments: [], moves: [], proposed: null, faultAt: null, comparing: null, toolName: null, tool: {}, away: false, ended: false });
    this.trial = new Trial(draft, () => { this.tool.said?.(); this.frame.live(); });
    this.outbox = new Outbox(draft, { onRefusal: (problem, item) => this.refused(problem, item), onNews: (news) => this.news(news), onReach: (yes) => this.reach(yes) });
    this.proposing = new Proposing(draft.id, { onNews: () => this.tool.news?.(), onDone: (run) => this.proposalsDone(run) });
    this.frame = makeFrame(this, { figures: figuresView, tree: treeView, findings: findingsView, log: logView, comments: commentsView });
    draft.on((what) => this.changed(what));
    makeHand(this);
  }

  begin() {
    this.stage.whole = this.draft.facts.bbox ?? this.draft.coverage.box(this.draft.coverage.leaves);
    this.frame.draw();
    this.use("select");
    this.stage.fit(this.stage.whole);
    drawDeskLegend(this);
    this.readComments();
    this.outbox.run();
    this.poll();
    addEventListener("online", () => this.look());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.look());
  }

  /** What is drawn over the ground, lowest first. */
  paint(context, frame) {
    if (this.comparing) return this.comparing.paint(context, frame);
    const { draft } = this;
    paintCoverage(context, frame, draft.coverage, { selected: draft.selected, marked: draft.marked, locked: (code) => draft.locked(code) });
    if (draft.live) paintShift(context, frame, draft.live);
    paintMoves(context, frame, this.moves);
    if (this.proposed) paintProposed(context, frame, this.proposed);
    else paintNames(context, frame, draft);
    paintPins(context, frame, this.pins());
    if (this.faultAt) paintPins(context, frame, [{ at: this.faultAt, text: "!", tone: "map-late" }]);
    this.tool.paint?.(context, frame);
    return undefined;
  }

  changed(what) {
    if (this.ended) return;
    this.stage.redraw();
    drawDeskLegend(this);
    if (what === "coverage") return void this.frame.live();
    if (what === "sending") return void (this.frame.saved(), this.frame.view === "log" && this.frame.drawBody());
    if (what === "all" && !this.frame.standing) this.frame.draw();
    else if (what === "all") this.frame.drawHead();
    else if (!this.frame.standing) this.frame.drawBody();
    this.tool.tell?.();
  }

  /* tools */

  use(name) {
    this.tool.stop?.();
    if (this.frame.standing) this.putAway();
    this.toolName = name;
    this.faultAt = null;
    this.cursor("");
    this.tool = TOOLS[name].make(this);
    this.tool.start();
    this.frame.drawTools();
    if (this.frame.view === "figures") this.frame.drawBody();
    this.stage.redraw();
  }

  shortcut(event) {
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") return this[event.shiftKey ? "redo" : "undo"]() ?? true;
      return key === "y" ? this.redo() ?? true : false;
    }
    if (event.altKey) return false;
    if (event.key === "?") return void helpDialog() ?? true;
    if (!SHORTCUTS[key] || event.target.closest?.("button:not(.tool), a") && event.key.length > 1) return false;
    if (!this.draft.editable && !["select", "comment"].includes(SHORTCUTS[key])) return false;
    this.use(SHORTCUTS[key]);
    return true;
  }

  escape() {
    if (this.frame.standing && !this.tool.open) return this.closeProposal();
    if (this.tool.cancel?.()) return undefined;
    if (this.toolName !== "select") return this.use("select");
    return this.draft.select(null);
  }

  /** The line over the map that says what the tool wants; `actions` = [[id, words, run, pressed]], `pressed` for what can be on or off. */
  hint(text, actions = []) {
    const bar = byId("hint");
    bar.hidden = !text;
    fill(bar, h("span", {}, text), actions.map(([id, words, run, pressed]) => h("button", { type: "button", class: pressed === undefined ? "link" : "chip", "aria-pressed": pressed === undefined ? null : String(pressed), id: `hint-${id}`, onclick: run }, words)));
  }

  cursor(name) { this.stage.map.getContainer().style.cursor = name; }
  live(lines, place) { showTip(this.stage, lines, place); }
  showExact() { if (this.frame.view === "figures") this.frame.live(); }
  redrawView() { this.frame.drawBody(); }

  /* choosing */

  mark(code) {
    const { marked } = this.draft;
    if (!marked.delete(code)) marked.add(code);
    this.tool.tell?.();
    this.stage.redraw();
  }

  unmark() {
    this.draft.marked.clear();
    this.stage.redraw();
  }

  goGrid(code) {
    const { draft } = this;
    draft.select(code);
    const box = draft.coverage.box(draft.coverage.leavesOf(code));
    if (box) this.stage.fit(box, { maxZoom: 16 });
  }

  goFinding(one) {
    const { draft } = this;
    const [code] = one.grids;
    if (code && draft.grid(code)) draft.select(code);
    if (one.at) this.goFault(one.at);
    else if (code) this.goGrid(code);
  }

  goFault(at) {
    this.faultAt = at;
    this.stage.go(at);
    this.stage.redraw();
  }

  /* changing */

  /** A small edit, sent at once; larger ones are proposed first. */
  send(edit, { local = null, names = {}, words = "" } = {}) {
    if (!this.draft.editable) return Promise.resolve(null);
    this.faultAt = null;
    const known = say(`tool.${{ move_vertex: "vertex", insert_vertex: "vertex", delete_vertex: "vertex", move_border: "border", move_segment: "border" }[edit.edit] ?? "reshape"}`);
    return this.outbox.push("edits", { edit, names }, { local, words: words || known });
  }

  propose(edit, options) {
    this.frame.stand(() => proposalView(this, edit, options));
  }

  async apply(edit, names, words) {
    if (this.toolName === "propose") this.use("select");
    else this.closeProposal();
    const answer = await this.send(edit, { names, words });
    if (!answer) return;
    const [made] = answer.grids.filter((grid) => grid.leaf && grid.code in answer.delta.come);
    if (made) this.draft.select(made.code);
  }

  closeProposal() {
    this.putAway();
    this.tool.start?.();
  }

  putAway() {
    this.closeStanding();
    this.frame.standDown();
  }

  closeStanding() {
    this.moves = [];
    this.proposed = null;
    this.comparing?.stop();
    this.comparing = null;
    this.stage.redraw();
  }

  showMoves(moves) {
    this.moves = moves;
    this.stage.redraw();
  }

  showProposed(grids) {
    this.proposed = grids;
    this.stage.redraw();
  }

  /** Told where the planner is by then: in the panel itself, or by a notice. */
  proposalsDone(run) {
    if (this.tool.open) return undefined;
    const words = run.failure ? told(run.failure) : say("propose.done", { n: this.proposing.proposals.length, where: this.draft.nameOf(run.within) });
    return notify(words, { keep: 0, action: { text: say("propose.look"), run: () => this.use("propose") } });
  }

  repair(finding, { edit, zh, en }) {
    this.goFinding(finding);
    this.propose(edit, { title: say("do.repair"), words: document.documentElement.lang === "en" ? en : zh });
  }

  undo = () => { if (this.draft.editable && this.draft.facts.can_undo) this.outbox.push("undo", {}, { words: say("key.undo") }); };
  redo = () => { if (this.draft.editable && this.draft.facts.can_redo) this.outbox.push("redo", {}, { words: say("key.redo") }); };
  restore(serial) { this.outbox.push("restore", { to: serial }, { words: say("log.restore") }); }

  async rename(grid) {
    const name = h("input", { type: "text", value: grid.name, maxlength: "60", "aria-label": say("field.name"), id: "rename", autofocus: true });
    const answer = await open(say("do.rename"), (close) => h("form", { class: "form", onsubmit: (event) => { event.preventDefault(); close(name.value.trim()); } }, name,
      h("div", { class: "row-buttons" }, h("button", { type: "submit", class: "btn main" }, say("do.apply")), h("button", { type: "button", class: "btn", onclick: () => close(null) }, say("do.cancel")))));
    if (answer && answer !== grid.name) this.send({ edit: "rename", grid: grid.code, name: answer }, { words: say("do.rename") });
  }

  async lock(code, yes) {
    await this.trying(async () => {
      const { locks } = await send("locks", { edition: this.draft.id }, yes ? { lock: [code], unlock: [] } : { lock: [], unlock: [code] });
      this.draft.locks = locks;
      this.draft.tell("all");
    });
  }

  proposeCodes = () => this.trying(() => codesDialog(this));
  publishing = () => publishingDialog(this);
  compare = () => this.frame.stand(() => (this.comparing = compareView(this)));
  leave = () => { this.ended = true; this.proposing.ended = true; this.onLeave(); };

  /* comments */

  pins() {
    const roots = this.comments.filter(({ answers }) => answers === null);
    return roots.map((one, n) => ({ ...one, text: String(n + 1), tone: one.settled ? "map-done" : "map-doing" })).filter(({ at }) => at);
  }

  pinAt(latlng) {
    const { map } = this.stage;
    const at = map.latLngToContainerPoint(latlng);
    return this.pins().find((pin) => map.latLngToContainerPoint([pin.at[1], pin.at[0]]).distanceTo(at) < 12) ?? null;
  }

  openComment(pin) {
    this.frame.show("comments");
    byId(`comment-${pin.id}`)?.scrollIntoView({ block: "nearest" });
  }

  writeComment(at) {
    const face = this.draft.coverage.faceAt(at);
    this.faultAt = at;
    this.frame.stand(() => h("div", { class: "proposal" }, h("h2", {}, say("comment.new")), commentForm((text) => this.comment({ text, at, grid: this.draft.grid(face) ? face : null, answers: null }), () => { this.faultAt = null; this.closeProposal(); })));
  }

  async comment(body) {
    await send("comments", { edition: this.draft.id }, body);
    this.faultAt = null;
    await this.readComments();
    this.frame.show("comments");
    if (this.toolName === "comment") this.use("select");
  }

  settle(id) {
    return this.trying(async () => {
      await send("settle", { edition: this.draft.id, comment: id }, {});
      await this.readComments();
    });
  }

  async readComments() {
    await this.trying(async () => { this.comments = (await askAll("comments", { edition: this.draft.id })).items; });
    if (this.frame.view === "comments") this.frame.drawBody();
    this.stage.redraw();
  }

  /* the server and the others */

  async trying(action) {
    try {
      await action();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      this.refuse(problem.message);
    }
  }

  refuse(words) {
    notify(words, { keep: 9000 });
  }

  refused(problem, item) {
    if (problem.said?.at) this.faultAt = problem.said.at;
    const at = problem.said?.at;
    const why = this.draft.named(problem.message);
    notify(item.words ? `${item.words}：${why}` : why, { keep: 12000, action: at && { text: say("go.there"), run: () => this.goFault(at) } });
    this.stage.redraw();
  }

  news(entries) {
    const last = entries.at(-1);
    notify(say("news", { who: [...new Set(entries.map(({ planner }) => planner))].join("、"), n: entries.length, what: (document.documentElement.lang === "en" ? last.en : last.zh) ?? "" }), { keep: 30_000 });
  }

  reach(yes) {
    if (this.away === !yes) return;
    this.away = !yes;
    reachable(yes);
    this.frame.saved();
  }

  poll() {
    setTimeout(async () => {
      if (this.ended) return;
      if (document.visibilityState === "visible" && !this.outbox.busy && !this.outbox.size && !this.draft.live) await this.look();
      this.poll();
    }, POLL_MS);
  }

  /** What the others did in the meantime. */
  async look() {
    if (this.ended || this.looking) return;
    this.looking = true;
    try {
      const news = await this.draft.catchUp();
      this.reach(true);
      if (news.length && !this.outbox.busy) this.news(news);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (problem.status === 0) this.reach(false);
    } finally {
      this.looking = false;
    }
  }

  recolour() {
    forgetColours();
    forgetHatches();
    this.stage.repaint();
  }
}
