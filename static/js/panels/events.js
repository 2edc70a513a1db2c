// 事件: the list beside the map, newest first, page after page.
import { config } from "../core/config.js";
import { incidents, more } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { ago, span } from "../core/format.js";
import { period, periodName } from "../core/period.js";
import { incidentQuery } from "../core/query.js";
import { change, state, watch } from "../core/state.js";
import { named, t } from "../core/words.js";
import { symbolCanvas, symbolOf } from "../map/symbols.js";
import { gridFilter, itemFilter, sourceFilter, stateFilter, stopAll } from "./filters.js";
import { empty, loader } from "./parts.js";

export function eventsPanel({ onIncident, report }) {
  const title = h("span", { class: "quiet" });
  const filters = [stateFilter(), sourceFilter({ inspection: ["inspection"] }), itemFilter(), gridFilter()];
  const place = h("div", {});
  const list = h("ul", { class: "rows", id: "events", "aria-label": t("section.events") });
  const body = h("div", { class: "panel-body" }, place);

  const load = loader(place, (signal) => incidents({ ...incidentQuery(), limit: 50 }, signal), (page) => {
    fill(list);
    const foot = h("div", {});
    put(page, foot);
    if (!page.items.length) return empty(t(config.town ? "events.none" : "events.nowhere", { period: periodName(period(state.period)) }), narrowed() && h("button", { type: "button", class: "btn", onclick: widen }, t("events.widen")));
    return [list, foot];
  });

  function put(page, foot) {
    list.append(...page.items.map((one) => row(one, onIncident)));
    fill(foot, page.next && h("div", { class: "empty" }, h("button", { type: "button", class: "btn", onclick: (event) => next(page.next, foot, event.target) }, t("events.more"))));
  }

  async function next(path, foot, button) {
    button.disabled = true;
    try {
      put(await more(path), foot);
    } catch (problem) {
      button.disabled = false;
      foot.append(h("p", { class: "fault empty", role: "alert" }, problem.message));
    }
  }

  const say = () => { title.textContent = periodName(period(state.period)); };
  say();
  load();
  const stops = [watch(["period", "item", "state", "source", "within"], () => { say(); load(); }), watch(["incident"], () => markRow(list)), stopAll(filters)];
  return {
    element: [h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, t("section.events")), title), filters), body,
      config.town && h("footer", { class: "panel-foot" }, h("button", { type: "button", class: "btn main wide", onclick: report }, t("report.new")))],
    stop: () => stops.forEach((stop) => stop()),
    reload: load,
    /** Move the choice by j/k or arrows; the row gets the focus, Enter opens it. */
    move(step) {
      const buttons = [...list.querySelectorAll("button")];
      const now = buttons.findIndex((button) => button === document.activeElement);
      const then = buttons[now < 0 ? 0 : Math.max(0, Math.min(buttons.length - 1, now + step))];
      then?.focus();
      if (then) change({ incident: then.dataset.id });
    },
  };
}

const narrowed = () => state.item.length || state.state.length || state.source.length || state.within;
const widen = () => change({ item: [], state: [], source: [], within: null });

export const itemName = (one) => (one.item ? named(one.item) : one.item_given ?? t("item.none"));
export const gridName = (one) => one.grid?.name ?? one.grid?.code ?? t("grid.none");

function row(one, onIncident) {
  return h("li", {}, h("button", { type: "button", class: "rowbtn", "data-id": one.id, "aria-current": String(one.id === state.incident), onclick: () => onIncident(one.id, null, one) },
    symbolCanvas(symbolOf(one)), h("span", { class: "main" }, itemName(one)), clock(one), h("span", { class: "sub" }, [gridName(one), one.source === "inspection" && t("source.inspection"), ago(one.reported_at)].filter(Boolean).join(" · "))));
}

/** The state, or what the clock says where it matters. */
export function clock(one) {
  const symbol = symbolOf(one);
  const left = one.due_at && Date.parse(one.due_at) - Date.now();
  if (symbol === "late") return h("span", { class: "tag red" }, t("clock.late", { span: span(left) }));
  if (symbol === "soon") return h("span", { class: "tag amber" }, t("clock.left", { span: span(left) }));
  return h("span", { class: `tag ${symbol === "done" ? "green" : symbol === "void" ? "" : "blue"}` }, t(`state.${one.state}`));
}

function markRow(list) {
  for (const button of list.querySelectorAll("[data-id]")) {
    const on = button.dataset.id === state.incident;
    button.setAttribute("aria-current", String(on));
    if (on) button.scrollIntoView({ block: "nearest" });
  }
}
