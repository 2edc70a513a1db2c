// Proposals of new grids: what is wanted, how far the work is, and the results side by side with what is there now.
import { fill, h } from "../../core/dom.js";
import { number, percent } from "../../core/format.js";
import { say, told } from "../words.js";

const MOST = 4;
const FIRST_SEED = 7;

/** Rows of the comparison: name, how a value is said, and which end is better (1 the larger, -1 the smaller, 0 neither). */
const ROWS = [
  ["grids", ({ grids }) => number(grids), 0],
  ["band", ({ households_min: low, households_max: high }) => `${number(low)}–${number(high)}`, 0],
  ["spread", ({ spread }) => number(spread, 2), -1],
  ["cut_m", ({ cut_m: metres }) => number(metres / 1000, 1), -1],
  ["along", ({ along }) => percent(along), 1],
  ["compactness", ({ compactness }) => number(compactness, 2), 1],
  ["parted", ({ parted, settlements }) => `${number(parted)}/${number(settlements)}`, -1],
  ["kept", ({ kept }) => (kept === null ? "–" : percent(kept)), 1],
];

export function proposeView(desk) {
  const { proposing } = desk;
  const results = h("div", { "aria-live": "polite" });
  let asked = false; // just now, so that the answer may scroll into view
  const element = h("div", { class: "propose" }, h("div", { class: "pad" }, h("h2", {}, say("propose.title")), h("p", { class: "small quiet" }, say("propose.why"))), wishForm(desk, () => { asked = true; }), results);

  function news() {
    fill(results, underWay(desk), failure(proposing.run), proposing.proposals.length > 0 && sideBySide(desk, news));
    desk.showProposed(proposing.shown?.grids ?? null);
    if (asked) results.scrollIntoView({ block: "nearest" });
    asked &&= proposing.underWay;
  }
  news();
  desk.trying(() => proposing.recall());
  return { element, live: () => undefined, news };
}

function wishForm(desk, onAsk) {
  const { draft, proposing } = desk;
  const band = draft.leaves().find(({ target }) => target?.households)?.target.households ?? [300, 500];
  const units = draft.inTown().filter(({ code, leaf }) => !leaf && draft.coverage.leavesOf(code).length > 0);
  const chosen = draft.grid(draft.selected);
  if (chosen?.leaf && chosen.kind !== "enterprise") units.push(chosen);
  const at = chosen?.leaf ? chosen.lies_in : chosen?.code;
  const within = h("select", { id: "propose-within", onchange: () => desk.tool.show(within.value) }, units.map(({ code, name }) => h("option", { value: code, selected: code === at }, name || code)));
  const [low, high] = ["low", "high"].map((id, n) => numeric(`propose-${id}`, band[n] ?? [300, 500][n], say(`propose.${id}`)));
  const count = numeric("propose-count", draft.leaves().filter(({ kind }) => kind === "grid").length, say("propose.count"));
  const variants = numeric("propose-variants", 3, say("propose.variants"), MOST);
  const keep = h("input", { type: "checkbox", id: "propose-keep" });
  const fault = h("p", { class: "fault", role: "alert" });
  const goal = (id, ...fields) => h("label", { class: "goal" }, h("input", { type: "radio", name: "goal", value: id, checked: id === "band" }), h("span", {}, say(`propose.goal.${id}`)), fields);
  const form = h("form", { class: "form", onsubmit: submit }, h("div", { class: "field" }, h("label", { for: "propose-within" }, say("propose.within")), within),
    h("fieldset", {}, h("legend", { class: "label" }, say("propose.goal")), goal("band", low, "–", high, say("propose.homes")), goal("count", count, say("propose.pieces")), goal("villages")),
    h("label", { class: "check" }, keep, say("propose.keep")), h("label", { class: "check" }, variants, say("propose.variants")), fault,
    h("div", { class: "row-buttons" }, h("button", { type: "submit", class: "btn main", id: "propose-ask" }, say("propose.ask"))));
  for (const [field, value] of [[low, "band"], [high, "band"], [count, "count"]]) field.addEventListener("input", () => { form.elements.goal.value = value; });

  async function submit(event) {
    event.preventDefault();
    fill(fault);
    const one = { band: () => ({ households: [Number(low.value), Number(high.value)] }), count: () => ({ count: Number(count.value) }), villages: () => ({ villages: true }) }[form.elements.goal.value]();
    const wishes = Array.from({ length: Number(variants.value) }, (_, n) => ({ ...one, keep: keep.checked, seed: FIRST_SEED + n }));
    try {
      desk.tool.show(within.value);
      onAsk();
      await proposing.ask(within.value, wishes);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      fill(fault, problem.message);
    }
  }
  return form;
}

