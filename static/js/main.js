// Puts the page together: words, frame, map, bars, and the panel of the section looked at.
import { byId, fill, narrow } from "./core/dom.js";
import { incident as incidentOf, items } from "./core/data.js";
import { loadWords, t } from "./core/words.js";
import { today } from "./core/format.js";
import { quarterStart } from "./core/period.js";
import { heatQuery, incidentQuery } from "./core/query.js";
import { change, dropUnknown, state, watch } from "./core/state.js";
import { makeMap } from "./map/map.js";
import { showSpots } from "./map/spots.js";
import { makeRoutes } from "./inspect/routes.js";
import { whenFirst } from "./map/tilestore.js";
import { makeChooser } from "./chooser.js";
import { hasDraft } from "./panels/draft.js";
import { eventPanel } from "./panels/event.js";
import { eventsPanel } from "./panels/events.js";
import { heatPanel } from "./panels/heat.js";
import { homePanel } from "./panels/home.js";
import { inspectionPanel } from "./panels/inspection.js";
import { inspectionsPanel } from "./panels/inspections.js";
import { layersPanel } from "./panels/layers.js";
import { reportPanel } from "./panels/report.js";
import { spotPanel } from "./panels/spot.js";
import { spotsPanel } from "./panels/spots.js";
import { makeControls } from "./ui/controls.js";
import { listenForKeys } from "./ui/keys.js";
import { drawLegend } from "./ui/legend.js";
import { notify, reachable, watchNetwork } from "./ui/notices.js";
import { savePicture } from "./ui/picture.js";
import { makeSearch } from "./ui/search.js";
import { makeShell } from "./ui/shell.js";
import { makeTimeline } from "./ui/timeline.js";

await loadWords(new URLSearchParams(location.search).get("lang"));

const stage = makeMap(byId("map"), {
  incidentQuery, heatQuery, onPlace: (place) => (picking ? picking(place) : chooser.place(place)), onIncident: openIncident,
  onTrouble: (problem) => (problem.code === "offline" ? reachable(false) : undefined),
});
const { map } = stage;
const routes = makeRoutes(map);
const view = byId("panel-view");
let panel = null;
let reporting = null;
let picking = null; // what a press on the map goes to instead of the place card

const chooser = makeChooser({
  stage, view,
  onEvents: (code) => { reporting = null; change({ within: code, incident: null, section: "events" }); show(); },
  reporting: () => (reporting ? panel : null),
  onOpen: () => { shell.open(); if (narrow()) shell.sheet("half"); },
  onSection: () => { if (["heat", "inspect", "layers"].includes(state.section)) change({ section: "map" }); },
});
const shell = makeShell({
  onLayout: () => map.invalidateSize({ pan: false }),
  onTheme: () => { stage.recolour(); drawLegend(map); timeline.redraw(); show(); },
});
const search = makeSearch({ onGrid: chooser.grid, onPlace: chooser.place });
const timeline = makeTimeline({ onSlice: () => { stage.refreshHeat(); drawLegend(map); } });
makeControls(map, { whole: stage.whole, onPlace: chooser.place, openLayers: () => { change({ section: "layers" }); shell.open(); } });

const panels = {
  map: () => homePanel({ onGrid: chooser.grid, report }),
  events: () => (state.incident && detail ? eventPanel(state.incident, { onBack: closeIncident, onGrid: chooser.grid, onFound: ring }) : eventsPanel({ onIncident: openIncident, report })),
  heat: () => (state.spot ? hotspotPanel() : state.look === "density" ? densityPanel() : spotsPanel({ onGrid: chooser.grid, onCells, onSpot: (id) => change({ spot: id }), onShape: stage.outline, onArea: openArea })),
  inspect: () => (state.area ? inspectionPanel(state.area, { quarter: state.quarter, routes, pick, fit: stage.fit, reveal: stage.reveal, onLegend: () => drawLegend(map), onSpot: openSpot, onQuarter, onBack: () => change({ area: null }) }) : inspectionsPanel({ quarter: state.quarter, onQuarter, onArea: (code, quarter) => change({ area: code, quarter: quarterOf(quarter) }) })),
  layers: () => layersPanel(),
};
const hotspotPanel = () => spotPanel(state.spot, { onBack: () => change({ spot: null, look: state.look === "trend" ? "trend" : "hot" }), onGrid: chooser.grid, onSpot: stage.outline, onArea: openArea, onIncident: openIncident });
const densityPanel = () => heatPanel({ map, onGrid: chooser.grid, onCells, onArea: openArea, onLegend: () => { stage.refreshHeat(); drawLegend(map); }, savePicture: (answer) => savePicture(map, answer) });
let detail = Boolean(state.incident);

