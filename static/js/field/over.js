// After the end: no stops, no map, no names any more; only what this phone still has to send, and what was not taken.
import { h } from "../core/dom.js";
import { leftovers } from "./leftovers.js";
import { say } from "./words.js";

export function over({ said, closed, records, photos, draft, reachable, zone, onNote }) {
  const waiting = [...records, ...photos].filter((one) => one.state === "waiting").length;
  const refused = records.filter((one) => one.state === "refused").length;
  return [
    h("section", { class: "over" }, h("h2", {}, say("over")), h("p", {}, said), closed && h("p", { class: "note red", role: "alert" }, closed),
      h("p", { class: `note ${waiting ? "amber" : "green"}`, id: "over-state", role: "status" }, waiting ? say(closed ? "over.left" : reachable ? "over.sending" : "over.waiting", { n: waiting }) : say(refused ? "over.refused" : "over.sent", { n: refused }))),
    leftovers([...records, ...(draft ? [unwritten(draft)] : [])], [...photos, ...(draft?.files ?? []).map((file) => ({ record: DRAFT, file, state: DRAFT }))], { zone, title: say("left.file.name"), onNote }),
  ];
}

/** A report that was never finished is no record, but its words and photos can be taken along. */
const DRAFT = "draft";
const unwritten = ({ about, made_at, text }) => ({ id: DRAFT, state: "refused", why: say("left.draft"), about, body: { kind: "finding", made_at, text } });
