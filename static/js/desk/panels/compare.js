// Two editions beside each other: the map is wiped between them, or both are drawn side by side; differences in colour, and
// a table grid by grid.
import { fill, h, icon } from "../../core/dom.js";
import { mu, number, signed } from "../../core/format.js";
import { colour } from "../../map/palette.js";
import { loader } from "../../panels/parts.js";
import { ask, askAll } from "../api.js";
import { Coverage, inverse, plain } from "../coverage.js";
import { paintCoverage, paintDifferences } from "../paint.js";
import { say } from "../words.js";
import { makeTwin } from "./twin.js";

const PAD = 160; // what the overlay draws beyond the view

export function compareView(desk) {
  const { draft, stage } = desk;
  const sides = { a: null, b: null };
  let [a, b] = ["now", String(draft.id)];
  let features = [];
  let twin = null;
  let only = true;
  const place = h("div", {});
  const pickers = h("div", { class: "pair pad" });
  const wipe = makeWipe(stage);
  const element = h("div", { class: "compare" }, h("div", { class: "row pad" }, h("h2", { class: "grow" }, say("compare.title")), h("button", { type: "button", class: "square", "aria-label": say("do.leave"), onclick: () => desk.closeProposal() }, icon("close"))), pickers,
    h("div", { class: "chips pad", role: "group", "aria-label": say("compare.how") }, ["wipe", "beside"].map((name) => h("button", { type: "button", class: "chip", "data-how": name, "aria-pressed": String(name === "wipe"), onclick: (event) => how(name, event.currentTarget) }, say(`compare.${name}`)))),
    h("p", { class: "keys-legend small pad" }, ["changed", "came", "went"].map((name) => h("span", {}, h("i", { class: "swatch", style: { background: `var(--desk-${name})` } }), say(`compare.${name}`)))), place);
  const load = loader(place, look, table);

  function how(name, pressed) {
    for (const chip of pressed.parentElement.children) chip.setAttribute("aria-pressed", String(chip === pressed));
    twin?.stop();
    twin = name === "beside" ? makeTwin(stage, (context, frame) => half(context, frame, "a")) : null;
    wipe.show(name === "wipe");
    stage.fit(stage.whole);
  }

  async function look() {
    const [answer] = await Promise.all([ask("compare", {}, { a, b }), side("a", a), side("b", b)]);
    features = answer.differences.features;
    stage.redraw();
    twin?.redraw();
    return answer;
  }

  /** An edition's own borders. What is in force may never have been at the desk: it is what this draft began from. */
  async function side(name, id) {
    const known = editions.find((one) => String(one.id) === id);
    if (id === String(draft.id)) sides[name] = draft.coverage;
    else if (known?.version > 0) sides[name] = new Coverage(await ask("coverage", { edition: id }));
    else sides[name] = await beginning(draft);
  }

  let editions = [];
  askAll("editions", {}, { town: draft.facts.town.code }).then(({ items }) => {
    editions = items;
    const pick = (label, value, change) => h("label", { class: "field" }, h("span", { class: "label" }, label), h("select", { onchange: (event) => { change(event.target.value); load(); } },
      [["now", say("compare.now")], ...items.map((one) => [String(one.id), `${one.name} · ${say(`edition.${one.state}`)}`])].map(([id, words]) => h("option", { value: id, selected: id === value }, words))));
    fill(pickers, pick(say("compare.a"), a, (id) => { a = id; }), pick(say("compare.b"), b, (id) => { b = id; }));
    load();
  }, (problem) => fill(place, h("p", { class: "empty" }, problem.message)));

  function table({ items, totals }) {
    const rows = items.filter(({ change }) => !only || change !== "same");
    return [h("p", { class: "pad small" }, say("compare.totals", { ...totals, area: mu(totals.area_m2) })),
      h("label", { class: "pad small check" }, h("input", { type: "checkbox", checked: only, onchange: (event) => { only = event.target.checked; fill(place, table({ items, totals })); } }), say("compare.only")),
      rows.length ? h("table", {}, h("thead", {}, h("tr", {}, ["field.name", "compare.change", "moves.area", "moves.households"].map((key, n) => h("th", { class: n > 1 ? "num" : "" }, say(key))))),
        h("tbody", {}, rows.map((one) => h("tr", { onclick: () => desk.draft.grid(one.code) && desk.goGrid(one.code) }, h("td", { class: "name", title: one.code }, one.name || one.code), h("td", {}, h("span", { class: `tag ${one.change === "new" ? "green" : one.change === "gone" ? "red" : one.change === "changed" ? "amber" : ""}` }, say(`change.${one.change}`))),
          h("td", { class: "num" }, number((one.area_b ?? one.area_a ?? 0) / (10000 / 15)), h("span", { class: "small quiet" }, ` ${difference((one.area_b ?? 0) / (10000 / 15), (one.area_a ?? 0) / (10000 / 15))}`)),
          h("td", { class: "num" }, number(one.households_b ?? one.households_a ?? 0), h("span", { class: "small quiet" }, ` ${difference(one.households_b ?? 0, one.households_a ?? 0)}`)))))) : h("p", { class: "empty" }, say("compare.same"))];
  }

  const difference = (now, then) => (Math.abs(now - then) < 0.5 ? "" : signed(Math.round(now - then)));

  function half(context, frame, name) {
    if (sides[name]) paintCoverage(context, frame, sides[name]);
    paintDifferences(context, frame, features);
  }

  return {
    element,
    stop() { wipe.show(false); twin?.stop(); },
    paint(context, frame) {
      if (twin) return half(context, frame, "b");
      const x = PAD + wipe.at();
      for (const [name, from, wide] of [["a", 0, x], ["b", x, frame.width - x]]) {
        context.save();
        context.beginPath();
        context.rect(from, 0, wide, frame.height);
        context.clip();
        half(context, frame, name);
        context.restore();
      }
      context.fillStyle = colour("accent");
      context.fillRect(x - 1.5, 0, 3, frame.height);
      return undefined;
    },
  };
}

/** The coverage that a draft was opened with: its edits taken back one by one. */
async function beginning({ id, version, coverage }) {
  const { items } = await askAll("edits", { edition: id }, { after: 0, delta: true });
  const edges = [...coverage.edges.values()].map(plain);
  const then = new Coverage({ edges, units: Object.fromEntries(coverage.units) });
  for (const { delta } of items.filter(({ serial }) => serial <= version).reverse()) if (!then.apply(inverse(delta))) return null;
  return then;
}

/** The handle between the two: a slider over the map, moved by hand or by arrow keys. */
function makeWipe(stage) {
  const box = stage.map.getContainer().parentElement;
  const slider = h("input", { type: "range", class: "wipe", min: "0", max: "1000", value: "500", "aria-label": say("compare.wipe"), oninput: () => stage.redraw() });
  const names = h("div", { class: "wipe-names" }, h("span", {}, say("compare.a")), h("span", {}, say("compare.b")));
  const show = (yes) => (yes ? box.append(slider, names) : (slider.remove(), names.remove()));
  show(true);
  return { show, at: () => (Number(slider.value) / 1000) * stage.map.getSize().x };
}
