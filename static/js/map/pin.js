// The chosen place on the map: pin, accuracy circle, the line to the nearest border, and the chosen grid's outline.
import { metres } from "../core/format.js";
import L from "../core/leaflet.js";
import { toBorder } from "./border.js";

const PIN = '<svg class="wg-pin" viewBox="0 0 24 32" width="28" height="37"><path d="M12 31s11-11.6 11-19.3A11 11 0 1 0 1 11.700C1 19.400 12 31 12 31z"/><circle cx="12" cy="11.5" r="4"/></svg>';

const [WIDE, TALL] = [28, 37];

export class Pin {
  /** `onMove()`: it stands elsewhere, so names make room anew. */
  constructor(map, onMove) {
    this.map = map;
    this.onMove = onMove;
    this.group = L.layerGroup().addTo(map);
    this.outline = L.layerGroup().addTo(map);
  }

  /** At once, before the server has answered. */
  put([lon, lat], accuracy) {
    this.clear();
    this.at = [lon, lat];
    const here = [lat, lon];
    if (accuracy) L.circle(here, { radius: accuracy, className: "wg-circle", weight: 1, dashArray: "4 3", interactive: false, pane: "wg-marks" }).addTo(this.group);
    const drawing = L.divIcon({ className: "", html: PIN, iconSize: [WIDE, TALL], iconAnchor: [WIDE / 2, TALL - 1] });
    this.marker = L.marker(here, { icon: drawing, interactive: false, keyboard: false, zIndexOffset: 1000 }).addTo(this.group);
    this.onMove();
  }

  /** The rectangle it covers in a frame of the overlay, or null. */
  boxIn(frame) {
    if (!this.at) return null;
    const [lon, lat] = this.at;
    const { x, y } = frame.map.project([lat, lon]).subtract(frame.origin);
    return [x - WIDE / 2, y - TALL, WIDE, TALL + 2];
  }

  /** The way to the nearest border of the grid's shape, with its length. */
  measure(feature, distance) {
    if (!this.at || !feature?.geometry) return;
    const foot = toBorder(this.at, feature.geometry);
    if (!foot) return;
    const ends = [this.at, foot.at].map(([lon, lat]) => [lat, lon]);
    L.polyline(ends, { className: "wg-toborder", weight: 2, dashArray: "2 4", interactive: false, pane: "wg-marks" }).addTo(this.group);
    const label = L.divIcon({ className: "wg-metres", html: "", iconAnchor: [-10, 10] });
    const marker = L.marker(ends[1], { icon: label, interactive: false, keyboard: false }).addTo(this.group);
    marker.getElement().textContent = metres(distance ?? foot.metres);
  }

  /** Outline of the chosen grid; others beside it dashed. */
  surround(feature) {
    this.outline.clearLayers();
    if (!feature?.geometry) return;
    L.geoJSON(feature, { interactive: false, pane: "wg-marks", style: { className: "wg-chosen", weight: 3 } }).addTo(this.outline);
  }

  ring(latlng) {
    this.unring();
    this.circle = L.circleMarker(latlng, { radius: 15, className: "wg-ring", weight: 2.5, fill: false, interactive: false, pane: "wg-marks" }).addTo(this.map);
  }

  unring() {
    this.circle?.remove();
    this.circle = null;
  }

  clear() {
    this.group.clearLayers();
    this.at = null;
    this.onMove();
  }
}
