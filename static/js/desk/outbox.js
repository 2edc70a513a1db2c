// Changes on their way to the server. Each is written down before it is sent and struck off when the server has answered,
// so neither a reload nor a cut network loses one; each keeps its key, so none is applied twice.
import { uuid7 } from "../core/ids.js";
import { say } from "./words.js";
import { send } from "./api.js";
import { meet } from "./draft.js";
import { planner } from "./planner.js";
import { ask as confirmAsk } from "./dialog.js";

const PREFIX = "wangge.desk.out.";
const WAITS = [1000, 2000, 4000, 8000, 15000];
const AWAY = new Set([0, 429, 502, 503, 504]);

export class Outbox {
  constructor(draft, { onRefusal, onNews, onReach }) {
    Object.assign(this, { draft, onRefusal, onNews, onReach, items: [], busy: false, tries: 0, waiters: new Map() });
    addEventListener("online", () => this.run());
    this.restore();
  }

  get prefix() { return `${PREFIX}${this.draft.id}.`; }
  get size() { return this.items.length; }

  /** What an earlier page left unsent. */
  restore() {
    const kept = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix)).sort();
    this.items = kept.map((name) => JSON.parse(localStorage.getItem(name)));
    for (const item of this.items) if (item.local) this.draft.expect(item.key, item.local);
  }

  /**
   * Send a change. `what` is "edits", "undo", "redo" or "restore"; `local` the delta to be shown meanwhile.
   * Resolves with the server's answer, or with null where it was refused.
   */
  push(what, body, { local = null, words = "" } = {}) {
    const item = { key: uuid7(), what, body, local, words, planner: planner() };
    this.write(item);
    this.items.push(item);
    if (local) this.draft.expect(item.key, local);
    this.draft.tell("sending");
    const answer = new Promise((resolve) => this.waiters.set(item.key, resolve));
    this.run();
    return answer;
  }

  write(item) {
    localStorage.setItem(this.prefix + item.key, JSON.stringify(item));
  }

  strike(item, answer) {
    localStorage.removeItem(this.prefix + item.key);
    this.items = this.items.filter((one) => one !== item);
    this.waiters.get(item.key)?.(answer);
    this.waiters.delete(item.key);
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    while (this.items.length) if (!(await this.first())) break;
    this.busy = false;
    this.draft.tell("sending");
  }

  /** Send the oldest; false where it has to wait. */
  async first() {
    const [item] = this.items;
    let answer;
    try {
      answer = await send(item.what, { edition: this.draft.id }, { ...item.body, base: this.draft.version, key: item.key }, { as: item.planner });
    } catch (problem) {
      return this.failed(item, problem);
    }
    this.tries = 0;
    this.onReach(true);
    await this.settle(() => this.draft.done(answer, item.key));
    this.strike(item, answer);
    return true;
  }

  /** What follows from an answer is asked of the server too: where that fails, the next look reads everything anew. */
  async settle(action) {
    try {
      await action();
    } catch (problem) {
      if (!AWAY.has(problem.status)) throw problem;
      this.onReach(false);
    }
  }

  async failed(item, problem) {
    if (AWAY.has(problem.status)) return this.wait();
    this.onReach(true);
    if (problem.code === "edit_stale") return this.stale(item, problem.said);
    this.draft.forget(item.key);
    this.strike(item, null);
    if (problem.status === 404 || problem.code === "coverage_changed" || problem.code === "edition_not_draft") await this.settle(() => this.draft.load());
    this.onRefusal(problem, item);
    return true;
  }

  wait() {
    this.onReach(false);
    this.timer = setTimeout(() => this.run(), WAITS[Math.min(this.tries, WAITS.length - 1)]);
    this.tries += 1;
    return false;
  }

  /** Somebody was quicker: take in what they did; ours follows by itself unless it is about the same ground. */
  async stale(item, { since = [] }) {
    const news = since.filter(({ serial }) => serial > this.draft.version);
    const clash = item.what !== "edits" || news.some(({ delta }) => (item.local ? meet(item.local, delta) : concerns(item.body.edit, delta)));
    await this.settle(async () => {
      if (news.length) await this.draft.catchUp();
      else await this.draft.load();
    });
    if (news.length) this.onNews(news);
    if (!clash) return true;
    const again = await confirmAsk(say("stale.title"), say("stale.text", { what: item.words, who: [...new Set(news.map((one) => one.planner))].join("、") }),
      [["again", say("stale.again")], ["leave", say("stale.leave")]]);
    if (again === "again") return true;
    this.draft.forget(item.key);
    this.strike(item, null);
    return true;
  }
}

/** Whether an edit names a grid whose border a delta wrote anew. */
function concerns(edit, { removed, added, gone = {}, come = {} }) {
  const faces = new Set([...removed, ...added].flatMap(({ left, right }) => [left, right]));
  for (const code of [...Object.keys(gone), ...Object.keys(come)]) faces.add(code);
  faces.delete("");
  const text = JSON.stringify(edit);
  return [...faces].some((code) => text.includes(JSON.stringify(code)));
}
