// The grids that are hot on the map, strongest first: each goes on to the page of the hotspot that was kept of it.
import { route } from "../core/config.js";
import { keptSpots } from "../core/data.js";
import { h, icon } from "../core/dom.js";
import { number } from "../core/format.js";
import { range } from "../core/period.js";
import { inEnglish, t } from "../core/words.js";
import { colour } from "../map/palette.js";
import { hotOf } from "../map/spots.js";
import { empty, loader } from "../panels/parts.js";
import { say } from "./words.js";

const MOST = 200; // of those kept, the newest
/** At 90% a grid is rather hot, and no hotspot yet: the heat page counts in the same way. */
const HOT = ["hot_99", "hot_95"];
const NEARLY = "hot_90";

const hotCells = ({ features }) => features.map(({ properties }) => properties).filter((one) => one.class === NEARLY || HOT.includes(one.class)).sort((a, b) => b.z - a.z || (a.code < b.code ? -1 : 1));

export function spotList({ features, from, to }, { town, onBack }) {
  const hot = hotCells({ features });
  const place = h("div", {});
  loader(place, async (signal) => (hot.length ? (await keptSpots({ method: "gi_star", town, limit: MOST }, signal)).items : []), (kept) => (hot.length
    ? h("ul", { class: "rows", id: "hot" }, hot.map((one) => row(one, keptOf(one, kept), `${from}..${to}`))) : empty(say("spots.none.hot", { period: range(from, to) }))))();
  return [
    h("header", { class: "box-head" }, h("button", { type: "button", class: "square", "aria-label": say("list.back"), title: say("list.back"), onclick: onBack }, icon("back")),
      h("h2", { class: "grow" }, `${say("shade.spots")} ${number(hot.filter((one) => HOT.includes(one.class)).length)}`, h("span", { class: "unit" }, say("grids"))), h("span", { class: "quiet" }, say("spots.nearly", { n: number(hot.filter((one) => one.class === NEARLY).length), period: range(from, to) }))),
    h("div", { class: "box-body" }, place, h("p", { class: "section" }, say("spots.kept.note"))),
  ];
}

/** The newest that lies on the grid; one of all items before one of some. */
function keptOf({ code }, kept) {
  const mine = kept.filter((one) => hotOf(one.class) === "hot" && one.grids.includes(code));
  return mine.find((one) => !one.items.length) ?? mine[0];
}

function row(one, kept, period) {
  const query = kept ? { s: "heat", look: "hot", spot: kept.id } : { s: "heat", look: "hot", period, grid: one.code };
  return h("li", {}, h("a", { class: "rowbtn", href: route("map_page", {}, query), "data-code": one.code }, h("i", { class: "swatch", style: { background: colour(one.class.replace("_", "-")) }, "aria-hidden": "true" }), h("span", { class: "main" }, one.name),
    h("span", { class: "tag" }, say(`spots.${one.class}`)),
    h("span", { class: "sub" }, `${t("heat.cases", { n: number(one.count) })} · ${kept ? say("spots.kept", { of: inEnglish() ? kept.of.en : kept.of.zh, period: range(kept.from, kept.to) }) : say("spots.unkept")}`)));
}
