// The team's map: outlines and roads of the area, the day's way, the stops by number, oneself. Everything is on the phone already.
import L from "../core/leaflet.js";
import { h, icon } from "../core/dom.js";
import { say } from "./words.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const swapped = (line) => line.map(([lon, lat]) => [lat, lon]);
const ROADS = { main: 3, village: 2 }; // px; other roads 1.5
const NAMES_FROM = 13; // the zoom from which grids carry their names

export class FieldMap {
  constructor(element, onStop) {
    this.map = L.map(element, { zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, maxZoom: 19, minZoom: 9, preferCanvas: true });
    this.onStop = onStop;
    this.ground = L.layerGroup().addTo(this.map);
    this.names = L.layerGroup();
    this.way = L.layerGroup().addTo(this.map);
    this.stops = L.layerGroup().addTo(this.map);
    this.me = null;
    this.picking = null;
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(this.map);
    this.map.on("zoomend", () => this.named());
    this.map.on("click", ({ latlng }) => this.picking?.([Number(latlng.lng.toFixed(7)), Number(latlng.lat.toFixed(7))]));
    this.map.setView([30, 120], 12);
  }

  /** Buttons over the map; `onWhole` shows the whole day. */
  buttons(element, onWhole) {
    const button = (id, name, what, act) => h("button", { type: "button", id, class: "square", "aria-label": say(what), onclick: act }, icon(name));
    element.append(button("locate", "here", "locate", () => this.me && this.map.setView(this.me[1].getLatLng(), Math.max(this.map.getZoom(), 16), { animate: false })), button("whole", "whole", "whole", onWhole));
  }

  land(outlines, roads) {
    this.ground.clearLayers();
    this.names.clearLayers();
    for (const { geometry, kind, name, middle } of outlines) {
      const firm = kind === "enterprise";
      L.geoJSON(geometry, { interactive: false, style: { color: colour(firm ? "map-firm" : "map-grid"), weight: 1.2, fillColor: colour(firm ? "map-firm" : "map-land"), fillOpacity: firm ? 0.15 : 1 } }).addTo(this.ground);
      if (middle) L.marker([middle[1], middle[0]], { interactive: false, keyboard: false, icon: L.divIcon({ className: "", iconSize: [0, 0], html: h("span", { class: "grid-name", "aria-hidden": "true" }, name ?? "") }) }).addTo(this.names);
    }
    for (const { kind, line } of roads) {
      const width = ROADS[kind] ?? 1.5;
      for (const [of, weight] of [["ink-3", width + 1.5], ["map-road", width]]) L.polyline(line.map(swapped), { color: colour(of), weight, opacity: of === "ink-3" ? 0.55 : 1, interactive: false }).addTo(this.ground);
    }
    this.named();
  }

  named() {
    if (this.map.getZoom() >= NAMES_FROM) this.names.addTo(this.map);
    else this.names.remove();
  }

  /** One day's legs and stops; `chosen` is drawn larger, done ones quiet. */
  day(legs, stops, { chosen, mark }) {
    this.way.clearLayers();
    this.stops.clearLayers();
    for (const leg of legs) L.polyline(swapped(leg), { color: colour("accent"), weight: 4, opacity: 0.75, interactive: false }).addTo(this.way);
    for (const stop of stops) {
      const done = mark(stop);
      const face = h("span", { class: "stop-target" }, h("span", { class: `stop-mark ${done ?? ""}${stop.wish === chosen ? " chosen" : ""}` }, done === "tick" ? "✓" : String(stop.serial)));
      L.marker([stop.place[1], stop.place[0]], { icon: L.divIcon({ html: face, className: "", iconSize: [44, 44], iconAnchor: [22, 22] }), keyboard: false, alt: stop.label, zIndexOffset: stop.wish === chosen ? 500 : 0 })
        .on("click", () => this.onStop(stop.wish)).addTo(this.stops);
    }
  }

  fit(stops) {
    if (!stops.length) return;
    this.map.invalidateSize();
    this.map.fitBounds(L.latLngBounds(stops.map(({ place: [lon, lat] }) => [lat, lon])), { paddingTopLeft: [32, 72], paddingBottomRight: [32, 40], maxZoom: 16, animate: false });
  }

  show([lon, lat]) {
    this.map.invalidateSize();
    this.map.setView([lat, lon], Math.max(this.map.getZoom(), 16), { animate: false });
  }

  /** The place that is pressed next, [lon, lat]; null once `stop()` of what this gives is called. */
  pick(from, onPick) {
    this.show(from);
    this.stops.remove();
    this.picking = (place) => { this.picked(place); onPick(place); };
    return () => { this.picking = null; this.stops.addTo(this.map); };
  }

  /** Mark a place that was picked; null takes the mark away. */
  picked(place) {
    this.pin?.remove();
    this.pin = place && L.marker([place[1], place[0]], { interactive: false, keyboard: false, icon: L.divIcon({ className: "", html: h("span", { class: "picked" }), iconSize: [22, 22], iconAnchor: [11, 11] }) }).addTo(this.map);
  }

  here({ longitude, latitude, accuracy }) {
    const at = [latitude, longitude];
    if (!this.me) {
      this.me = [L.circle(at, { radius: accuracy, stroke: false, fillColor: colour("accent"), fillOpacity: 0.15, interactive: false }), L.circleMarker(at, { radius: 7, color: colour("paper"), weight: 3, fillColor: colour("accent"), fillOpacity: 1, interactive: false })];
      this.me.forEach((one) => one.addTo(this.map));
    }
    this.me.forEach((one) => one.setLatLng(at));
    this.me[0].setRadius(accuracy);
  }
}
