// Proposals asked for over the open draft: the server's worker works them out, this follows until they are done. The newest
// are on the server, so a reload finds them again.
import { ask, askAll, send } from "./api.js";

const EVERY_MS = 700;
const UNDER_WAY = new Set(["waiting", "running"]);

export class Proposing {
  /** `onNews()` after each answer; `onDone(run)` when a run that was followed has ended. */
  constructor(edition, { onNews, onDone }) {
    Object.assign(this, { edition, onNews, onDone, run: null, picked: 0, ended: false });
  }

  get underWay() { return Boolean(this.run && UNDER_WAY.has(this.run.state)); }
  get proposals() { return this.run?.proposals ?? []; }
  get shown() { return this.proposals[this.picked] ?? null; }

  /** What was asked for last over this draft, if anything. */
  async recall() {
    if (this.run) return;
    const { items } = await askAll("proposals", { edition: this.edition });
    if (items.length && !this.run) await this.look(items[0].id);
    if (this.underWay) this.follow();
  }

  async ask(within, wishes) {
    this.run = await send("proposals", { edition: this.edition }, { within, wishes });
    this.picked = 0;
    this.onNews();
    this.follow();
  }

  async look(id) {
    this.run = await ask("proposal", { edition: this.edition, run: id });
    this.onNews();
  }

  /** Until it is done; a network that is away for a while is waited for. */
  async follow() {
    const { id } = this.run;
    while (!this.ended && this.run.id === id && this.underWay) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      await this.look(id).catch((problem) => { if (problem.status !== 0) throw problem; });
    }
    if (!this.ended && this.run.id === id) this.onDone(this.run);
  }

  async stop() {
    const { id } = this.run;
    await send("proposal_stop", { edition: this.edition, run: id }, {});
    await this.look(id);
  }

  /** The edit that takes the picked proposal into the draft as it is now. */
  async edit() {
    return (await ask("proposal_edit", { edition: this.edition, run: this.run.id }, { number: this.picked })).edit;
  }
}
