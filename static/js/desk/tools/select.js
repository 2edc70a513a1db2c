// Choosing: a press chooses a grid, with Shift it is marked beside the others; brackets walk through the list.
import { say } from "../words.js";

export class Select {
  constructor(desk) {
    this.desk = desk;
  }

  start() {
    this.desk.hint(say("hint.select"));
  }

  press({ latlng, shift }) {
    const { draft } = this.desk;
    const pin = this.desk.pinAt(latlng);
    if (pin) return this.desk.openComment(pin);
    const face = draft.coverage.faceAt([latlng.lng, latlng.lat]);
    if (shift && draft.grid(face)) return this.desk.mark(face);
    this.desk.unmark();
    return draft.select(face && draft.grid(face) ? face : null);
  }

  key({ key }) {
    if (key !== "[" && key !== "]") return false;
    const { draft, stage } = this.desk;
    const list = draft.leaves().filter(({ drawn }) => drawn);
    const now = list.findIndex(({ code }) => code === draft.selected);
    const next = list.at((now + (key === "]" ? 1 : -1) + (now < 0 && key === "[" ? 1 : 0)) % list.length);
    draft.select(next.code);
    stage.fit(draft.coverage.box([next.code]));
    return true;
  }
}
