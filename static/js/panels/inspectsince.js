// What changed since the teams were given their links, and the way to have everything rearranged all the same.
import { h } from "../core/dom.js";
import { date } from "../core/format.js";
import { t } from "../core/words.js";
import * as api from "../inspect/api.js";
import { withReason } from "./inspectwants.js";

export function sinceBox(told, { run }) {
  if (!told.since_issue) return null;
  const { moved, added, dropped } = told.since_issue;
  const n = moved.length + added.length + dropped.length;
  const at = ({ team, day }) => `${told.teams.find((one) => one.number === team)?.name ?? team} ${date(day, { year: false })}`;
  const row = (kind, one) => h("li", { class: "entry" }, h("b", {}, one.label), h("p", { class: "quiet small" }, t(`inspect.since.${kind}`, { from: one.from ? at(one.from) : "", to: one.to ? at(one.to) : "" })));
  return h("section", { id: "since" },
    n > 0 ? h("details", { class: "out", open: true }, h("summary", {}, t("inspect.since", { n })), h("ul", { class: "rows" }, moved.map((one) => row("moved", one)), added.map((one) => row("added", one)), dropped.map((one) => row("dropped", one)))) : null,
    h("div", { class: "pad" }, h("p", { class: "quiet small" }, t("inspect.stay")), withReason(t("inspect.rearrange"), (reason) => run(() => api.rearrange(told.id, reason), t("inspect.rearranged")))));
}
