// The whole town's balance: one bar a grid, by households, smallest first; green within the wanted band. A press chooses.
import { fill, h } from "../../core/dom.js";
import { number } from "../../core/format.js";
import { figuresNow } from "./figures.js";
import { say } from "../words.js";

export function balance(desk) {
  const { draft } = desk;
  const element = h("section", { class: "balance", "aria-label": say("balance") });

  function live() {
    const grids = draft.leaves().filter((grid) => grid.figures && grid.kind !== "enterprise").map((grid) => ({ grid, n: figuresNow(desk, grid).households })).sort((a, b) => a.n - b.n);
    if (!grids.length) return;
    const top = Math.max(1, grids.at(-1).n);
    const band = grids.find(({ grid }) => grid.target?.households)?.grid.target.households;
    const fits = ({ grid, n }) => !grid.target?.households || (n >= (grid.target.households[0] ?? 0) && n <= (grid.target.households[1] ?? Infinity));
    const all = grids.reduce((sum, { n }) => sum + n, 0);
    const spread = all ? (grids.at(-1).n - grids[0].n) / (all / grids.length) : 0;
    fill(element, h("p", { class: "small" }, band ? say("balance.title", { low: number(band[0] ?? 0), high: number(band[1] ?? 0) }) : say("balance.plain")),
      h("div", { class: "bars", role: "list" }, grids.map((one) => h("button", {
        type: "button", role: "listitem", class: `bar-one ${fits(one) ? "" : "out"} ${one.grid.code === draft.selected ? "on" : ""}`, tabindex: "-1", style: { height: `${Math.max(3, (one.n / top) * 100)}%` },
        title: `${one.grid.name}：${say("unit.households", { n: number(one.n) })}`, "aria-label": `${one.grid.name} ${say("unit.households", { n: number(one.n) })}`, onclick: () => desk.goGrid(one.grid.code),
      }))),
      h("p", { class: "small quiet" }, say("balance.facts", { inside: grids.filter(fits).length, n: grids.length, spread: number(spread, 2), all: number(all) })));
  }
  live();
  return { element, live };
}
