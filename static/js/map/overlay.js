// One canvas over the tiles for what must not be cut at tile edges: incident symbols and labels. Drawn again after each move.
import L from "../core/leaflet.js";

const PAD = 160; // px drawn beyond the view, so that a short pan shows no empty edge

export const Overlay = L.Layer.extend({
  /** painters: [(context, frame) → void]; frame = {origin, width, height, hits, zoom, map}. */
  initialize(painters, pane = "wg-overlay") {
    this.painters = painters;
    this.paneName = pane;
    this.hits = [];
  },

  onAdd(map) {
    this.element = L.DomUtil.create("canvas", "wg-overlay leaflet-zoom-hide", map.getPane(this.paneName));
    this.element.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize viewreset", this.schedule, this);
    this.schedule();
  },

  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.schedule, this);
    this.element.remove();
  },

  /** Draw once in the next frame, however often it is asked for. */
  schedule() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      if (this._map) this.draw();
    });
  },

  draw() {
    const map = this._map;
    const { x: width, y: height } = map.getSize();
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const canvas = this.element;
    canvas.width = (width + 2 * PAD) * ratio;
    canvas.height = (height + 2 * PAD) * ratio;
    canvas.style.width = `${width + 2 * PAD}px`;
    canvas.style.height = `${height + 2 * PAD}px`;
    L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([-PAD, -PAD]));
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const corner = map.containerPointToLayerPoint([-PAD, -PAD]).add(map.getPixelOrigin());
    const frame = { origin: corner, width: width + 2 * PAD, height: height + 2 * PAD, hits: [], zoom: map.getZoom(), map };
    for (const paint of this.painters) paint(context, frame);
    Object.assign(this, { hits: frame.hits, labels: frame.labels ?? [] });
    this.corner = corner;
  },

  /** The topmost thing drawn at a place of the map, within a finger's width, or null. */
  hitAt(latlng, reach = 6) {
    if (!this.corner) return null;
    const at = this._map.project(latlng).subtract(this.corner);
    let best = null;
    for (const hit of this.hits) {
      const gap = Math.hypot(hit.x - at.x, hit.y - at.y) - hit.r;
      if (gap <= reach && (!best || gap < best.gap)) best = { ...hit, gap };
    }
    return best;
  },
});
