// 热点识别, 每千人件数, 变化趋势: grids as they were tested, in one period; hotspots can be kept and opened.
import { gridTree, hotspotCells, keepSearch, keepSpots, keptSpots } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { number } from "../core/format.js";
import { period, periodName, range } from "../core/period.js";
import { state, watch } from "../core/state.js";
import { t } from "../core/words.js";
import { notify } from "../ui/notices.js";
import { itemFilter, sourceFilter, stopAll } from "./filters.js";
import { lookTabs } from "./looks.js";
import { empty, loader } from "./parts.js";
import { requests } from "../inspect/api.js";
import { gridListing } from "./listing.js";
import { ASKED, lacksTown, methodOf, question, spotAsk } from "./spotask.js";
import { spotRows } from "./spotrows.js";
import { begin, searching, searchOf } from "./spotsearch.js";
import { clusterList, how, summary, table } from "./spottable.js";

const KEPT = ["gi_star", "emerging", "scan"]; // methods whose finds can be kept and gone on from

export function spotsPanel({ onGrid, onCells, onSpot, onShape, onArea }) {
  const { look } = state;
  const said = h("span", { class: "quiet" });
  const filters = [spotAsk(look), sourceFilter(), itemFilter()];
  const stats = h("div", {});
  const place = h("div", {});
  const kept = h("div", {});
  const names = new Map();
  const nameOf = (code) => names.get(code) ?? code;
  const keeping = h("button", { type: "button", class: "btn", onclick: keep }, t("spots.keep"));
  const foot = h("footer", { class: "panel-foot" });
  let following = null;

  const load = loader(place, (signal) => hotspotCells(question(look), signal), draw);
  const loadKept = loader(kept, (signal) => Promise.all([keptSpots({ method: methodOf(look), limit: 20 }, signal), requests(signal)]), ([found, asked]) => [
    h("h2", { class: "section" }, t("spots.kept")), found.items.length ? spotRows(found.items, { open: onSpot, nameOf, requests: asked.items }) : empty(t("spots.kept.none"))]);
  const list = gridListing({ onArea });

  /** What was found: onto the map, into the figures, and the rows of it. */
  function draw(found) {
    if (found.cells === "grids") for (const { id, properties } of found.features) names.set(id, properties.name);
    onCells(look, found.features, found.cells);
    said.textContent = look === "trend" ? t("spots.months", { range: range(found.from, found.to) }) : named();
    fill(stats, summary(found, t(found.cells === "grids" ? "spots.grids" : "spots.units")));
    const shapes = (test) => ({ type: "FeatureCollection", features: found.features.filter(test) });
    const open = (cell) => (found.cells === "grids" ? onGrid(cell.code, { move: true, stay: true }) : onShape(shapes(({ id }) => id === cell.code)));
    return [found.method === "scan" ? clusterList(found, (one) => onShape(shapes(({ properties }) => properties.cluster === one))) : table(look, found, open),
      look === "rate" && h("p", { class: "section" }, t(state.per === "people" ? "spots.smoothed" : `spots.smoothed.${state.per}`)), how(found)];
  }

  /** A scan is asked for by a press and followed; everything else is there at once. */
  function ask() {
    if (following) following.follow = null;
    following = null;
    onShape(null);
    said.textContent = named();
    fill(foot, list.element, look !== "rate" && KEPT.includes(methodOf(look)) && keeping);
    if (methodOf(look) !== "scan" && !lacksTown(look)) return load();
    const asked = question(look);
    following = methodOf(look) === "scan" ? searchOf(asked) : null;
    const show = () => {
      keeping.disabled = following?.state !== "done";
      if (following?.state === "done") return fill(place, draw(following.found));
      onCells("none", []);
      fill(stats);
      return fill(place, searching(following, { lacking: lacksTown(look), start: () => { begin(asked, show); following = searchOf(asked); show(); } }));
    };
    if (following) following.follow = show;
    load.cancel();
    show();
    return Promise.resolve();
  }

  async function keep() {
    keeping.disabled = true;
    try {
      const found = following ? await keepSearch(following.id) : await keepSpots({ ...question(look), item: state.item.join(","), source: state.source.join(",") });
      notify(t("spots.kept.done", { n: number(found.items.length) }));
      loadKept();
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    } finally {
      keeping.disabled = false;
    }
  }

  const known = gridTree().then((found) => { for (const { code, name } of found) names.set(code, name); }, () => undefined); // a code is still said
  Promise.all([known, ask()]).then(() => look !== "rate" && KEPT.includes(methodOf(look)) && loadKept());
  list.follow(state.grid);
  const again = (changed) => { keeping.disabled = false; ask(); if (changed.has("method")) { fill(kept); if (KEPT.includes(methodOf(look))) loadKept(); } };
  const stops = [watch(["period", "item", "source", ...ASKED], again), watch(["grid"], () => { mark(place); list.follow(state.grid); }), stopAll(filters)];
  return {
    element: [h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, t("section.heat")), said), lookTabs(), stats, filters),
      h("div", { class: "panel-body" }, place, kept), foot],
    stop() { stops.forEach((stop) => stop()); if (following) following.follow = null; onCells("none", []); onShape(null); },
    reload: ask,
  };
}

const named = () => { const now = period(state.period); return `${periodName(now)}${now.key.includes("..") ? "" : ` · ${range(now.from, now.to)}`}`; };

function mark(place) {
  for (const one of place.querySelectorAll("tr[data-code]")) one.setAttribute("aria-selected", String(one.dataset.code === state.grid));
}
