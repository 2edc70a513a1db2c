// The table beside the heat: grids by count, by count per 1,000 residents, by the share found by the grid itself.
import { h } from "../core/dom.js";
import { number, percent, signed } from "../core/format.js";
import { change, state } from "../core/state.js";
import { inEnglish, t } from "../core/words.js";
import { sourceView } from "./filters.js";

const COLUMNS = { count: (one) => one.count, rate: (one) => one.rate, share: (one) => one.share, change: (one) => one.change };

/** Highest first; a value too small to mean anything stands last. */
function sorted(items, by) {
  const value = COLUMNS[by] ?? COLUMNS.count;
  const missing = (one) => value(one) === null || value(one) === undefined;
  return [...items].sort((a, b) => missing(a) - missing(b) || (missing(a) ? 0 : value(b) - value(a)) || b.count - a.count || (a.code < b.code ? -1 : 1));
}

export function heatTable(answer, onGrid) {
  const rated = state.by === "rate";
  const third = rated ? "rate" : "share";
  const several = new Set(answer.items.map((one) => one.path[0])).size > 1; // villages of one name lie in many towns
  const body = sorted(answer.items, state.by).map((one, index) => row(one, index + 1, { third, several, onGrid }));
  const column = (key) => h("th", { scope: "col", class: "num", "aria-sort": state.by === key ? "descending" : null }, h("button", { type: "button", class: "num", onclick: () => change({ by: key }) }, t(`heat.by.${key}`), key === "rate" && [h("br"), t(`heat.basis.${answer.people}`)]));
  return [
    h("table", { id: "heat-table" }, h("caption", { class: "unseen" }, t("heat.table")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "unseen" }, t("heat.rank"))), h("th", { scope: "col" }, t("filter.grid")), column("count"), column(third), column("change"))),
      h("tbody", {}, body)),
    h("p", { class: "section" }, answer.outside + answer.elsewhere > 0 && h("span", {}, t("heat.unassigned", { n: number(answer.outside + answer.elsewhere) }), h("br")), inEnglish() ? answer.rule.en : answer.rule.zh),
  ];
}

function row(one, rank, { third, several, onGrid }) {
  const few = h("span", { class: "quiet small" }, t("heat.few"));
  const cell = third === "rate" ? (one.rate === null || one.rate === undefined ? few : number(one.rate, 1)) : (one.share === null || one.share === undefined ? few : percent(one.share));
  const worse = sourceView() === "others" && one.change > 0 && one.complaints_change > 0; // a rise is bad only where people complained
  const open = () => onGrid(one.code, { move: true, stay: true });
  return h("tr", { "data-code": one.code, "aria-selected": String(state.grid === one.code), onclick: open },
    h("td", { class: "rank" }, rank), h("td", { class: "name", title: one.path.join(" › ") || one.name }, h("button", { type: "button", onclick: (event) => { event.stopPropagation(); open(); } }, one.name, several && h("span", { class: "quiet small" }, one.path[0]))),
    h("td", { class: "num" }, number(one.count)), h("td", { class: "num" }, cell),
    h("td", { class: "num" }, one.change === null || one.change === undefined ? "" : h("span", { class: worse ? "bad" : "" }, signed(one.change))));
}
