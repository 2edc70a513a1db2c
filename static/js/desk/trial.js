// What an edit under the hand would mean, asked of the server while one drags: one question at a time, always the newest.
import { uuid7 } from "../core/ids.js";
import { send } from "./api.js";

const PAUSE_MS = 180;

export class Trial {
  constructor(draft, onAnswer) {
    Object.assign(this, { draft, onAnswer, wanted: null, asking: false, answer: null });
  }

  want(edit) {
    this.wanted = edit;
    if (!this.asking) this.next();
  }

  /** What comes later is of no interest any more. */
  stop() {
    this.wanted = null;
    this.answer = null;
  }

  async next() {
    this.asking = true;
    while (this.wanted) {
      const edit = this.wanted;
      const body = { base: this.draft.version, key: uuid7(), edit, preview: true };
      const answer = await send("edits", { edition: this.draft.id }, body).catch((problem) => ({ problem }));
      if (!this.wanted) break;
      this.answer = answer;
      this.onAnswer(answer);
      if (this.wanted === edit) this.wanted = null;
      else await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    this.asking = false;
  }
}
