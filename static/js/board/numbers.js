// The numbers of the period, each with its change against the period before; a press opens the incidents behind it.
import { h } from "../core/dom.js";
import { date, number, percent, signed } from "../core/format.js";
import { say } from "./words.js";

/** A rise is neither good nor bad by itself; only of complaints and of what ran over its time. */
const WORSE = { complaints: true, missed: true };

export function numberTiles({ numbers: now, ended_to: ended, looked, previous_whole: whole }, onOpen) {
  const { before } = now;
  const counted = (key, count, past) => (whole ? gap(key, count, past) : say("change.partial"));
  const points = (share, past) => (whole ? gapOf(share, past) : say("change.partial"));
  return [
    tile("reports", number(now.reports), say("cases"), counted("reports", now.reports, before.reports), null, onOpen, now.reports),
    tile("own", rate(now.share), "", points(now.share, before.share), say("own.note", { n: number(now.own) }), onOpen, now.own, "measure.share"),
    tile("met", rate(now.on_time), "", points(now.on_time, before.on_time), ended ? say("on_time.note", { due: number(now.due), met: number(now.met) }) : say("ended.none"), onOpen, now.met, "measure.on_time"),
    tile("missed", number(now.missed), say("cases"), counted("missed", now.missed, before.missed), say("missed.note", { open: number(now.open) }), onOpen, now.missed),
    tile("complaints", number(now.complaints), say("cases"), counted("complaints", now.complaints, before.complaints), null, onOpen, now.complaints),
    looked ? tile("unseen", number(looked.not), say("grids"), counted("unseen", looked.not, looked.not_before), say("unseen.note", { n: number(looked.grids) }), onOpen, looked.not)
      : tile("unseen", h("span", { class: "few" }, say("unseen.none")), "", say("unseen.how"), null, onOpen, 0),
  ];
}

function tile(key, value, unit, change, note, onOpen, count, title = `number.${key}`) {
  return h("button", { type: "button", class: "tile", "data-number": key, disabled: !count, onclick: () => onOpen(key), title: count ? say("see", { n: number(count) }) : say("see.none") },
    h("span", { class: "what" }, say(title)), h("b", {}, value, unit && h("span", { class: "unit" }, unit)), h("span", { class: "change" }, change), note && h("span", { class: "note-line" }, note));
}

export const rate = (share) => (share === null ? h("span", { class: "few" }, say("few")) : percent(share, 1));

/** Percent where the period before is large enough to speak of percent and the change is not lost in it, else how many. */
function gap(key, now, before) {
  if (now === before) return say("change.none");
  const worse = WORSE[key] && now > before;
  const share = Math.round(((now - before) / before) * 100);
  const words = say("change", { n: before >= 20 && share ? `${signed(share)}%` : signed(now - before) });
  return h("span", { class: worse ? "worse" : "" }, words);
}

function gapOf(now, before) {
  if (now === null) return "";
  if (before === null) return say("change.few");
  const points = Math.round((now - before) * 1000) / 10;
  return points === 0 ? say("change.none") : say("change", { n: say("points", { n: signed(points, 1) }) });
}

/** Up to which day limits are judged: said once, under the numbers. */
export const endedSaid = ({ ended_to: ended }) => (ended ? say("ended", { day: date(ended) }) : say("ended.none"));
