// How hotspots are looked for: method, cells, who is next to whom, what counts are held against, shuffles, town; and the question of it.
import { config } from "../core/config.js";
import { gridTree } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { CELLS, LINKS, METHODS, PERS, SHUFFLES } from "../core/known.js";
import { countQuery } from "../core/query.js";
import { change, state, watch } from "../core/state.js";
import { number } from "../core/format.js";
import { t } from "../core/words.js";
import { chips, line } from "./parts.js";

export const ASKED = ["method", "cells", "links", "per", "shuffles", "town"];

/** The method of what is looked at. */
export const methodOf = (look) => (look === "trend" ? "emerging" : look === "hot" ? state.method : "gi_star");
export const cellsOf = (look) => (look === "rate" ? "grids" : state.cells);
const oneTown = (look) => cellsOf(look) !== "grids" || methodOf(look) === "scan";

/** What is asked: the page's period; for the trend the months up to its end, which are more than most periods have. */
export function question(look) {
  const query = { ...countQuery(), method: methodOf(look), cells: cellsOf(look), neighbours: state.links, basis: look === "rate" ? state.per : "count" };
  if (state.town) query.town = state.town;
  if (query.method === "scan") query.permutations = state.shuffles;
  if (look !== "trend") return query;
  const [year, month] = query.to.split("-").map(Number);
  const whole = new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10) === query.to;
  const last = new Date(Date.UTC(year, whole ? month : month - 1, 0));
  const first = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - 23, 1));
  return { ...query, from: first.toISOString().slice(0, 10), to: last.toISOString().slice(0, 10) };
}

/** Whether the question still lacks its town: hexagons, squares and scans lie over one. */
export const lacksTown = (look) => config.town?.towns > 1 && oneTown(look) && !state.town;

const choose = (label, words, values, part) => line(t(label), chips(t(label), values.map((key) => [key, words(key)]), (key) => state[part] === key, (key) => change({ [part]: key })));

/** Who is next to whom: for who looks at how it was done. */
export const linksPick = () => choose("spots.links", (key) => t(`spots.links.${key}`), LINKS, "links");

/** The choices of a look; drawn again when one of them changes. */
export function spotAsk(look) {
  const element = h("div", { class: "asks" });
  let towns = [];
  const draw = () => fill(element, config.town?.towns > 1 && townPick(),
    look === "hot" && choose("spots.method", (key) => t(`spots.method.${key}`), METHODS, "method"),
    look === "rate" ? choose("spots.per", (key) => t(`spots.per.${key}`), PERS, "per") : choose("spots.cells", (key) => t(`spots.cells.${key}`), CELLS, "cells"),
    methodOf(look) === "scan" && choose("spots.shuffles", (key) => t("spots.times", { n: number(key) }), SHUFFLES, "shuffles"));

  function townPick() {
    return line(t("spots.town"), h("select", { "aria-label": t("spots.town"), onchange: (event) => change({ town: event.target.value || null }) },
      h("option", { value: "", selected: !state.town }, t(oneTown(look) ? "spots.town.pick" : "spots.town.all")),
      towns.map((one) => h("option", { value: one.code, selected: state.town === one.code }, one.name))));
  }

  draw();
  if (config.town?.towns > 1) gridTree().then((found) => { towns = found.filter((one) => one.kind === "town"); draw(); }, () => undefined); // the map's own panel says what failed
  element.stop = watch(ASKED, draw);
  return element;
}
