// The map: panes from the ground up, what is shown at which section, and what a press on it means.
import { config } from "../core/config.js";
import L from "../core/leaflet.js";
import { calm, narrow, settled } from "../core/dom.js";
import { change, state, watch } from "../core/state.js";
import { t } from "../core/words.js";
import { heatLayer, showHeat } from "./heat.js";
import { Overlay } from "./overlay.js";
import { forgetColours } from "./palette.js";
import { Pin } from "./pin.js";
import { paintDeclared } from "./pens.js";
import { householdPainter, incidentPainter, labelPainter } from "./points.js";
import { sourceLayers } from "./sources.js";
import { paintCells, spotsLayer } from "./spots.js";
import { paintGrids, paintGround } from "./style.js";
import { TileStore } from "./tilestore.js";
import { VectorLayer } from "./vectorlayer.js";

const PANES = { "wg-source": 190, "wg-ground": 200, "wg-declared": 240, "wg-spots": 245, "wg-heat": 250, "wg-grids": 300, "wg-marks": 410, "wg-overlay": 420 };

/** Builds the map; `incidentQuery()` is what the incident tiles are filtered by. */
export function makeMap(element, { incidentQuery, heatQuery, onPlace, onIncident, onTrouble }) {
  const map = L.map(element, { zoomControl: false, attributionControl: false, zoomSnap: 1, maxZoom: 19, minZoom: 5, keyboard: true,
    zoomAnimation: !calm(), fadeAnimation: false, inertia: !calm(), worldCopyJump: false, doubleClickZoom: true });
  for (const [name, order] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = order;
  }
  const stores = Object.fromEntries(["grids", "landcover", "water", "roads", "buildings", "households"].map((id) => [id, new TileStore(id)]));
  stores.incidents = new TileStore("incidents", incidentQuery);
  const on = (id) => !state.off.includes(id);
  const onGround = (id) => on(id) && !(id === "landcover" && state.section === "heat"); // colours of the heat need a quiet ground
  const layers = {
    ground: new VectorLayer({ pane: "wg-ground", paint: paintGround(onGround), stores: [stores.grids, stores.landcover, stores.water, stores.roads, stores.buildings] }),
    grids: new VectorLayer({ pane: "wg-grids", paint: paintGrids, stores: [stores.grids] }),
    incidents: new VectorLayer({ pane: "wg-overlay", stores: [stores.incidents], tileSize: 256, zoomOffset: 0 }),
    households: new VectorLayer({ pane: "wg-overlay", stores: [stores.households], minZoom: 16 }),
    heat: heatLayer(),
    spots: spotsLayer(),
  };
  const declared = config.layers.filter(({ id }) => !(id in stores) && id !== "heat"); // layers that only their declaration knows
  for (const layer of declared) {
    layers[layer.id] = new VectorLayer({ pane: "wg-declared", paint: paintDeclared(layer, on), stores: [new TileStore(layer.id)], minZoom: layer.zooms[0] });
  }
  const overlay = new Overlay([householdPainter(layers.households), incidentPainter(layers.incidents, () => state.incident),
    labelPainter(layers.grids, { chosen: () => state.grid, quiet: () => state.section === "heat", taken: (frame) => pin.boxIn(frame) })]);
  const cells = new Overlay([paintCells], "wg-declared"); // hexagons and squares, which no tile holds
  const pin = new Pin(map, () => overlay.schedule());
  const sources = sourceLayers();
  let outlined = null;
  let turn = 0; // of the heat's tiles

  for (const layer of Object.values(layers)) layer.on("tiledata", () => overlay.schedule());
  for (const layer of Object.values(layers)) layer.on("tiletrouble", ({ problem }) => onTrouble(problem));
  if (sources.length) L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(map);

  function arrange() {
    const quiet = state.section === "heat" || state.section === "inspect"; // what is looked at there needs a quiet map
    showHeatNow();
    showOnly(map, layers.incidents, !quiet && on("incidents"));
    showOnly(map, layers.households, !quiet && on("households"));
    showOnly(map, layers.grids, on("grids"));
    showOnly(map, layers.spots, state.section === "heat" && !state.spot && on("heat"));
    showOnly(map, cells, state.section === "heat" && !state.spot && on("heat"));
    for (const { id } of declared) showOnly(map, layers[id], on(id));
    const own = state.base === "town" || !sources.length;
    for (const source of sources) showOnly(map, source, !own);
    showOnly(map, layers.ground, own);
    overlay.schedule();
  }

  function showHeatNow() {
    const query = state.section === "heat" && state.look === "density" && !state.spot ? heatQuery() : null;
    if (query) showHeat(layers.heat, query, turn);
    showOnly(map, layers.heat, query !== null);
  }

  function repaint() {
    for (const layer of Object.values(layers)) layer.repaint?.();
    overlay.schedule();
    cells.schedule();
  }

  lookAt(map);
  arrange();
  overlay.addTo(map);
  watch(["section", "look", "spot", "base", "off"], () => { arrange(); repaint(); });
  watch(["incident", "grid"], () => overlay.schedule());
  map.on("moveend", settled(() => {
    const { lat, lng } = map.getCenter();
    change({ view: { z: map.getZoom(), lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)) } });
  }, 120));
  listenForPresses(map, overlay, { onPlace, onIncident });

  return {
    map, pin, layers, overlay, cells, showOnly: (layer, wanted) => showOnly(map, layer, wanted),
    refreshIncidents() {
      stores.incidents.forget();
      if (map.hasLayer(layers.incidents)) layers.incidents.redraw();
      overlay.schedule();
    },
    /** The ground of a hotspot (`side` hot or cold), brought into view; null takes it away. */
    outline(shape, side = "hot") {
      outlined?.remove();
      outlined = shape && L.geoJSON(shape, { pane: "wg-marks", interactive: false, style: { className: `spot-outline ${side}` } }).addTo(map);
      if (outlined) map.fitBounds(outlined.getBounds(), { ...room(map), maxZoom: 15 });
    },
    refreshHeat: showHeatNow,
    /** The heat's tiles anew: there are other reports behind them. */
    renewHeat() {
      turn += 1;
      showHeatNow();
    },
    recolour() {
      forgetColours();
      repaint();
    },
    whole: () => map.fitBounds(boundsOfTown(), room(map)),
    fit: (bounds) => map.fitBounds(bounds, { ...room(map), maxZoom: 17 }),
    /** Bring a place into the part of the map that nothing covers; `zoom` at least, where given. */
    reveal([lon, lat], zoom = 0) {
      const { paddingTopLeft, paddingBottomRight } = room(map);
      const near = Math.max(map.getZoom(), zoom);
      if (near > map.getZoom()) map.setView([lat, lon], near, { animate: false });
      map.panInside([lat, lon], { paddingTopLeft, paddingBottomRight });
    },
  };
}

