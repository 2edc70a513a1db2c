// 热点识别, 每千人件数, 变化趋势: grids as they were tested, in one period; hotspots can be kept and opened.
import { keepSpots, keptSpots, hotspotCells } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { number } from "../core/format.js";
import { period, periodName, range } from "../core/period.js";
import { countQuery } from "../core/query.js";
import { state, watch } from "../core/state.js";
import { inEnglish, t } from "../core/words.js";
import { notify } from "../ui/notices.js";
import { itemFilter, sourceFilter, stopAll } from "./filters.js";
import { lookTabs } from "./looks.js";
import { empty, loader, stat } from "./parts.js";
import { requests } from "../inspect/api.js";
import { gridListing } from "./listing.js";
import { spotRows } from "./spotrows.js";

const METHODS = { hot: "gi_star", rate: "gi_star", trend: "emerging" };
const CALLED = /^hot_9[59]$|_hot$/; // what is 90 % sure is told, but not called
const hot = (name) => CALLED.test(name);
const cold = (name) => /^cold_9[59]$|_cold$/.test(name);

export function spotsPanel({ onGrid, onCells, onSpot, onArea }) {
  const { look } = state;
  const said = h("span", { class: "quiet" });
  const filters = [sourceFilter(), itemFilter()];
  const stats = h("div", {});
  const place = h("div", {});
  const kept = h("div", {});
  const names = new Map();
  const nameOf = (code) => names.get(code) ?? code;
  const keeping = h("button", { type: "button", class: "btn", onclick: keep }, t("spots.keep"));

  const load = loader(place, (signal) => hotspotCells(question(look), signal), (found) => {
    for (const { id, properties } of found.features) names.set(id, properties.name);
    onCells(look, found.features);
    said.textContent = look === "trend" ? t("spots.months", { range: range(found.from, found.to) }) : named();
    fill(stats, summary(found.features.map((one) => one.properties)));
    return [table(look, found.features.map((one) => one.properties), onGrid), h("p", { class: "section" }, look === "rate" ? t("spots.smoothed") : inEnglish() ? found.rule.en : found.rule.zh)];
  });
  const loadKept = loader(kept, (signal) => Promise.all([keptSpots({ method: METHODS[look], limit: 20 }, signal), requests(signal)]), ([found, asked]) => [
    h("h2", { class: "section" }, t("spots.kept")), found.items.length ? spotRows(found.items, { open: onSpot, nameOf, requests: asked.items }) : empty(t("spots.kept.none"))]);
  const list = gridListing({ onArea });

  async function keep() {
    keeping.disabled = true;
    try {
      const { items, ...rest } = question(look);
      const found = await keepSpots({ ...rest, item: state.item.join(","), source: state.source.join(",") });
      notify(t("spots.kept.done", { n: number(found.items.length) }));
      loadKept();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    } finally {
      keeping.disabled = false;
    }
  }

  load().then(() => look !== "rate" && loadKept());
  list.follow(state.grid);
  const stops = [watch(["period", "item", "source"], load), watch(["grid"], () => { mark(place); list.follow(state.grid); }), stopAll(filters)];
  return {
    element: [h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, t("section.heat")), said), lookTabs(), stats, filters),
      h("div", { class: "panel-body" }, place, kept),
      h("footer", { class: "panel-foot" }, list.element, look !== "rate" && keeping)],
    stop() { stops.forEach((stop) => stop()); onCells("none", []); },
    reload: load,
  };
}

/** What is asked: the page's period; for the trend the months up to its end, which are more than most periods have. */
function question(look) {
  const query = { ...countQuery(), method: METHODS[look], basis: look === "rate" ? "people" : "count" };
  if (look !== "trend") return query;
  const [year, month] = query.to.split("-").map(Number);
  const whole = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) === query.to;
  const last = new Date(Date.UTC(year, whole ? month : month - 1, 0));
  const first = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 23, 1));
  return { ...query, from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

const named = () => { const now = period(state.period); return `${periodName(now)}${now.key.includes("..") ? "" : ` · ${range(now.from, now.to)}`}`; };

function summary(cells) {
  const count = (test) => number(cells.filter((one) => test(one.class)).length);
  return h("div", { class: "tiles3" }, stat(t("spots.hot"), count(hot), "", t("spots.grids")), stat(t("spots.cold"), count(cold), "", t("spots.grids")),
    stat(t("spots.blind"), count((name) => name === "not_looked"), "", t("spots.grids")));
}

/** Called grids first, the strongest on top; what nobody looked at next; then the rest. By rate: the highest first. */
function sorted(look, cells) {
  const rank = (one) => (hot(one.class) ? 0 : cold(one.class) ? 1 : one.class === "not_looked" ? 2 : 3);
  const by = look === "rate" ? (a, b) => (b.value ?? -1) - (a.value ?? -1) : (a, b) => rank(a) - rank(b) || Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0);
  return [...cells].sort((a, b) => by(a, b) || b.count - a.count || (a.code < b.code ? -1 : 1));
}

function table(look, cells, onGrid) {
  const third = { hot: t("spots.who"), rate: t("spots.rate"), trend: t("spots.z") }[look];
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("filter.grid")), h("th", { scope: "col", class: "num" }, t("heat.by.count")), h("th", { scope: "col", class: look === "hot" ? "" : "num" }, third), h("th", { scope: "col" }, t("spots.class.head"))));
  return h("table", { id: "spots-table" }, h("caption", { class: "unseen" }, t(`look.${look}`)), head, h("tbody", {}, sorted(look, cells).map((one) => row(look, one, onGrid))));
}

function row(look, one, onGrid) {
  const open = () => onGrid(one.code, { move: true, stay: true });
  const third = { hot: () => whoFound(one), rate: () => (one.value === null || one.value === undefined ? "–" : number(one.value, 1)), trend: () => (one.class === "none" || one.z === null ? "" : number(one.z, 1)) }[look]();
  return h("tr", { "data-code": one.code, "data-class": one.class, "aria-selected": String(state.grid === one.code), onclick: open },
    h("td", { class: "name", title: one.name }, h("button", { type: "button", onclick: (event) => { event.stopPropagation(); open(); } }, one.name)),
    h("td", { class: "num" }, number(one.count)), h("td", { class: look === "hot" ? "small" : "num" }, third),
    h("td", { class: "small" }, t(`spots.class.${one.class}`)));
}

/** Who makes it hot: what the grid found itself, what others found, or only both together. */
function whoFound(one) {
  if (!hot(one.class)) return "";
  const [own, others] = [hot(one.own_class), hot(one.others_class)];
  if (own && others) return t("spots.both");
  return own ? t("sources.own") : others ? t("sources.others") : t("spots.together");
}

function mark(place) {
  for (const one of place.querySelectorAll("tr[data-code]")) one.setAttribute("aria-selected", String(one.dataset.code === state.grid));
}
