// What an ended inspection came to: covered, found, missed by daily patrols, mended, compared with the quarters before.
import { h, saveAs } from "../core/dom.js";
import { date, metres, number, percent, time } from "../core/format.js";
import { quarterName } from "../core/period.js";
import { inEnglish, listed, named, t } from "../core/words.js";
import * as api from "../inspect/api.js";
import { notify } from "../ui/notices.js";
import { loader, stat } from "./parts.js";

const FIRST = 30;

export function reportView(told, { routes, onSpot }) {
  const place = h("div", {});
  loader(place, (signal) => api.report(told.id, signal), (report) => {
    routes.showReport(report);
    return [figures(report), downloads(told.id), grids(report), hotspots(report, onSpot), findings(report), quarters(report), corners(report)];
  })();
  return place;
}

/** As on paper: all of it is 100, without a digit after the point. */
const seenShare = (share) => number(share, share < 100 ? 1 : 0);

function figures({ total, days, late, quarter }) {
  return h("div", { class: "form" }, h("p", { class: "quiet" }, t("inspect.report.about", { quarter: quarterName(quarter), days: listed(days.map((day) => date(day, { year: false }))) })), h("div", { class: "tiles3" },
    stat(t("inspect.grids.entered"), number(total.entered), t("inspect.of", { n: total.grids }), t("inspect.answered.share", { share: percent(total.wanted ? total.answered / total.wanted : 0) })),
    stat(t("inspect.findings"), number(total.findings), t("unit.cases"), t("inspect.missed.n", { n: total.missed })),
    stat(t("inspect.mended"), number(total.mended), t("inspect.of", { n: total.findings }), t("inspect.corners", { n: number(total.corners) }))),
  h("p", { class: "quiet small" }, total.buildings_seen === null ? "" : t("inspect.seen", { buildings: seenShare(total.buildings_seen), road: seenShare(total.road_seen ?? 100) })),
  h("p", { class: "quiet small" }, t("inspect.corners.detail", { buildings: number(total.buildings), units: number(total.units), road: metres(total.road_m) })),
  late.records > 0 && h("p", { class: "quiet small", id: "late" }, t("inspect.late", { n: number(late.records), until: time(late.until) })));
}

function downloads(id) {
  const get = (ask, words) => h("button", { type: "button", class: "btn wide", onclick: async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    try {
      const { blob, name } = await ask(id);
      saveAs(blob, name);
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    } finally {
      button.disabled = false;
    }
  } }, t(words));
  return h("div", { class: "pad two-buttons" }, get(api.reportPdf, "inspect.report.pdf"), get(api.reportHtml, "inspect.report.html"));
}

const head = (...names) => h("thead", {}, h("tr", {}, names.map(([key, numeric]) => h("th", { scope: "col", class: numeric ? "num" : "" }, t(key)))));

function grids(report) {
  return [h("h2", { class: "section" }, t("inspect.report.grids")), h("table", { id: "report-grids" }, head(["filter.grid"], ["inspect.col.entered", true], ["inspect.col.answered", true], ["inspect.col.found", true], ["inspect.col.missed", true], ["inspect.col.own", true]),
    h("tbody", {}, report.grids.map((grid) => h("tr", {}, h("td", { class: "name", title: grid.name }, grid.name), h("td", { class: `num ${grid.entered ? "" : "bad"}` }, t(grid.entered ? "inspect.yes" : "inspect.no")), h("td", { class: "num" }, `${grid.answered}/${grid.wanted}`), h("td", { class: "num" }, grid.findings), h("td", { class: "num" }, grid.missed), h("td", { class: "num" }, grid.own)))),
    h("tfoot", {}, report.total.elsewhere > 0 && h("tr", {}, h("td", { class: "name" }, t("inspect.elsewhere")), h("td", {}), h("td", {}), h("td", { class: "num" }, report.total.elsewhere), h("td", {}), h("td", {})),
      h("tr", {}, h("td", { class: "name" }, t("inspect.sum")), h("td", { class: "num" }, report.total.entered), h("td", { class: "num" }, `${report.total.answered}/${report.total.wanted}`), h("td", { class: "num" }, report.total.findings), h("td", { class: "num" }, report.total.missed), h("td", { class: "num" }, report.total.own)))),
  h("p", { class: "section" }, t("inspect.report.own", { from: date(report.own_since), to: date(report.own_until) }))];
}

