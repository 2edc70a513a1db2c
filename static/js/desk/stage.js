// The desk's map: the town's own ground below, the coverage drawn above it on one canvas.
import { config } from "../core/config.js";
import L from "../core/leaflet.js";
import { byId, calm, narrow } from "../core/dom.js";
import { t } from "../core/words.js";
import { Overlay } from "../map/overlay.js";
import { householdPainter } from "../map/points.js";
import { sourceLayers } from "../map/sources.js";
import { paintGround } from "../map/style.js";
import { TileStore } from "../map/tilestore.js";
import { VectorLayer } from "../map/vectorlayer.js";
import { makeControls } from "../ui/controls.js";
import { reachable } from "../ui/notices.js";

const PANES = { "wg-source": 190, "wg-ground": 200, "wg-overlay": 420 };
const GROUND = ["grids", "landcover", "water", "roads", "buildings", "parcels"];

/** `painters` draw on the overlay in this order, over the households. */
export function makeStage(painters) {
  const map = L.map(byId("map"), { zoomControl: false, attributionControl: false, maxZoom: 21, minZoom: 8, keyboard: false, doubleClickZoom: false,
    zoomAnimation: !calm(), fadeAnimation: false, inertia: !calm(), boxZoom: false });
  for (const [name, order] of Object.entries(PANES)) map.createPane(name).style.zIndex = order;
  const ground = new VectorLayer({ pane: "wg-ground", paint: paintGround(() => true), stores: GROUND.map((id) => new TileStore(id)), maxZoom: 21 });
  const homes = new VectorLayer({ pane: "wg-overlay", stores: [new TileStore("households")], minZoom: 16, maxZoom: 21 });
  const overlay = new Overlay([householdPainter(homes), ...painters]);
  for (const layer of [ground, homes]) {
    layer.on("tiledata", () => { reachable(true); overlay.schedule(); });
    layer.on("tiletrouble", ({ problem }) => problem.code === "offline" && reachable(false));
  }
  map.setView([30, 120], 12);
  for (const source of sourceLayers()) source.addTo(map);
  if (config.basemap.kind === "town") ground.addTo(map);
  homes.addTo(map);
  overlay.addTo(map);
  map.on("move", () => overlay.schedule());
  byId("map").setAttribute("aria-label", t("map"));

  const stage = {
    map, ground, overlay,
    redraw: () => overlay.schedule(),
    repaint() { ground.repaint(); overlay.schedule(); },
    /** Show a box of [west, south, east, north] between the bars. */
    fit(box, { maxZoom = 17 } = {}) {
      if (!box) return;
      const [west, south, east, north] = box;
      map.fitBounds([[south, west], [north, east]], { ...room(map), maxZoom, animate: !calm() });
    },
    go([lon, lat], zoom = 17) {
      map.setView([lat, lon], Math.max(map.getZoom(), zoom), { animate: false });
      const { paddingTopLeft, paddingBottomRight } = room(map);
      map.panInside([lat, lon], { paddingTopLeft, paddingBottomRight, animate: false });
    },
    whole: null,
  };
  makeControls(map, { whole: () => stage.fit(stage.whole ?? config.bounds), onPlace: ({ lon, lat }) => stage.go([lon, lat]), openLayers: () => undefined });
  document.querySelector("#controls .c-layers")?.remove();
  if (config.bounds) stage.fit(config.bounds);
  return stage;
}

/** On a phone the sheet covers the lower part. */
function room() {
  const sheet = narrow() ? parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--sheet-h")) || innerHeight * 0.46 : 0;
  return { paddingTopLeft: [32, 64], paddingBottomRight: [32, Math.min(sheet, innerHeight - 220) + 32] };
}
