// What was found, as figures and rows: called cells first, the strongest on top, or the clusters of a scan; and how it was come by.
import { h } from "../core/dom.js";
import { number } from "../core/format.js";
import { range } from "../core/period.js";
import { state } from "../core/state.js";
import { inEnglish, t } from "../core/words.js";
import { classWord } from "../map/spots.js";
import { empty, stat } from "./parts.js";
import { linksPick } from "./spotask.js";

const CALLED = /^hot_9[59]$|_hot$|^high_high$|^cluster$/; // what is 90 % sure is told, but not called
const MOST = 200;
let opened = false; // whether one looks at how it was done
export const hot = (name) => CALLED.test(name);
export const cold = (name) => /^cold_9[59]$|_cold$|^low_low$/.test(name);
const odd = (name) => name === "high_low" || name === "low_high";
const blind = (name) => name === "not_looked";

export function summary(found, unit) {
  const cells = found.features.map((one) => one.properties);
  const count = (test) => number(cells.filter((one) => test(one.class)).length);
  const scan = found.method === "scan";
  return [h("div", { class: "tiles3" }, stat(t(scan ? "spots.clusters" : found.method === "moran" ? "spots.class.high_high" : "spots.hot"), count(hot), "", unit),
    scan ? stat(t("spots.clusters.n"), number(clusters(found).length), "", t("spots.places")) : stat(t(found.method === "moran" ? "spots.class.low_low" : "spots.cold"), count(cold), "", unit),
    stat(t("spots.blind"), count(blind), "", unit)), found.apart.own && h("p", { class: "quiet small" }, apart(found.apart))];
}

const apart = ({ own, others }) => t("spots.apart", { own: number(own.hot), others: number(others.hot), oc: number(own.cold), xc: number(others.cold) });
const clusters = (found) => (found.parameters[0]?.clusters ?? []).filter((one) => one.p <= 0.05);

/** Called cells first, the strongest on top; what nobody looked at next; then the rest. By rate: the highest first. */
function sorted(look, cells) {
  const rank = ({ class: name }) => (hot(name) ? 0 : cold(name) || odd(name) ? 1 : blind(name) ? 2 : 3);
  const by = look === "rate" ? (a, b) => (b.value ?? -1) - (a.value ?? -1) : (a, b) => rank(a) - rank(b) || Math.abs(b.z ?? 0) - Math.abs(a.z ?? 0);
  return [...cells].sort((a, b) => by(a, b) || b.count - a.count || (a.code < b.code ? -1 : 1));
}

/** All grids, or of hexagons and squares those that are called; `open(cell)` shows one on the map. */
export function table(look, found, open) {
  const cells = sorted(look, found.features.map((one) => one.properties));
  const shown = found.cells === "grids" ? cells : cells.filter(({ class: name }) => hot(name) || cold(name) || odd(name)).slice(0, MOST);
  if (!shown.length) return empty(t("spots.nothing"));
  const who = look === "hot" && found.method === "gi_star";
  const third = who ? t("spots.who") : look === "rate" ? t(`spots.per.${state.per}`) : t("spots.z");
  const head = h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t(found.cells === "grids" ? "filter.grid" : "spots.lies")), h("th", { scope: "col", class: "num" }, t("heat.by.count")), h("th", { scope: "col", class: who ? "" : "num" }, third), h("th", { scope: "col" }, t("spots.class.head"))));
  return h("table", { id: "spots-table" }, h("caption", { class: "unseen" }, t(`look.${look}`)), head, h("tbody", {}, shown.map((one) => row(look, who, one, open))));
}

function row(look, who, one, open) {
  const figure = look === "rate" ? (one.value === null || one.value === undefined ? "–" : number(one.value, 1)) : one.class === "none" || one.z === null ? "" : number(one.z, 1);
  return h("tr", { "data-code": one.code, "data-class": one.class, "aria-selected": String(state.grid === one.code), onclick: () => open(one) },
    h("td", { class: "name", title: one.name }, h("button", { type: "button", onclick: (event) => { event.stopPropagation(); open(one); } }, one.name)),
    h("td", { class: "num" }, number(one.count)), h("td", { class: who ? "small" : "num" }, who ? whoFound(one) : figure),
    h("td", { class: "small" }, look === "rate" && one.few && one.class === "none" ? h("span", { class: "quiet", title: t("spots.few.why") }, t("spots.few")) : classWord(look, one.class)));
}

/** Who makes it hot: what the grid found itself, what others found, or only both together. */
function whoFound(one) {
  if (!hot(one.class)) return "";
  const [own, others] = [hot(one.own_class), hot(one.others_class)];
  if (own && others) return t("spots.both");
  return own ? t("sources.own") : others ? t("sources.others") : t("spots.together");
}

/** The clusters of a scan: when, how many instead of how many; `open(number)` shows where. */
export function clusterList(found, open) {
  const list = clusters(found);
  if (!list.length) return empty(t("spots.nothing"));
  const names = (number_) => [...new Set(found.features.filter(({ properties }) => properties.cluster === number_).map(({ properties }) => properties.name))];
  return h("ul", { class: "rows", id: "clusters" }, list.map((one) => h("li", {}, h("button", { type: "button", class: "rowbtn", onclick: () => open(one.number) },
    h("i", { class: "swatch hot", "aria-hidden": "true" }), h("span", { class: "main" }, range(one.from, one.to)), h("span", { class: "quiet small" }, t("spots.ratio", { n: number(one.ratio, 1) })),
    h("span", { class: "sub" }, `${names(one.number).join(inEnglish() ? ", " : "、")} · ${t("spots.instead", { n: number(one.observed), m: number(one.expected, 1) })} · p ${one.p < 0.001 ? "< 0.001" : number(one.p, 3)}`)))));
}

/** Cells, neighbours, correction, shuffles and seed of what stands above: enough to do it again. */
export function how(found) {
  const [said] = found.parameters;
  const rows = [["spots.cells", cellsSaid(found, said)], ["spots.links.now", said.neighbours && linksSaid(said.neighbours)],
    ["spots.correction", said.correction === "fdr" ? t("spots.fdr") : said.statistic === "space_time_permutation" ? t("spots.highest") : null],
    ["spots.radius", said.radius_m && t("unit.m", { n: number(Math.round(said.radius_m)) })],
    ["spots.shuffles", found.permutations ? t("spots.times", { n: number(found.permutations) }) : t("spots.closed")], ["spots.seed", number(found.seed)],
    ["spots.smoothing", found.basis === "count" ? null : t("spots.bayes")]];
  return h("details", { class: "how section", open: opened, ontoggle: (event) => { opened = event.target.open; } }, h("summary", {}, t("spots.how")), h("p", {}, inEnglish() ? found.rule.en : found.rule.zh),
    found.method !== "scan" && linksPick(),
    h("dl", { class: "facts-list" }, rows.filter(([, value]) => value).map(([key, value]) => [h("dt", {}, t(key)), h("dd", {}, value)])));
}

function cellsSaid(found, { cells }) {
  const count = number(found.features.length);
  if (found.cells === "grids") return t("spots.cells.said", { kind: t("spots.cells.grids"), n: count });
  return t(cells.chosen === "counts" ? "spots.cells.chosen" : "spots.cells.sized", { kind: t(`spots.cells.${found.cells}`), m: number(cells.size_m), n: count });
}

function linksSaid({ rule, count, metres, chosen }) {
  return rule === "nearest" ? t("spots.links.said.nearest", { n: number(count) }) : rule === "band" ? t(`spots.links.said.${chosen}`, { m: number(Math.round(metres)) }) : t(`spots.links.${rule}`);
}
