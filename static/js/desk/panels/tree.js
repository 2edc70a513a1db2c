// The town's grids as they lie in each other, with the figures that are compared; and those not drawn yet.
import { h, icon } from "../../core/dom.js";
import { mu, number } from "../../core/format.js";
import { t } from "../../core/words.js";
import { say } from "../words.js";

const folded = new Set();
let sought = "";

export function treeView(desk) {
  const { draft } = desk;
  const grids = draft.inTown();
  if (!grids.length) return h("p", { class: "empty" }, say("tree.none"));
  const children = new Map();
  for (const grid of grids) {
    const under = grid.lies_in && draft.grids.has(grid.lies_in) ? grid.lies_in : "";
    if (!children.has(under)) children.set(under, []);
    children.get(under).push(grid);
  }
  const list = h("div", { class: "tree", role: "tree", "aria-label": say("view.tree"), onkeydown: walk });
  const search = h("input", { type: "search", id: "tree-search", value: sought, placeholder: say("tree.search"), "aria-label": say("tree.search"), oninput: () => { sought = search.value; draw(); }, onkeydown: (event) => { if (event.key === "ArrowDown") { event.preventDefault(); list.querySelector(".pick")?.focus(); } } });

  function draw() {
    list.replaceChildren();
    const text = sought.trim().toLowerCase();
    if (!text) for (const root of children.get("") ?? []) add(root, 0);
    else for (const grid of grids) if (`${grid.name} ${grid.code}`.toLowerCase().includes(text)) list.append(row(desk, grid, 0, null));
    if (!list.childElementCount) list.append(h("p", { class: "empty" }, say("tree.not_found")));
  }

  const add = (grid, depth) => {
    const below = children.get(grid.code) ?? [];
    const open = !folded.has(grid.code);
    list.append(row(desk, grid, depth, below.length ? open : null));
    if (open) for (const child of below) add(child, depth + 1);
  };
  draw();
  return h("div", {}, h("div", { class: "pad" }, search), h("div", { class: "tree-tools" }, draft.editable && h("button", { type: "button", class: "link", onclick: desk.proposeCodes }, say("codes.title")),
    h("span", { class: "small quiet" }, say("tree.columns"))), list);
}

function row(desk, grid, depth, open) {
  const { draft } = desk;
  const out = grid.leaf && grid.figures && grid.target?.households && (grid.figures.households < (grid.target.households[0] ?? 0) || grid.figures.households > (grid.target.households[1] ?? Infinity));
  return h("div", { class: "tree-row", role: "treeitem", "aria-level": depth + 1, "aria-expanded": open === null ? null : String(open), "aria-selected": String(grid.code === draft.selected), style: { "--depth": depth } },
    open !== null && h("button", { type: "button", class: "fold", "aria-label": say(open ? "tree.fold" : "tree.unfold"), onclick: () => { if (open) folded.add(grid.code); else folded.delete(grid.code); desk.redrawView(); } }, icon("next", "s16")),
    h("button", { type: "button", class: "pick", "data-code": grid.code, title: `${grid.name} ${grid.code}`, "aria-current": String(grid.code === draft.selected), onclick: (event) => (event.shiftKey && grid.leaf ? desk.mark(grid.code) : desk.goGrid(grid.code)) },
      h("span", { class: "name" }, grid.name || grid.code), grid.kind === "enterprise" && h("span", { class: "tag" }, t("kind.enterprise")), grid.new && h("span", { class: "tag blue" }, say("grid.new")),
      draft.locked(grid.code) && icon("lock", "s16"),
      grid.figures ? [h("span", { class: `num ${out ? "amber" : ""}` }, out && "▲ ", number(grid.figures.households)), h("span", { class: "num quiet" }, mu(grid.figures.area_m2))] : h("span", { class: "tag amber" }, t("grid.undrawn"))));
}

/** Arrows walk from row to row. */
function walk(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const all = [...event.currentTarget.querySelectorAll(".pick")];
  const next = all[all.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
