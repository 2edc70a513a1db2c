// 热力: where things heap up, in one period; the table beside it adds up to the same figures.
import { heatGrids, hotspotCells } from "../core/data.js";
import { config, route } from "../core/config.js";
import { fill, h, saveAs, settled } from "../core/dom.js";
import { number, percent, signed } from "../core/format.js";
import { getBuffer } from "../core/http.js";
import { period, periodName, range } from "../core/period.js";
import { countQuery } from "../core/query.js";
import { change, state, watch } from "../core/state.js";
import { t } from "../core/words.js";
import { heatScale } from "../ui/heatscale.js";
import { notify } from "../ui/notices.js";
import { itemFilter, rankFilter, sourceFilter, sourceView, stopAll } from "./filters.js";
import { heatTable } from "./heattable.js";
import { gridListing } from "./listing.js";
import { lookTabs } from "./looks.js";
import { empty, line, loader, stat } from "./parts.js";

const PARTS = ["period", "item", "source"];

export function heatPanel({ map, onGrid, onLegend, onCells, onArea, savePicture }) {
  const said = h("span", { class: "quiet" });
  const filters = [sourceFilter(), itemFilter()];
  const rank = rankFilter();
  rank.className = "form";
  const stats = h("div", {});
  const place = h("div", {});
  const saving = h("button", { type: "button", class: "btn", onclick: () => saveReport(saving) }, t("heat.report"));
  let answer = null;
  let looking = null;

  const load = loader(place, (signal) => heatGrids({ ...countQuery(), basis: state.basis }, signal), (found) => {
    answer = found;
    fill(stats, totals(found));
    return found.items.length ? heatTable(found, onGrid) : empty(t(config.town ? "heat.none" : "events.nowhere", { period: periodName(period(state.period)) }));
  });
  const say = () => { const now = period(state.period); said.textContent = `${periodName(now)}${now.key.includes("..") ? "" : ` · ${range(now.from, now.to)}`}`; };
  const scale = heatScale(map, onLegend);
  const list = gridListing({ onArea });

  /** Grids that nobody looked at are hatched, so that a pale place is not taken for a quiet one. */
  async function blind() {
    looking?.abort();
    looking = new AbortController();
    try {
      onCells("density", (await hotspotCells({ ...countQuery(), method: "gi_star" }, looking.signal)).features);
    } catch (problem) {
      if (problem.name !== "AbortError" && !(problem.status >= 0)) throw problem; // without it the density still stands
    }
  }

  say();
  load().then(blind);
  list.follow(state.grid);
  const stops = [scale.stop, watch(PARTS, () => { say(); load().then(blind); }), watch(["basis"], load), watch(["by"], () => answer && fill(place, heatTable(answer, onGrid))),
    watch(["grid"], () => { markRow(place); list.follow(state.grid); }), stopAll([...filters, rank])];
  return {
    element: [h("header", { class: "panel-head" }, h("div", { class: "row" }, h("h1", {}, t("section.heat")), said), lookTabs(), stats, filters, radius()),
      h("div", { class: "panel-body" }, rank, place),
      config.town && h("footer", { class: "panel-foot" }, list.element,
        h("button", { type: "button", class: "btn", onclick: () => savePicture(answer) }, t("heat.picture")),
        saving)],
    stop() { stops.forEach((stop) => stop()); looking?.abort(); },
  };
}

/** Metres of reach of one incident, chosen with a slider; the map follows once the hand rests. */
function radius() {
  const says = h("output", { class: "num", for: "radius" });
  const settle = settled((value) => change({ radius: value }), 200);
  const input = h("input", { type: "range", id: "radius", min: 50, max: 1000, step: 50, value: state.radius, oninput: () => { say(); settle(Number(input.value)); } });
  const say = () => { says.textContent = t("unit.m", { n: number(Number(input.value)) }); input.setAttribute("aria-valuetext", says.textContent); };
  say();
  return h("div", { class: "line" }, h("label", { class: "label", for: "radius" }, t("heat.radius")), h("div", { class: "slider" }, input, says));
}

function totals({ total, own, all, previous }) {
  const rise = previous ? ((total - previous) / previous) * 100 : Infinity;
  const change_ = rise > 200 ? t("heat.previous", { n: number(previous) }) : t("heat.change", { n: `${signed(rise)}%` });
  const worse = sourceView() === "others" && total > previous;
  const share = (part) => (all ? percent(part / all) : "–");
  return h("div", { class: "tiles3" }, stat(t("heat.count"), number(total), t("unit.cases"), change_ && h("span", { class: worse ? "red" : "" }, change_)),
    stat(t("sources.own"), share(own), "", t("heat.cases", { n: number(own) })),
    stat(t("sources.others"), share(all - own), "", t("heat.cases", { n: number(all - own) })));
}

/** Fetched and then saved, so that a refusal is a sentence here and not a broken file in the downloads. */
async function saveReport(button) {
  const name = t("heat.file", { period: periodName(period(state.period)), ending: "html" });
  button.disabled = true;
  button.textContent = t("heat.report.making");
  try {
    const page = await getBuffer(route("heat_report", {}, { ...countQuery(), radius_m: state.radius, basis: state.basis }));
    saveAs(new Blob([page], { type: "text/html" }), name);
  } catch (problem) {
    if (!(problem.status >= 0)) throw problem;
    notify(problem.message);
  } finally {
    button.disabled = false;
    button.textContent = t("heat.report");
  }
}

function markRow(place) {
  for (const row of place.querySelectorAll("tr[data-code]")) row.setAttribute("aria-selected", String(row.dataset.code === state.grid));
}
