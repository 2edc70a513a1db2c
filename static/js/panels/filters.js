// What the list, the map and the heat are narrowed to: items, sources, states, grid.
import { grid, items } from "../core/data.js";
import { fill, h, icon } from "../core/dom.js";
import { BASES, OTHERS, OWN, RANKS } from "../core/known.js";
import { change, state, watch } from "../core/state.js";
import { named, t } from "../core/words.js";
import { className } from "./itempick.js";
import { chips, line } from "./parts.js";

const same = (a, b) => a.length === b.length && a.every((one) => b.includes(one));
const GROUPS = { all: [], own: OWN, others: OTHERS };
export const STATE_GROUPS = { all: [], open: ["reported", "accepted"], doing: ["dispatched", "handling", "handled"], done: ["verified", "closed", "archived"] };

/** Which of the ready views is on: all, own, others, or "" for a choice of its own. */
export const sourceView = () => Object.keys(GROUPS).find((key) => same(GROUPS[key], state.source)) ?? "";

/** `more` are further views, name → sources. */
export function sourceFilter(more = {}) {
  const groups = { ...GROUPS, ...more };
  return live(["source"], () => line(t("filter.source"), chips(t("filter.source"), Object.keys(groups).map((key) => [key, t(`sources.${key}`)]), (key) => same(groups[key], state.source), (key) => change({ source: groups[key] }))));
}

export function stateFilter() {
  return live(["state"], () => chips(t("filter.state"), Object.keys(STATE_GROUPS).map((key) => [key, t(`states.${key}`)]), (key) => same(STATE_GROUPS[key], state.state), (key) => change({ state: STATE_GROUPS[key] })));
}

/** What the grids are ranked by; a rate also says by whose number: who lives there now, or who is registered there. */
export function rankFilter() {
  return live(["by", "basis"], () => [
    chips(t("heat.by"), RANKS.map((key) => [key, t(`heat.view.${key}`)]), (key) => state.by === key, (key) => change({ by: key })),
    state.by === "rate" && line(t("heat.basis"), chips(t("heat.basis"), BASES.map((key) => [key, t(`heat.basis.${key}`)]), (key) => state.basis === key, (key) => change({ basis: key }))),
  ]);
}

/** Classes as chips; a class opens its items. Several can be chosen. */
export function itemFilter() {
  let list = [];
  let opened = false;
  const element = live(["item"], draw);
  items().then((found) => { list = found; element.redraw(); }, () => undefined); // the list's own panel says what failed

  function draw() {
    const classes = [...grouped(list).values()];
    const codes = (group) => group.map((item) => item.code);
    const on = (group) => codes(group).every((code) => state.item.includes(code));
    const press = (group) => change({ item: on(group) ? state.item.filter((code) => !codes(group).includes(code)) : [...new Set([...state.item, ...codes(group)])] });
    const toggle = (code) => change({ item: state.item.includes(code) ? state.item.filter((one) => one !== code) : [...state.item, code] });
    const chip = (text, pressed, run) => h("button", { type: "button", class: "chip", "aria-pressed": String(pressed), onclick: run }, text);
    return line(t("filter.item"), h("div", { class: "chips", role: "group", "aria-label": t("filter.item") },
      chip(t("filter.all"), !state.item.length, () => change({ item: [] })),
      classes.filter((group, index) => opened || index < 2 || on(group)).map((group) => chip(className(group[0]), on(group), () => press(group))),
      h("button", { type: "button", class: "chip", name: "more", "aria-expanded": String(opened), onclick: () => { opened = !opened; element.redraw(); } }, t(opened ? "filter.fewer" : "filter.items")),
      opened && list.map((item) => chip(named(item), state.item.includes(item.code), () => toggle(item.code)))));
  }
  return element;
}

/** The grid that the list is narrowed to, with the way out. */
export function gridFilter() {
  const name = h("span", {}, state.within);
  const element = live(["within"], () => {
    if (!state.within) return h("span", { hidden: true });
    const code = state.within;
    name.textContent = code;
    grid(code).then((found) => { if (state.within === code) name.textContent = found.properties.name; }, () => undefined); // the code is still said
    return line(t("filter.grid"), h("button", { type: "button", class: "chip", "aria-pressed": "true", title: t("filter.clear"), onclick: () => change({ within: null }) }, name, icon("close", "s16")));
  });
  return element;
}

/** An element that draws itself anew when parts of the view change; `stop()` ends that. */
function live(keys, draw) {
  const element = h("div", {});
  element.redraw = () => fill(element, draw());
  element.redraw();
  element.stop = watch(keys, element.redraw);
  return element;
}

export const stopAll = (elements) => () => elements.forEach((element) => element.stop());

function grouped(list) {
  const classes = new Map();
  for (const item of list) classes.set(item.class.code, [...(classes.get(item.class.code) ?? []), item]);
  return classes;
}