/** Hot places that the plan referred to: looked at or not, and what was found on their ground. */
function hotspots({ hotspots: list }, onSpot) {
  if (!list.length) return h("p", { class: "section" }, t("inspect.spots.none"));
  const looked = list.filter((one) => one.done === "tick").length;
  return [h("h2", { class: "section" }, t("inspect.spots", { n: list.length, looked })), h("ul", { class: "rows", id: "report-spots" }, list.map((one) => h("li", { class: "visit" },
    one.hotspot ? h("button", { type: "button", class: "link", onclick: () => onSpot(one.hotspot) }, one.label) : h("b", {}, one.label),
    h("span", { class: `tag ${one.done === "tick" ? "green" : "amber"}` }, t(one.done === "tick" ? "inspect.done" : one.done === "skip" ? "inspect.skipped" : "spots.visit.not")),
    h("span", { class: "quiet small" }, [one.grid, one.team, one.team && date(one.day, { year: false }), one.why && (inEnglish() ? one.why.en : one.why.zh), t("inspect.spots.found", { n: one.findings.length })].filter(Boolean).join(" · ")))))];
}

function findings({ findings: list }) {
  if (!list.length) return h("p", { class: "section" }, t("inspect.found.none"));
  return [h("h2", { class: "section" }, t("inspect.found", { n: list.length })), h("ol", { class: "rows" }, list.map((one, at) => h("li", { class: "stop-line" }, h("time", {}, at + 1), h("div", {}, h("b", {}, named({ name_zh: one.item_zh, name_en: one.item_en }) || t("inspect.unclassified")), h("span", { class: "quiet small" }, [one.grid, one.number].filter(Boolean).join(" · "))),
    h("span", { class: "tags" }, h("span", { class: `tag ${one.known ? "" : "amber"}` }, t(one.known ? "inspect.known" : "inspect.missed")), h("span", { class: `tag ${one.mended ? "green" : ""}` }, t(`state.${one.state}`))))))];
}

function quarters({ quarters: list }) {
  const dash = (value, say = number) => (value === null ? "–" : say(value));
  const seen = (value) => dash(value, (share) => `${seenShare(share)}%`);
  return [h("h2", { class: "section" }, t("inspect.report.quarters")), h("div", { class: "minis pad" }, mini(t("inspect.mini.buildings"), list, "buildings"), mini(t("inspect.mini.found"), list, "findings", "missed")),
    h("table", { id: "report-quarters" }, head(["inspect.col.quarter"], ["inspect.col.buildings", true], ["inspect.col.road", true], ["inspect.col.found", true], ["inspect.col.missed", true], ["inspect.col.mended", true]),
      h("tbody", {}, list.map((line) => h("tr", {}, h("td", { class: "name" }, quarterName(line.quarter)), h("td", { class: "num" }, seen(line.buildings_seen)), h("td", { class: "num" }, seen(line.road_seen)), h("td", { class: "num" }, line.findings), h("td", { class: "num" }, dash(line.missed)), h("td", { class: "num" }, line.mended))))),
    h("p", { class: "section" }, t("inspect.report.dash"))];
}

/** Bars of the quarters, the oldest first; of each the dark part is ``part`` of it. */
function mini(title, list, name, part) {
  const lines = [...list].reverse();
  const most = Math.max(1, ...lines.map((line) => (line.inspected ? line[name] : 0)));
  return h("figure", { class: "mini" }, h("figcaption", {}, title), h("div", { class: "cols" }, lines.map((line, at) => h("div", { class: at === lines.length - 1 ? "col now" : "col" },
    h("b", {}, line.inspected ? number(line[name]) : "–"),
    h("i", { class: part ? "pale" : "", style: { "--high": `${line.inspected ? (100 * line[name]) / most : 0}%`, "--part": part && line[name] ? `${(100 * (line[part] ?? 0)) / line[name]}%` : "100%" } }),
    h("span", {}, t("inspect.quarter.short", { n: (Number(line.quarter.slice(5, 7)) + 2) / 3 }))))));
}

function corners({ corners: list }) {
  if (!list.length) return h("p", { class: "section" }, t("inspect.corners.none"));
  return h("details", { class: "out" }, h("summary", {}, t("inspect.corners.list", { n: list.length })), h("ul", { class: "rows" }, list.slice(0, FIRST).map((one) => h("li", { class: "stop-line" }, h("time", {}, t(`inspect.corner.${one.kind}`)), h("div", {}, h("b", {}, one.label), h("span", { class: "quiet small" }, [one.grid, one.metres ? metres(one.metres) : one.nearest_m ? t("inspect.nearest", { metres: metres(one.nearest_m) }) : ""].filter(Boolean).join(" · ")))))),
    list.length > FIRST && h("p", { class: "section" }, t("inspect.corners.more", { n: list.length - FIRST })));
}