const numeric = (id, value, label, max = 99999) => h("input", { type: "number", id, value: String(value), min: "1", max: String(max), required: true, "aria-label": label, class: "short" });

function underWay(desk) {
  const { proposing } = desk;
  if (!proposing.underWay) return null;
  const done = proposing.run.done ?? 0;
  return h("div", { class: "pad progress-row" }, h("progress", { max: "1", value: done, "aria-label": say("propose.progress") }), h("span", { class: "small" }, proposing.run.state === "waiting" ? say("propose.waiting") : percent(done)),
    h("button", { type: "button", class: "btn", id: "propose-stop", onclick: () => desk.trying(() => proposing.stop()) }, say("propose.stop")));
}

function failure(run) {
  return run?.failure ? h("p", { class: "note red pad-x", role: "alert" }, told(run.failure)) : null;
}

function sideBySide(desk, again) {
  const { draft, proposing } = desk;
  const all = proposing.proposals;
  const now = presentFigures(draft, proposing.run.within);
  const pick = (n) => { proposing.picked = n; again(); };
  const head = all.map((_, n) => h("th", { class: "num", scope: "col" }, h("label", { class: "option" }, h("input", { type: "radio", name: "proposal", value: String(n), checked: n === proposing.picked, onchange: () => pick(n) }), String(n + 1))));
  return h("section", { class: "side-by-side" }, h("h3", { class: "pad" }, say("propose.results", { where: draft.nameOf(proposing.run.within) })),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, say("propose.figure")), h("th", { class: "num" }, say("propose.now")), head)),
      h("tbody", {}, ROWS.map(([name, said, better]) => h("tr", { "data-row": name }, h("th", { scope: "row" }, say(`propose.${name}`)), h("td", { class: "num quiet" }, now && (name === "band" || now[name] !== undefined) ? said(now) : "–"),
        all.map(({ figures }, n) => h("td", { class: `num ${n === proposing.picked ? "on" : ""}` }, best(all, name, better, n) ? h("b", { title: say("propose.best") }, "◆ ", said(figures)) : said(figures))))))),
    all.some(({ figures }) => !figures.finished) && h("p", { class: "small amber pad" }, say("propose.unfinished")),
    h("p", { class: "small quiet pad" }, say("propose.after")),
    draft.editable && h("div", { class: "pad" }, h("button", { type: "button", class: "btn main", id: "propose-take", onclick: () => desk.tool.take() }, say("propose.take", { n: proposing.picked + 1 }))));
}

/** Whether the n-th is the best of a row where they differ. */
function best(all, name, better, n) {
  if (!better || all.length < 2) return false;
  const values = all.map(({ figures }) => better * (figures[name] ?? -Infinity));
  return values[n] === Math.max(...values) && new Set(values).size > 1;
}

/** The same figures of the grids that are there now, as far as the desk has them. */
function presentFigures(draft, within) {
  const grids = draft.coverage.leavesOf(within).map(draft.grid).filter((grid) => grid?.figures && grid.kind !== "enterprise");
  if (!grids.length) return null;
  const homes = grids.map(({ figures }) => figures.households);
  const sum = homes.reduce((total, n) => total + n, 0);
  const [low, high] = [Math.min(...homes), Math.max(...homes)];
  return { grids: grids.length, households_min: low, households_max: high, spread: sum ? ((high - low) * homes.length) / sum : 0,
    compactness: grids.reduce((total, { figures }) => total + figures.compactness, 0) / grids.length };
}
