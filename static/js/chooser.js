// What is chosen on the map: a place or a grid. Pin and card at once, the server's answer when it comes.
import { grid as gridOf, locate } from "./core/data.js";
import { h } from "./core/dom.js";
import { change, state } from "./core/state.js";
import { boundsOf } from "./map/border.js";
import { trouble } from "./panels/parts.js";
import { gridCard, placeCard, placeWaiting } from "./panels/place.js";

const CLOSE_UP = 16;

/** `reporting()` is the open form or null: it shows the card itself, in brief. */
export function makeChooser({ stage, view, onEvents, reporting, onOpen, onSection }) {
  const { pin } = stage;
  let draw = null; // builds the card of what is chosen
  let given = null;
  const framed = Boolean(state.view); // the address bar says where to look
  let asking = null;

  function begin() {
    asking?.abort();
    asking = new AbortController();
    return asking.signal;
  }

  /** The card stands over the section's own content; its maker is kept, because panels come and go. */
  function put(maker) {
    draw = maker;
    redraw();
  }

  function redraw() {
    view.querySelector(":scope .panel-body > .card.chosen")?.remove();
    const form = reporting();
    if (!draw) return;
    const card = draw();
    if (form) return given && form.move(given, card);
    card.classList.add("chosen");
    const body = view.querySelector(".panel-body");
    body?.prepend(card);
    if (body) body.scrollTop = 0;
    view.scrollTop = 0;
  }

  const failed = (problem, again) => put(() => h("section", { class: "card amber" }, trouble(problem, again)));

  async function place(asked, { move = false } = {}) {
    const signal = begin();
    given = asked;
    onSection();
    onOpen();
    change({ place: { lon: asked.lon, lat: asked.lat, ...(asked.crs ? { crs: asked.crs } : {}) }, grid: null, incident: null });
    pin.unring();
    pin.surround(null);
    pin.put([asked.lon, asked.lat], asked.accuracy);
    put(() => placeWaiting(asked));
    try {
      await tell(await locate(asked, signal), asked, move, signal);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!(problem.status >= 0)) throw problem;
      failed(problem, () => place(asked, { move }));
    }
  }

  async function tell(answer, asked, move, signal) {
    pin.put(answer.wgs84, asked.accuracy);
    stage.reveal(answer.wgs84, move ? CLOSE_UP : 0);
    put(() => placeCard(answer, asked, { onGrid: grid, onClose: close, onEvents, brief: Boolean(reporting()) }));
    const shape = answer.grid ?? answer.nearest;
    if (!shape) return;
    const feature = await gridOf(shape.code);
    if (signal.aborted) return;
    if (answer.grid) {
      pin.surround(feature);
      change({ grid: answer.grid.code });
    }
    if (answer.near_boundary || !answer.grid) pin.measure(feature, answer.grid ? answer.distance_m : answer.nearest.distance_m);
  }

  /** A grid by its code: outline, and its card unless the panel itself shows it (`stay`). */
  async function grid(code, { move = false, stay = false } = {}) {
    const signal = begin();
    given = null;
    change({ grid: code, place: null });
    pin.clear();
    try {
      const feature = await gridOf(code);
      if (signal.aborted) return;
      pin.surround(feature);
      if (move && feature.geometry) {
        const [west, south, east, north] = boundsOf(feature.geometry);
        stage.fit([[south, west], [north, east]]);
      }
      if (stay) return put(null);
      onOpen();
      put(() => gridCard(feature, { onClose: close, onEvents }));
    } catch (problem) {
      if (!(problem.status >= 0)) throw problem;
      failed(problem, () => grid(code, { move, stay }));
    }
  }

  function clear() {
    asking?.abort();
    given = null;
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
    given: () => given,
    /** What the address bar says was chosen. */
    resume() {
      if (state.place) place(state.place, { move: !framed });
      else if (state.grid) grid(state.grid, { stay: state.section === "heat" });
    },
  };
}