/** What was tested of each grid, onto the map and into the legend. */
function onCells(look, features, kind) {
  showSpots(stage.layers.spots, look, features, kind);
  stage.cells.schedule();
  drawLegend(map);
}

const quarterOf = (day) => (day === quarterStart(today()) ? null : day); // the present one needs no word in the address
const onQuarter = (day) => change({ quarter: quarterOf(day) });

/** The inspection of a work area, of this quarter or of another one. */
function openArea(code, quarter = null) {
  change({ section: "inspect", area: code, quarter: quarter && quarterOf(quarter), spot: null });
}

/** A hotspot's own page. */
function openSpot(id) {
  change({ section: "heat", look: state.look === "density" ? "hot" : state.look, spot: id });
}

/** The next presses on the map are for `take`, which gets {lon, lat}; null ends it. */
function pick(take) {
  if (picking && !take) stage.pin.clear();
  picking = take && ((place) => { stage.pin.put([place.lon, place.lat]); take(place); });
}

/** Draw the panel anew; what stood there stops listening. */
function show() {
  panel?.stop();
  panel = reporting ? reportPanel(reporting) : panels[state.section in panels ? state.section : "map"]();
  fill(view, panel.element);
  chooser.redraw();
  drawLegend(map);
}

function openIncident(id, latlng, known) {
  detail = true;
  reporting = null;
  chooser.clear();
  change({ incident: id, section: "events" });
  shell.open();
  show();
  if (known) ring(known);
  else if (latlng) stage.pin.ring(latlng);
}

function ring({ wgs84: [x, y] }) {
  stage.pin.ring([y, x]);
  stage.reveal([x, y], 15);
}

function closeIncident() {
  detail = false;
  const last = state.incident;
  stage.pin.unring();
  show();
  change({ incident: last });
}

function report() {
  if (reporting) return;
  reporting = { place: chooser.given(), onBack: () => { reporting = null; show(); }, onSent, onGivenUp };
  if (narrow()) shell.sheet(chooser.given() ? "full" : "half"); // without a place yet, the map is needed
  show();
  if (!chooser.given() && panel.draft.place) chooser.place(panel.draft.place, { move: true });
}

function onGivenUp(words, undo) {
  reporting = null;
  show();
  notify(words, { action: { text: t("undo"), run: async () => { await undo(); report(); } }, keep: 10000 });
}

function onSent(answer) {
  reporting = null;
  chooser.clear();
  notify(t(answer.earlier ? "report.earlier" : "report.done", { number: answer.number }));
  stage.refreshIncidents();
  openIncident(answer.id);
  if (narrow()) shell.sheet("half");
}

watch(["section", "look", "spot"], (changed) => {
  if (!changed.has("incident")) detail = false;
  reporting = null;
  stage.pin.unring();
  show();
});
watch(["area", "quarter"], () => { if (state.section === "inspect") show(); });
watch(["period", "item", "state", "source", "within"], () => stage.refreshIncidents());
watch(["off", "base"], () => drawLegend(map));
whenFirst(() => drawLegend(map));
map.on("zoomend", () => drawLegend(map));
for (const layer of Object.values(stage.layers)) layer.on("tiledata", () => reachable(true));
watchNetwork(() => { for (const layer of Object.values(stage.layers)) if (map.hasLayer(layer)) layer.redraw(); panel?.reload?.(); });

listenForKeys({
  search: search.focus,
  move: (step) => panel?.move?.(step),
  back: (field) => {
    if (field) return field.blur();
    if (reporting) { reporting = null; return show(); }
    if (state.place || state.grid) return chooser.close();
    if (state.section === "events" && detail) return closeIncident();
    return undefined;
  },
});

/** What an address asked for and nobody knows is left out, and said once. Items are known only when their list has come. */
async function leaveOutUnknown() {
  let left = dropUnknown();
  if (state.item.length) {
    const codes = new Set((await items()).map(({ code }) => code));
    const known = state.item.filter((code) => codes.has(code));
    left ||= known.length < state.item.length;
    change({ item: known });
  }
  if (left) notify(t("address.left"));
}

show();
chooser.resume();
leaveOutUnknown().catch((problem) => { if (!(problem.status >= 0)) throw problem; }); // the panel says what failed
if (state.incident && state.section === "events") incidentOf(state.incident).then(ring, () => undefined); // the panel says what failed
if (hasDraft()) notify(t("report.draft"), { action: { text: t("report.resume"), run: report }, keep: 0 });