function showOnly(map, layer, wanted) {
  if (wanted && !map.hasLayer(layer)) map.addLayer(layer);
  if (!wanted && map.hasLayer(layer)) map.removeLayer(layer);
}

const SLIDER = 96; // px that the time slider and the line under it take
const LEGEND = 250; // px across; on a map narrower than three of it the town stands beside it

/** What the bar above, the time slider, a small map's legend and, on a phone, the sheet below cover. */
function room(map) {
  const sheet = narrow() && document.getElementById("panel") ? parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--sheet-h")) || innerHeight * 0.45 : 0;
  const slider = state.section === "heat" && !state.spot ? SLIDER : 0;
  const covered = Math.min(sheet + slider, map.getSize().y - 160);
  const beside = !narrow() && map.getSize().x < 3 * LEGEND ? LEGEND : 24;
  return { paddingTopLeft: [24, narrow() ? 70 : 24], paddingBottomRight: [beside, covered + 24] };
}

function boundsOfTown() {
  const [west, south, east, north] = config.bounds ?? [73, 18, 135, 54];
  return [[south, west], [north, east]];
}

function lookAt(map) {
  if (state.view) map.setView([state.view.lat, state.view.lon], state.view.z, { animate: false });
  else map.fitBounds(boundsOfTown(), { ...room(map), animate: false });
}

/** A press on an incident opens it, on a counted cell comes nearer, anywhere else chooses the place. A double press zooms. */
function listenForPresses(map, overlay, { onPlace, onIncident }) {
  map.on("click", (event) => {
    const hit = overlay.hitAt(event.latlng, event.originalEvent?.pointerType === "touch" ? 14 : 5);
    if (hit?.incident) onIncident(hit.incident.id, event.latlng);
    else if (hit?.cell) map.setView(event.latlng, Math.min(map.getZoom() + 2, 17));
    else onPlace({ lon: event.latlng.lng, lat: event.latlng.lat });
  });
  map.on("mousemove", settled((event) => {
    map.getContainer().classList.toggle("aiming", !overlay.hitAt(event.latlng, 4));
  }, 30));
  map.getContainer().setAttribute("aria-label", t("map"));
}
