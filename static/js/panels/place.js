// A chosen place: which grid, why, how near the border, who is next door and who answers for it. Or a chosen grid.
import { route } from "../core/config.js";
import { h, icon } from "../core/dom.js";
import { BESIDE_M } from "../core/data.js";
import { area, metres, mu } from "../core/format.js";
import { inEnglish, t } from "../core/words.js";
import { printButton } from "../ui/printbutton.js";
import { waiting } from "./parts.js";

/** At once, while the server is asked. */
export function placeWaiting({ lon, lat }) {
  return h("section", { class: "card", "aria-busy": "true" }, h("div", { class: "row" }, h("h2", {}, t("place.asking"))), coordinates(lon, lat), waiting());
}

/** `brief`: while the form is open, only what decides whether the place is right. */
export function placeCard(answer, given, { onGrid, onClose, onEvents, brief = false }) {
  const { grid, near_boundary: near, distance_m: distance } = answer;
  const close = !brief && h("button", { type: "button", class: "square", "aria-label": t("close"), title: t("close"), onclick: onClose }, icon("close", "s16"));
  if (!grid) return outsideCard(answer, given, onGrid, close);
  return h("section", { class: `card${near ? " amber" : ""}`, id: "place-card", "aria-live": "polite" },
    h("div", { class: "row" }, h("h2", {}, t("place.in", { name: grid.name })), h("span", {}, near && h("span", { class: "tag amber" }, t("place.near", { m: metres(distance) })), close)),
    h("dl", { class: "facts-list" },
      fact("place.path", answer.path.map((one) => one.name).join(" › ")),
      !brief && fact("place.code", grid.code),
      fact("place.why", reason(answer)),
      !near && !brief && fact("place.border", border(answer.beside, onGrid)),
      answer.candidates.length > 0 && fact("place.maybe", neighbours(answer.candidates, onGrid)),
      fact("place.at", position(given, answer)),
      !brief && people(answer.people)),
    !brief && h("button", { type: "button", class: "link", onclick: () => onEvents(grid.code) }, t("place.events")));
}

function outsideCard(answer, given, onGrid, close) {
  const { nearest } = answer;
  return h("section", { class: "card amber", id: "place-card", "aria-live": "polite" },
    h("div", { class: "row" }, h("h2", {}, t("place.outside")), close),
    h("p", {}, nearest ? t("place.nearest", { name: nearest.name, m: metres(nearest.distance_m) }) : t("place.far")),
    h("p", { class: "quiet" }, t("place.queue")),
    h("dl", { class: "facts-list" }, fact("place.at", position(given, answer)),
      nearest && fact("place.go", h("button", { type: "button", class: "link", onclick: () => onGrid(nearest.code, { move: true }) }, nearest.name))));
}

export function reason({ rule, distance_m: distance }) {
  return t(`rule.${rule}`, { m: metres(distance) });
}

function neighbours(candidates, onGrid) {
  return candidates.map((one) => h("div", {}, h("button", { type: "button", class: "link", onclick: () => onGrid(one.code, { move: true }) }, one.name),
    h("span", { class: "quiet" }, one.distance_m > 0 ? ` ${t("place.apart", { m: metres(one.distance_m) })}` : ` ${t("place.also")}`)));
}

/** How far the nearest border is and who is next door, where the place is not near enough for doubt. */
function border({ distance_m: distance, grid }, onGrid) {
  if (distance === null) return t("place.border.far", { m: metres(BESIDE_M) });
  return [`${t("place.border.near", { m: metres(distance) })}`, grid ? [t("place.beside"), h("button", { type: "button", class: "link", onclick: () => onGrid(grid.code, { move: true }) }, grid.name)] : t("place.beside.none")];
}

function position({ lon, lat, crs, accuracy }, { wgs84 }) {
  const [x, y] = wgs84 ?? [lon, lat];
  const said = [`${x.toFixed(6)}, ${y.toFixed(6)}`];
  if (crs && crs !== "wgs84") said.push(t("place.converted", { datum: t(`datum.short.${crs}`) }));
  if (accuracy) said.push(t("place.accuracy", { m: metres(accuracy) }));
  return said.join(" · ");
}

const coordinates = (lon, lat) => h("p", { class: "quiet" }, `${lon.toFixed(6)}, ${lat.toFixed(6)}`);

export function people(list) {
  if (!list?.length) return fact("place.people", h("span", { class: "quiet" }, t("place.nobody")));
  const lines = list.map((one) => h("span", {}, `${inEnglish() ? one.post_en : one.post_zh} ${one.name}`, one.phone && h("span", { class: "quiet" }, ` ${one.phone}`)));
  return fact("place.people", h("div", { class: "people" }, lines));
}

export function fact(key, value) {
  return [h("dt", {}, t(key)), h("dd", {}, value)];
}

/** A grid chosen by name, in the tree or by search. */
export function gridCard(feature, { onClose, onEvents }) {
  const p = feature.properties;
  return h("section", { class: "card", id: "grid-card", "aria-live": "polite" },
    h("div", { class: "row" }, h("h2", {}, p.name), h("span", {}, h("span", { class: "tag blue" }, t(`kind.${p.kind}`)),
      h("button", { type: "button", class: "square", "aria-label": t("close"), title: t("close"), onclick: onClose }, icon("close", "s16")))),
    h("dl", { class: "facts-list" },
      fact("place.code", p.code),
      p.path?.length > 1 && fact("place.path", p.path.map((one) => one.name).join(" › ")),
      fact("grid.area", feature.geometry ? `${area(p.area_m2)} · ${mu(p.area_m2)}` : h("span", { class: "tag amber" }, t("grid.undrawn"))),
      people(p.people)),
    h("div", { class: "row" }, h("button", { type: "button", class: "link", onclick: () => onEvents(p.code) }, t("place.events")),
      feature.geometry && printButton(t("print.sheet"), "link", () => ({ url: route("grid_sheet", { code: p.code }) }))));
}
