// The dark note beside the hand: who gains and loses how much ground at once, and people once the server has said it.
import { byId, fill, h } from "../core/dom.js";
import { number, signed } from "../core/format.js";
import { inverse, touched } from "./coverage.js";
import { MU } from "./measure.js";
import { say } from "./words.js";

/** Lines of words beside a place of the map; none hides it. */
export function showTip(stage, lines, place) {
  const tip = byId("live");
  tip.hidden = !lines?.length || !place;
  if (tip.hidden) return;
  fill(tip, lines.map((line) => h("div", {}, line)));
  const { x, y } = stage.map.latLngToContainerPoint([place[1], place[0]]);
  const size = stage.map.getSize();
  tip.style.setProperty("left", `${Math.max(8, Math.min(x + 18, size.x - 230))}px`);
  tip.style.setProperty("top", `${Math.max(8, Math.min(y + 18, size.y - 110))}px`);
}

/** Change of area by face that a delta on show brings, m². */
export function areaChanges(coverage, delta) {
  const faces = [...touched(delta)];
  const after = faces.map((face) => coverage.area(face));
  coverage.apply(inverse(delta));
  const before = faces.map((face) => (coverage.has(face) ? coverage.area(face) : 0));
  coverage.apply(delta);
  return faces.map((face, n) => ({ face, m2: after[n] - before[n], area: after[n] })).filter(({ m2 }) => Math.abs(m2) > 0.5)
    .sort((a, b) => Math.abs(b.m2) - Math.abs(a.m2));
}

/** What to say of a drag: areas at once, and what of the server's trial answer there is. */
export function linesOf(draft, title, delta, answer) {
  const lines = [title];
  for (const { face, m2 } of areaChanges(draft.coverage, delta).slice(0, 3)) {
    const moves = answer?.moves ?? [];
    const gain = (name) => moves.reduce((sum, move) => sum + (move.to === face ? move[name] : move.from === face ? -move[name] : 0), 0);
    const more = answer?.moves ? [[gain("households"), "households"], [gain("people_present"), "people"]].filter(([n]) => n).map(([n, name]) => say(`gain.${name}`, { n: signed(n) })) : [];
    lines.push([draft.nameOf(face), say("gain.mu", { n: `${m2 > 0 ? "+" : "−"}${number(Math.abs(m2) / MU, Math.abs(m2) < MU * 10 ? 2 : 1)}` }), ...more].join("　"));
  }
  const open = (answer?.moves ?? []).reduce((sum, move) => sum + move.open_incidents, 0);
  if (open) lines.push(say("gain.incidents", { n: open }));
  if (answer?.problem && answer.problem.status >= 400) lines.push(draft.named(answer.problem.message));
  return lines;
}
