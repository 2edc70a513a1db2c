// A hotspot's own page: how strong and since when, month by month, which items, which inspections went there, what was done about it.
import { route } from "../core/config.js";
import { addDeed, keptSpot } from "../core/data.js";
import { fill, h } from "../core/dom.js";
import { date, number, time } from "../core/format.js";
import { quarterName, range } from "../core/period.js";
import { inEnglish, named, t } from "../core/words.js";
import { hotOf } from "../map/spots.js";
import { notify } from "../ui/notices.js";
import { printButton } from "../ui/printbutton.js";
import { listing } from "./listing.js";
import { actorName, backHead, loader, stat, waiting } from "./parts.js";

const LONGEST = 500;

/** `onSpot(outline, class)` draws it on the map; `onArea` opens an inspection, `onIncident` an incident. */
export function spotPanel(id, { onBack, onGrid, onSpot, onArea, onIncident }) {
  const title = h("div", {}, backHead(t("spots.hot"), onBack));
  const place = h("div", { id: "spot-card" }, waiting());
  const foot = h("footer", { class: "panel-foot", hidden: true });
  const note = h("textarea", { id: "deed", maxlength: LONGEST, rows: 2 });
  const trouble = h("p", { class: "red small", role: "alert", hidden: true });
  let over = false;

  const load = loader(place, () => keptSpot(id), (found) => { if (!over) onSpot(found.outline, hotOf(found.class)); return draw(found); });
  load();

  function draw(found) {
    if (over) return null;
    fill(title, backHead(t("spots.of", { of: inEnglish() ? found.of.en : found.of.zh }), onBack, h("span", { class: `tag ${hotOf(found.class) === "hot" ? "red" : "blue"}` }, t(`spots.class.${found.class}`))));
    foot.hidden = false;
    fill(foot, listing({ hotspot_id: id }, found.requests, { onArea, onChange: load }), printButton(t("spots.print"), "btn", () => ({ url: route("hotspot_sheet", { hotspot_id: id }) })));
    return [
      h("div", { class: "form" }, h("p", { class: "quiet" }, `${range(found.from, found.to)} · ${t(`spots.by.${found.cells}`)}`), h("div", { class: "tiles3" },
        stat(t("heat.count"), number(found.count), t("unit.cases"), t("spots.grids.n", { n: found.grids.length })),
        stat(t("spots.strength"), number(found.strength, 1), found.method === "scan" ? "" : "z", `q ${found.q < 0.001 ? "< 0.001" : number(found.q, 3)}`),
        stat(t("spots.seen"), number(found.history.length), t("spots.times"), t("spots.since", { day: found.history.at(-1).to.slice(0, 7) })))),
      section("filter.grid", h("div", { class: "pad chips" }, found.places.map((grid) => h("button", { type: "button", class: "chip", onclick: () => onGrid(grid.code, { move: true, stay: true }) }, grid.name)))),
      section("spots.by_month", months(found)),
      found.tops.length > 0 && section("spots.tops", tops(found.tops)),
      section("spots.visits", visits(found.visits, { onArea, onIncident })),
      section("spots.history", h("ul", { class: "history" }, found.history.map((one) => h("li", {}, h("span", {}, [t(`spots.class.${one.class}`), t("heat.cases", { n: number(one.count) }), `z ${number(one.strength, 1)}`].join(inEnglish() ? ", " : "，")), h("div", { class: "when" }, t("spots.seen.at", { range: range(one.from, one.to), at: time(one.at) })))))),
      section("spots.deeds", deeds(found), h("div", { class: "form" }, h("label", { class: "label", for: "deed" }, t("spots.deed")), note, trouble, h("button", { type: "button", class: "btn", onclick: send }, t("spots.deed.send")))),
    ];
  }

  async function send(event) {
    const words = note.value.trim();
    trouble.hidden = Boolean(words);
    trouble.textContent = t("spots.deed.empty");
    if (!words) return note.focus();
    const button = event.currentTarget;
    button.disabled = true;
    try {
      fill(place, draw(await addDeed(id, words)));
      note.value = "";
    } catch (problem) {
      button.disabled = false;
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    }
    return undefined;
  }

  return { element: [title, h("div", { class: "panel-body" }, place), foot], stop() { over = true; onSpot(null); }, reload: load };
}

const section = (key, ...content) => [h("h2", { class: "section" }, t(key)), content];

/** Bars by month; those of the time in which it was last seen are in the colour of heat. */
function months({ months: list, from, to }) {
  const most = Math.max(1, ...list.map((one) => one.count));
  const first = list[0];
  const bars = list.map((one) => h("i", { class: one.to >= from && one.from <= to ? "on" : "", style: { "--high": `${Math.round((one.count / most) * 100)}%` }, title: `${one.from.slice(0, 7)} ${t("heat.cases", { n: number(one.count) })}` }));
  return h("figure", { class: "pad months" }, h("div", { class: "bars", role: "img", "aria-label": t("spots.by_month.said", { most: number(most), n: list.length }) }, bars),
    h("figcaption", { class: "quiet small" }, h("span", {}, first.from.slice(0, 7)), h("span", {}, t("spots.most", { n: number(most) })), h("span", {}, list.at(-1).from.slice(0, 7))));
}

function tops(list) {
  const most = list[0].count;
  return h("ul", { class: "pad tops" }, list.map((one) => h("li", {}, h("span", {}, named(one)), h("i", { style: { "--long": `${Math.round((one.count / most) * 100)}%` } }), h("b", { class: "num" }, number(one.count)))));
}

function visits(list, { onArea, onIncident }) {
  if (!list.length) return h("p", { class: "pad quiet" }, t("spots.visits.none"));
  return h("ul", { class: "rows", id: "visits" }, list.map((one) => h("li", { class: "visit" },
    h("button", { type: "button", class: "link", onclick: () => onArea(one.area.code, one.quarter) }, `${one.area.name} ${t("list.where", { quarter: quarterName(one.quarter) })}`),
    h("span", { class: `tag ${one.done === "tick" ? "green" : one.done === "skip" || (one.state === "ended") ? "amber" : ""}` }, t(one.done === "tick" ? "spots.visit.done" : one.done === "skip" ? "inspect.skipped" : one.state === "ended" ? "spots.visit.not" : one.team ? "spots.visit.planned" : "spots.visit.out")),
    h("span", { class: "quiet small" }, one.team ? `${one.team} · ${date(one.day)}` : one.why ? (inEnglish() ? one.why.en : one.why.zh) : ""),
    one.findings.length > 0 && h("div", { class: "visit-found" }, t("spots.visit.found", { n: one.findings.length }), one.findings.map((finding) => h("button", { type: "button", class: "link small", onclick: () => onIncident(finding.id) }, named({ name_zh: finding.item_zh, name_en: finding.item_en }) || t("inspect.unclassified")))))));
}

function deeds({ deeds: list }) {
  if (!list.length) return h("p", { class: "pad quiet" }, t("spots.deeds.none"));
  return h("ul", { class: "history", id: "deeds" }, list.map((one) => h("li", { class: one.looked ? "" : "not" }, h("span", {}, one.note), h("div", { class: "when" }, `${time(one.at)} · ${actorName(one.actor)}`))));
}
