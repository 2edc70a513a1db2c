// A kept hotspot: since when, how strong, which grids, how each looking saw it, and what was done about it.
import { addDeed, keptSpot } from "../core/data.js";
import { fill, h, icon } from "../core/dom.js";
import { number, time } from "../core/format.js";
import { range } from "../core/period.js";
import { t } from "../core/words.js";
import { notify } from "../ui/notices.js";
import { loader } from "./parts.js";

const LONGEST = 500;

export function spotRows(items, { open, nameOf }) {
  return h("ul", { class: "rows", id: "kept-spots" }, items.map((one) => h("li", {}, h("button", { type: "button", class: "rowbtn", onclick: () => open(one.id) },
    h("i", { class: `swatch ${one.class.includes("cold") ? "cold" : "hot"}`, "aria-hidden": "true" }), h("span", { class: "main" }, t(`spots.class.${one.class}`)), h("span", { class: "quiet small" }, t("heat.cases", { n: number(one.count) })),
    h("span", { class: "sub" }, `${one.grids.map(nameOf).join("、")} · ${range(one.from, one.to)}`)))));
}

export function spotCard(id, { onBack, onGrid, onSpot, nameOf }) {
  const place = h("div", {});
  const note = h("textarea", { id: "deed", maxlength: LONGEST, rows: 2 });
  const trouble = h("p", { class: "red small", role: "alert", hidden: true });

  const load = loader(place, () => keptSpot(id), draw);
  load();
  return place;

  function draw(found) {
    onSpot(found.outline);
    return h("section", { class: "card", id: "spot-card" },
      h("div", { class: "row" }, h("h2", {}, t(`spots.class.${found.class}`)), h("button", { type: "button", class: "square", "aria-label": t("close"), title: t("close"), onclick: onBack }, icon("close", "s16"))),
      h("dl", { class: "facts-list" },
        fact("spots.period", range(found.from, found.to)), fact("heat.count", t("heat.cases", { n: number(found.count) })),
        fact("spots.strength", `z ${number(found.strength, 2)}，q ${found.q < 0.001 ? "< 0.001" : number(found.q, 3)}`),
        fact("filter.grid", found.grids.map((code) => h("button", { type: "button", class: "link", onclick: () => onGrid(code, { move: true, stay: true }) }, nameOf(code))))),
      h("h3", { class: "small" }, t("spots.history")),
      h("ul", { class: "history flat" }, found.history.map((one) => h("li", {}, h("span", {}, `${range(one.from, one.to)} ${t(`spots.class.${one.class}`)}，${t("heat.cases", { n: number(one.count) })}`), h("div", { class: "when" }, time(one.at))))),
      h("h3", { class: "small" }, t("spots.deeds")),
      found.deeds.length ? h("ul", { class: "history flat" }, found.deeds.map((one) => h("li", {}, h("span", {}, one.note), h("div", { class: "when" }, time(one.at))))) : h("p", { class: "quiet" }, t("spots.deeds.none")),
      h("label", { class: "label", for: "deed" }, t("spots.deed")), note, trouble,
      h("button", { type: "button", class: "btn", onclick: send }, t("spots.deed.send")));
  }

  async function send(event) {
    const words = note.value.trim();
    trouble.hidden = Boolean(words);
    trouble.textContent = t("spots.deed.empty");
    if (!words) return note.focus();
    event.target.disabled = true;
    try {
      fill(place, draw(await addDeed(id, words)));
      note.value = "";
    } catch (problem) {
      event.target.disabled = false;
      if (!(problem.status >= 0)) throw problem;
      notify(problem.message);
    }
    return undefined;
  }
}

function fact(key, ...value) {
  return [h("dt", {}, t(key)), h("dd", {}, value)];
}
