// The tool that asks for proposals: its panel stands until another tool is taken.
import { proposeView } from "../panels/propose.js";
import { say } from "../words.js";

export class Propose {
  constructor(desk) {
    this.desk = desk;
    this.open = false;
  }

  start() {
    this.open = true;
    this.desk.hint("");
    this.desk.frame.stand(() => (this.view = proposeView(this.desk)));
  }

  news() {
    if (this.open) this.view?.news();
  }

  /** The ground that is divided, in the middle of the map. */
  show(code) {
    const { coverage } = this.desk.draft;
    this.desk.stage.fit(coverage.box(coverage.leavesOf(code)));
  }

  /** The picked proposal with what it would move, before it is taken. */
  take() {
    const { proposing, draft } = this.desk;
    return this.desk.trying(async () => {
      const edit = await proposing.edit();
      this.open = false;
      this.desk.showProposed(null);
      this.desk.propose(edit, { title: say("propose.take", { n: proposing.picked + 1 }), words: say("propose.taken", { n: proposing.picked + 1, where: draft.nameOf(proposing.run.within) }) });
    });
  }

  press({ latlng }) {
    const { draft } = this.desk;
    const face = draft.coverage.faceAt([latlng.lng, latlng.lat]);
    draft.select(draft.grid(face) ? face : null);
  }

  stop() {
    this.open = false;
  }
}
