// The team's map: outlines of the area's grids, the day's way, the stops by number, oneself. Everything is on the phone already.
import L from "../core/leaflet.js";
import { h } from "../core/dom.js";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export class FieldMap {
  constructor(element, onStop) {
    this.map = L.map(element, { zoomControl: false, attributionControl: false, zoomAnimation: false, fadeAnimation: false, maxZoom: 18, minZoom: 9, preferCanvas: true });
    this.onStop = onStop;
    this.ground = L.layerGroup().addTo(this.map);
    this.way = L.layerGroup().addTo(this.map);
    this.stops = L.layerGroup().addTo(this.map);
    this.me = null;
    this.map.setView([30, 120], 12);
  }

  outlines(list) {
    this.ground.clearLayers();
    for (const { geometry, kind } of list) {
      L.geoJSON(geometry, { interactive: false, style: { color: colour(kind === "enterprise" ? "map-firm" : "map-grid"), weight: 1, fillColor: colour(kind === "enterprise" ? "map-firm" : "map-land"), fillOpacity: kind === "enterprise" ? 0.15 : 1 } }).addTo(this.ground);
    }
  }

  /** One day's legs and stops; `chosen` is drawn larger, done ones quiet. */
  day(legs, stops, { chosen, done }) {
    this.way.clearLayers();
    this.stops.clearLayers();
    for (const leg of legs) L.polyline(leg.map(([lon, lat]) => [lat, lon]), { color: colour("accent"), weight: 3, opacity: 0.7, interactive: false }).addTo(this.way);
    for (const stop of stops) {
      const face = h("span", { class: `stop-mark${done(stop) ? " done" : ""}${stop.wish === chosen ? " chosen" : ""}` }, String(stop.serial));
      L.marker([stop.place[1], stop.place[0]], { icon: L.divIcon({ html: face, className: "", iconSize: [26, 26], iconAnchor: [13, 13] }), keyboard: false, alt: stop.label })
        .on("click", () => this.onStop(stop.wish)).addTo(this.stops);
    }
  }

  fit(stops) {
    if (!stops.length) return;
    this.map.invalidateSize();
    this.map.fitBounds(L.latLngBounds(stops.map(({ place: [lon, lat] }) => [lat, lon])), { padding: [32, 32], maxZoom: 16, animate: false });
  }

  show([lon, lat]) {
    this.map.invalidateSize();
    this.map.setView([lat, lon], Math.max(this.map.getZoom(), 16), { animate: false });
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
