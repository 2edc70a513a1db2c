// Before a larger edit or a repair: who gains and who loses what, on the map and in a table; then apply, or leave it.
import { fill, h } from "../../core/dom.js";
import { mu, number } from "../../core/format.js";
import { uuid7 } from "../../core/ids.js";
import { inEnglish } from "../../core/words.js";
import { send } from "../api.js";
import { ruleName } from "./findings.js";
import { say } from "../words.js";

/**
 * `options`: {title, words, named: a new grid's name is asked, swap: left and right can change places,
 * choice: {label, value, options: [[value, words]], edit(value)}, onClose}
 */
export function proposalView(desk, first, options) {
  let edit = first;
  let answer = null;
  let asked = 0;
  const outcome = h("div", { class: "outcome", "aria-live": "polite" });
  const apply = h("button", { type: "submit", class: "btn main", id: "proposal-apply", disabled: true }, say("do.apply"));
  const name = options.named && h("input", { type: "text", id: "proposal-name", maxlength: "60", placeholder: say("field.name.hint"), autofocus: true });

  async function look() {
    const mine = ++asked;
    apply.disabled = true;
    fill(outcome, h("p", { class: "quiet" }, say("proposal.asking")));
    const body = { base: desk.draft.version, key: uuid7(), edit, preview: true };
    try {
      const said = await send("edits", { edition: desk.draft.id }, body);
      if (mine !== asked) return;
      answer = said;
      apply.disabled = false;
      desk.showMoves(said.moves);
      fill(outcome, movesTable(desk, said), findingsSaid(desk, said));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      if (mine !== asked) return;
      answer = null;
      desk.showMoves([]);
      if (problem.code === "edit_stale") return void (await desk.draft.catchUp(), look());
      fill(outcome, h("p", { class: "note red", role: "alert" }, desk.draft.named(problem.message)),
        problem.said?.at && h("button", { type: "button", class: "link", onclick: () => desk.goFault(problem.said.at) }, say("go.there")),
        problem.code === "edit_apart" && "parts" in { parts: 1, ...edit } && h("button", { type: "button", class: "link", onclick: () => change({ ...edit, parts: true }) }, say("proposal.parts")),
        problem.status === 0 && h("button", { type: "button", class: "btn", onclick: look }, say("again")));
    }
  }

  function change(next) {
    edit = next;
    look();
  }

  function submit(event) {
    event.preventDefault();
    if (!answer) return;
    const wanted = name?.value.trim();
    const code = Object.keys(answer.delta.come).find((key) => !desk.draft.grids.has(key));
    const made = edit.new || !code ? edit : { ...edit, new: code };
    desk.apply(made, wanted && code ? { [made.new ?? code]: wanted } : {}, options.words ?? options.title);
  }

  const element = h("form", { class: "proposal", onsubmit: submit, onkeydown: (event) => event.key === "Escape" && (event.stopPropagation(), desk.closeProposal()) },
    h("h2", {}, options.title), options.words && h("p", { class: "quiet" }, options.words),
    name && h("div", { class: "field" }, h("label", { for: "proposal-name" }, say("field.name")), name),
    options.choice && choice(options.choice, change),
    options.swap && h("button", { type: "button", class: "chip", onclick: () => change({ ...edit, side: edit.side === "left" ? "right" : "left" }) }, say("proposal.swap")),
    outcome,
    h("div", { class: "row-buttons" }, apply, h("button", { type: "button", class: "btn", onclick: () => desk.closeProposal() }, say("do.cancel"))));
  look();
  return { element, stop: () => { asked += 1; desk.showMoves([]); } };
}

function choice({ label, value, options, edit }, change) {
  const select = h("select", { id: "proposal-choice", onchange: () => change(edit(select.value)) }, options.map(([key, words]) => h("option", { value: key, selected: key === value }, words)));
  return h("div", { class: "field" }, h("label", { for: "proposal-choice" }, label), select);
}

function movesTable(desk, { moves }) {
  const called = (code) => calledIn(desk, code);
  if (!moves.length) return h("p", { class: "quiet" }, say("proposal.nothing_moves"));
  return h("table", { class: "moves" }, h("thead", {}, h("tr", {}, [["moves.from", ""], ["moves.to", ""], ["moves.area", "num"], ["moves.households", "num"], ["moves.people", "num"], ["moves.buildings", "num"], ["moves.incidents", "num"]].map(([key, css]) => h("th", { class: css }, say(key))))),
    h("tbody", {}, moves.map((move, n) => h("tr", {}, h("td", {}, h("i", { class: "swatch", style: { background: `var(--desk-move-${n % 6})` } }), called(move.from)), h("td", {}, called(move.to)),
      h("td", { class: "num" }, mu(move.area_m2)), ["households", "people_present", "buildings", "open_incidents"].map((name) => h("td", { class: "num" }, number(move[name])))))));
}

function findingsSaid(desk, { findings: { gone = [], come = [] } }) {
  const named = (one) => one.grids.map((code) => calledIn(desk, code)).join(inEnglish() ? ", " : "、");
  return [gone.length > 0 && h("p", { class: "small green" }, say("proposal.mends", { n: gone.length })),
    come.length > 0 && h("p", { class: "small amber" }, say("proposal.makes", { n: come.length }), "：", come.slice(0, 4).map((one) => (inEnglish() ? `${ruleName(one.rule)} (${named(one)})` : `${ruleName(one.rule)}（${named(one)}）`)).join("；"))];
}

/** A grid's name as it will be; a new one's code. */
function calledIn(desk, code) {
  if (code === "") return say("outside");
  if (code.startsWith("gap-")) return say("gap");
  return desk.draft.grid(code)?.name || (desk.draft.grid(code) ? code : say("grid.coming", { code }));
}
