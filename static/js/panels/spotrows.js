// Kept hotspots in a list: class, how many incidents, which grids, and whether an inspection is to go there.
import { h } from "../core/dom.js";
import { number } from "../core/format.js";
import { range } from "../core/period.js";
import { inEnglish, t } from "../core/words.js";
import { hotOf } from "../map/spots.js";

export function spotRows(items, { open, nameOf, requests }) {
  const listed = new Map(requests.map((one) => [one.hotspot_id, one]));
  return h("ul", { class: "rows", id: "kept-spots" }, items.map((one) => h("li", {}, h("button", { type: "button", class: "rowbtn", "data-spot": one.id, onclick: () => open(one.id) },
    h("i", { class: `swatch ${hotOf(one.class)}`, "aria-hidden": "true" }), h("span", { class: "main" }, `${inEnglish() ? one.of.en : one.of.zh} · ${t(`spots.class.${one.class}`)}`),
    listed.has(one.id) ? h("span", { class: "tag blue" }, t("list.in.short")) : h("span", { class: "quiet small" }, t("heat.cases", { n: number(one.count) })),
    h("span", { class: "sub" }, `${one.grids.map(nameOf).join(inEnglish() ? ", " : "、")} · ${range(one.from, one.to)}`)))));
}
