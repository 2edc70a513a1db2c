// What is wrong with the draft, what blocks publishing first: go there, or repair with a preview.
import { h, icon } from "../../core/dom.js";
import { area } from "../../core/format.js";
import { inEnglish } from "../../core/words.js";
import { knows, say, told } from "../words.js";

const MOST = 200;

export function findingsView(desk) {
  const { draft } = desk;
  const { errors, warnings } = draft.counts;
  const all = [...draft.findings].sort((a, b) => (a.severity === b.severity ? 0 : a.severity === "error" ? -1 : 1));
  return h("div", {}, h("div", { class: "chips pad" }, h("span", { class: `tag ${errors ? "red" : "green"}` }, say("findings.errors", { n: errors })), h("span", { class: "tag amber" }, say("findings.warnings", { n: warnings }))),
    all.length ? h("ul", { class: "rows findings" }, all.slice(0, MOST).map((one) => row(desk, one))) : h("p", { class: "empty" }, say("findings.none")),
    all.length > MOST && h("p", { class: "small quiet pad" }, say("findings.more", { n: all.length - MOST })),
    settled(desk),
    draft.notRun.length > 0 && h("details", { class: "pad small" }, h("summary", {}, say("findings.not_run", { n: draft.notRun.length })),
      h("ul", {}, draft.notRun.map(({ rule, why, why_en: en }) => h("li", {}, `${ruleName(rule)}：${inEnglish() ? en : why}`)))));
}

export const ruleName = (rule) => (knows(`rule.${rule}`) ? say(`rule.${rule}`) : rule);

/** What was put right while the draft was opened: overlaps given to one of the two, tangled shapes mended. */
function settled(desk) {
  const { draft } = desk;
  const list = draft.facts.settled ?? [];
  if (!list.length) return null;
  return h("details", { class: "pad small", id: "settled" }, h("summary", {}, say("settled.title", { n: list.length })), h("ul", { class: "rows" }, list.slice(0, MOST).map((one) => h("li", { class: "entry" },
    h("span", {}, one.to ? say("settled.given", { from: draft.nameOf(one.grid), to: draft.nameOf(one.to), area: area(one.area_m2) }) : say("settled.mended", { grid: draft.nameOf(one.grid) })),
    h("button", { type: "button", class: "link", onclick: () => desk.goFault(one.at) }, say("go.there"))))));
}

function row(desk, one) {
  const { draft } = desk;
  const size = one.area_m2 ? ` ${area(one.area_m2)}` : "";
  return h("li", { class: "finding", "data-rule": one.rule }, h("span", { class: one.severity === "error" ? "red" : "amber", title: say(one.severity === "error" ? "severity.error" : "severity.warning") }, icon(one.severity === "error" ? "error" : "warning", "s16")),
    h("div", {}, h("b", {}, `${ruleName(one.rule)}${size}`), h("p", { class: "small" }, one.grids.map(draft.nameOf.bind(draft)).join("、")), h("p", { class: "small quiet" }, inEnglish() ? one.fix_en : one.fix)),
    h("div", { class: "does" }, (one.at || one.grids.length > 0) && h("button", { type: "button", class: "link", onclick: () => desk.goFinding(one) }, say("go.there")),
      draft.editable && one.repairs.map((repair, n) => h("button", { type: "button", class: "link", title: told(repair), onclick: () => desk.repair(one, repair) }, one.repairs.length > 1 ? say("do.repair_n", { n: n + 1 }) : say("do.repair")))));
}
