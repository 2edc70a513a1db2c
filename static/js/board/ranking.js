// The ranking: nodes of one level by a measure; every number opens the incidents it counts, and the rows add up to the whole.
import { h } from "../core/dom.js";
import { number, percent, signed } from "../core/format.js";
import { MEASURES } from "../core/known.js";
import { period, periodName } from "../core/period.js";
import { change, state } from "../core/state.js";
import { inEnglish } from "../core/words.js";
import { chips, empty } from "../panels/parts.js";
import { say } from "./words.js";

const DEEPER = ["town", "work_area", "village"];

/** By share where towns are compared, by what ran over its time within one. */
export const rankOf = (answer) => state.rank ?? (answer.level === "town" ? "share" : "missed");

/** Highest first; a rate of too few stands last. */
export function sorted(items, by) {
  const missing = (one) => one[by] === null;
  return [...items].sort((a, b) => missing(a) - missing(b) || (missing(a) ? 0 : b[by] - a[by]) || b.reports - a.reports || (a.code < b.code ? -1 : 1));
}

export function rankingHead(answer) {
  const by = rankOf(answer);
  return [
    answer.levels.length > 1 && chips(say("rank.level"), answer.levels.map((key) => [key, say(`level.${key}`)]), (key) => key === answer.level, (key) => change({ level: key, opened: null })),
    chips(say("rank.by"), MEASURES.map((key) => [key, say(`measure.${key}`)]), (key) => key === by, (key) => change({ rank: key })),
  ];
}

export function rankingTable(answer, { onOpen, onEnter, onShow }) {
  if (!answer.items.length) return empty(say("rank.none", { period: periodName(period(state.period)) }));
  const by = rankOf(answer);
  const column = (key) => h("th", { scope: "col", class: "num", "aria-sort": key === by ? "descending" : null }, h("button", { type: "button", class: "num", onclick: () => change({ rank: key }) }, say(`measure.${key}`)));
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, say("rank.place"))), h("th", { scope: "col" }, say(`rank.${answer.level}`)),
    column("reports"), h("th", { scope: "col", class: "num" }, say("rank.change")), column("share"), column("on_time"), column("missed"), answer.looked && h("th", { scope: "col", class: "num" }, say("number.unseen"))));
  const rows = sorted(answer.items, by).map((one, index) => h("tr", { "data-code": one.code, "aria-selected": String(state.grid === one.code), onclick: () => onShow(one) },
    h("td", { class: "rank" }, index + 1), h("td", { class: "name", title: one.path.join(" › ") }, name(one, onEnter, onShow)), cells(answer, one, (key) => onOpen(key, one.code)), unseen(answer, one.looked)));
  const rest = [["elsewhere", answer.elsewhere], ["outside", answer.outside]].filter(([, one]) => one.reports || one.due)
    .map(([key, one]) => h("tr", { class: "rest" }, h("td"), h("td", { class: "name" }, say(`rank.${key}`)), cells(answer, one, (what) => onOpen(what, key)), unseen(answer, null)));
  return [
    h("table", { id: "ranking-table" }, h("caption", { class: "unseen" }, say("rank.table", { level: say(`rank.${answer.level}`) })), head, h("tbody", {}, rows, rest),
      h("tfoot", {}, h("tr", {}, h("td"), h("td", { class: "name" }, say("rank.sum")), cells(answer, answer.numbers, (key) => onOpen(key, null)), unseen(answer, answer.looked)))),
    h("p", { class: "section" }, inEnglish() ? answer.rule.en : answer.rule.zh),
  ];
}

/** Grids not looked at, of how many; nothing where rounds are not recorded. */
function unseen(answer, looked) {
  if (!answer.looked) return null;
  return h("td", { class: "num" }, looked?.grids ? [number(looked.not), h("span", { class: "unit" }, `/${number(looked.grids)}`)] : "");
}

/** A press goes into what has levels below it, and shows a grid on the map. */
function name(one, onEnter, onShow) {
  const words = one.in_force ? one.name : one.name + say("rank.ended");
  const deeper = DEEPER.includes(one.kind);
  const press = (event) => { event.stopPropagation(); (deeper ? onEnter : onShow)(one); };
  return h("button", { type: "button", class: deeper ? "enter" : "plain", title: deeper ? say("enter", { name: one.name }) : null, onclick: press }, words);
}

function cells({ previous_whole: whole }, one, open) {
  const few = () => h("span", { class: "quiet small" }, say("few"));
  const press = (key, count, words, worse) => (count ? h("button", { type: "button", class: worse ? "open worse" : "open", "data-opens": key, "aria-label": `${say(`number.${key}`)} ${words}`, onclick: (event) => { event.stopPropagation(); open(key); } }, words) : words);
  const cell = (...content) => h("td", { class: "num" }, content);
  return [
    cell(press("reports", one.reports, number(one.reports))), cell(h("span", { class: "quiet" }, whole ? signed(one.reports - one.before.reports) : "–")),
    cell(one.share === null ? (one.own ? press("own", one.own, say("few")) : few()) : press("own", one.own, percent(one.share))),
    cell(one.on_time === null ? (one.met ? press("met", one.met, say("few")) : few()) : press("met", one.met, percent(one.on_time))),
    cell(press("missed", one.missed, number(one.missed))),
  ];
}
