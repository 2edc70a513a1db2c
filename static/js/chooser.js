// What is chosen on the map: a place or a grid. Pin and card at once, the server's answer when it comes.
import { grid as gridOf, locate } from "./core/data.js";
import { h } from "./core/dom.js";
import { change, state } from "./core/state.js";
import { t } from "./core/words.js";
import { boundsOf } from "./map/border.js";
import { trouble } from "./panels/parts.js";
import { gridCard, placeCard, placeWaiting } from "./panels/place.js";

const CLOSE_UP = 16;

export function makeChooser({ stage, view, onEvents, report, reporting, onOpen, onSection }) {
  const { map, pin } = stage;
  let card = null;
  let asking = null;

  /** The card stands over the section's own content, or in the form while a report is written. */
  function put(element, given) {
    card?.remove();
    card = element;
    if (!element) return;
    const form = reporting();
    if (form && given) {
      document.querySelector("#report")?.previousElementSibling?.replaceChildren(element);
      form.place = given;
    } else redraw();
  }

  function redraw() {
    if (!card) return;
    const body = view.querySelector(".panel-body");
    if (reporting()) document.querySelector("#report")?.previousElementSibling?.replaceChildren(card);
    else body?.prepend(card);
    if (body) body.scrollTop = 0;
  }

  async function place(given, { move = false } = {}) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    onSection();
    onOpen();
    change({ place: { lon: given.lon, lat: given.lat, ...(given.crs ? { crs: given.crs } : {}) }, grid: null, incident: null });
    pin.unring();
    pin.surround(null);
    pin.put([given.lon, given.lat], given.accuracy);
    put(placeWaiting(given), given);
    reporting()?.move?.(given);
    try {
      const answer = await locate(given, signal);
      await show(answer, given, move, signal);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!(problem.status >= 0)) throw problem;
      put(h("section", { class: "card amber" }, trouble(problem, () => place(given, { move }))), given);
    }
  }

  async function show(answer, given, move, signal) {
    pin.put(answer.wgs84, given.accuracy);
    if (move) map.setView([answer.wgs84[1], answer.wgs84[0]], Math.max(map.getZoom(), CLOSE_UP));
    const element = placeCard(answer, given, { onGrid: grid, onClose: close, onEvents: reporting() ? null : onEvents });
    if (!reporting()) element.append(h("div", { class: "card-foot" }, h("button", { type: "button", class: "btn main wide", onclick: report }, t("report.new"))));
    put(element, given);
    const shape = answer.grid ?? answer.nearest;
    if (!shape) return;
    const feature = await gridOf(shape.code);
    if (signal.aborted) return;
    if (answer.grid) { pin.surround(feature); change({ grid: answer.grid.code }); }
    if (answer.near_boundary || !answer.grid) pin.measure(feature, answer.grid ? answer.distance_m : answer.nearest.distance_m);
  }

  /** A grid by its code: outline, and its card unless the panel itself shows it (`stay`). */
  async function grid(code, { move = false, stay = false } = {}) {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    change({ grid: code, place: null });
    pin.clear();
    try {
      const feature = await gridOf(code);
      if (signal.aborted) return;
      pin.surround(feature);
      if (move && feature.geometry) {
        const [west, south, east, north] = boundsOf(feature.geometry);
        map.fitBounds([[south, west], [north, east]], { padding: [40, 40], maxZoom: 17 });
      }
      if (!stay) { onOpen(); put(gridCard(feature, { onClose: close, onEvents })); }
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      put(h("section", { class: "card amber" }, trouble(problem, () => grid(code, { move, stay }))));
    }
  }

  function clear() {
    asking?.abort();
    pin.clear();
    pin.surround(null);
    put(null);
    change({ place: null, grid: null });
  }

  function close() {
    clear();
    view.focus({ preventScroll: true });
  }

  return {
    place, grid, clear, close, redraw,
    /** What the address bar says was chosen. */
    resume() {
      if (state.place) place(state.place);
      else if (state.grid) grid(state.grid, { stay: state.section === "heat" });
    },
  };
}
