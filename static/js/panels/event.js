// One incident with all that happened to it.
import { incident } from "../core/data.js";
import { h } from "../core/dom.js";
import { metres, time } from "../core/format.js";
import { has, inEnglish, t } from "../core/words.js";
import { clock, gridName, itemName } from "./events.js";
import { actorName, backHead, loader } from "./parts.js";
import { fact, reason } from "./place.js";

export function eventPanel(id, { onBack, onGrid, onFound }) {
  const body = h("div", { class: "panel-body", "aria-live": "polite" });
  const load = loader(body, (signal) => incident(id, signal), (one) => { onFound(one); return draw(one, onGrid); });
  load();
  return { element: [backHead(t("event"), onBack), body], stop() {}, reload: load };
}

function draw(one, onGrid) {
  const department = inEnglish() ? one.department_en : one.department;
  return [
    h("section", { class: "card", id: "event-card" },
      h("div", { class: "row" }, h("h2", {}, itemName(one)), clock(one)),
      one.text && h("p", { class: "words" }, one.text),
      h("dl", { class: "facts-list" },
        fact("event.number", one.number),
        fact("event.grid", one.grid ? h("button", { type: "button", class: "link", onclick: () => onGrid(one.grid.code, { move: true }) }, gridName(one)) : t("grid.none")),
        one.path?.length > 1 && fact("place.path", one.path.map((step) => step.name).join(" › ")),
        fact("place.why", reason(one) + (one.near_boundary && one.rule !== "nearest" ? ` · ${t("place.near", { m: metres(one.distance_m) })}` : "")),
        fact("event.source", t(`source.${one.source}`)),
        fact("event.reported", time(one.reported_at)),
        one.due_at && fact("event.due", time(one.due_at)),
        department && fact("event.department", department),
        one.address && fact("event.address", one.address))),
    one.photos?.length > 0 && h("div", { class: "form" }, h("div", { class: "photos" }, one.photos.map(picture))),
    h("h2", { class: "section" }, t("event.history")),
    h("ol", { class: "history" }, one.history.map((step) => h("li", {}, h("div", {}, said(step)), (step.note ?? step.reason) && h("div", { class: "quiet" }, step.note ?? step.reason),
      h("div", { class: "when" }, [time(step.at), actorName(step.actor)].filter(Boolean).join(" · "))))),
  ];
}

function picture(photo) {
  return h("figure", {}, h("a", { href: photo.href, target: "_blank", rel: "noopener" }, h("img", { src: photo.href, alt: t("photo"), loading: "lazy" })));
}

function said(step) {
  if (step.what === "state") return t(`state.${step.state}`);
  if (step.what === "assignment") return step.grid ? t("history.grid", { name: step.grid.name, why: reason(step) }) : t("history.nogrid");
  return t("history.place", { lon: step.lon.toFixed(6), lat: step.lat.toFixed(6), datum: datumName(step.given_crs) });
}

const datumName = (crs) => (has(`datum.short.${crs}`) ? t(`datum.short.${crs}`) : crs);
