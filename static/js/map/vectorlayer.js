// Vector tiles on the map: a grid of canvases painted from one or several stores, and the same without paint, for points.
import L from "../core/leaflet.js";

const EXTENT = 4096;

/**
 * A Leaflet grid layer over tile stores.
 *
 * options.stores  TileStores, in order of painting
 * options.paint   (context, features by store, scale px per tile unit, zoom) → void; without it tiles stay empty
 * Fires "tiledata" when a tile's features arrived and "tiletrouble" with the problem when they did not.
 */
export const VectorLayer = L.GridLayer.extend({
  options: { tileSize: 512, zoomOffset: -1, minZoom: 4, maxZoom: 20, deepest: 16, keepBuffer: 1, updateWhenZooming: false },

  initialize(options) {
    L.setOptions(this, options);
    this.loaded = new Map();
    this.on("tileunload", ({ coords }) => this.loaded.delete(this._tileCoordsToKey(coords)));
  },

  createTile(coords, done) {
    const tile = this.options.paint ? canvas(this.getTileSize().x) : L.DomUtil.create("div");
    const place = this.placeOf(coords);
    Promise.all(this.options.stores.map((store) => store.get(place.z, place.x, place.y)))
      .then((answers) => {
        if (!this._map) return;
        this.loaded.set(this._tileCoordsToKey(coords), { coords, place, answers });
        if (this.options.paint) this.paintTile(tile, place, answers);
        done(null, tile);
        this.fire("tiledata");
      })
      .catch((problem) => {
        done(problem, tile);
        this.fire("tiletrouble", { problem });
      });
    return tile;
  },

  /** The stored tile that serves a tile of the view: itself, or an ancestor beyond the deepest zoom stored. */
  placeOf({ x, y, z }) {
    const zoom = Math.max(0, z + this.options.zoomOffset);
    const up = Math.max(0, zoom - this.options.deepest);
    const part = 2 ** up;
    return { z: zoom - up, x: Math.floor(x / part), y: Math.floor(y / part), part, left: x % part, top: y % part, view: z };
  },

  paintTile(tile, place, answers) {
    const size = this.getTileSize().x;
    const context = tile.getContext("2d");
    const ratio = tile.width / size;
    const scale = (size * place.part) / EXTENT;
    context.setTransform(ratio, 0, 0, ratio, -place.left * size * ratio, -place.top * size * ratio);
    context.lineJoin = "round";
    context.lineCap = "round";
    this.options.paint(context, answers, scale, place.view);
  },

  /** Paint what is loaded again, in other colours or weights, asking nothing of the server. */
  repaint() {
    if (!this.options.paint || !this._map) return;
    for (const [key, { place, answers }] of this.loaded) {
      const tile = this._tiles[key]?.el;
      if (!tile?.getContext) continue;
      const context = tile.getContext("2d");
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, tile.width, tile.height);
      this.paintTile(tile, place, answers);
    }
  },

  /** Each feature of the tiles in view with its tile's origin and scale in map pixels: action(feature, x0, y0, scale). */
  eachInView(action) {
    const zoom = this._map?.getZoom();
    const size = this.getTileSize().x;
    for (const { coords, place, answers } of this.loaded.values()) {
      if (coords.z !== zoom) continue;
      const x0 = (coords.x - place.left) * size;
      const y0 = (coords.y - place.top) * size;
      const scale = (size * place.part) / EXTENT;
      for (const answer of answers) {
        for (const list of Object.values(answer)) for (const feature of list) action(feature, x0, y0, scale, place);
      }
    }
  },
});

function canvas(size) {
  const element = L.DomUtil.create("canvas");
  const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
  element.width = size * ratio;
  element.height = size * ratio;
  return element;
}

/** Adds a feature's rings to the current path. */
export function trace(context, rings, scale, close) {
  for (const ring of rings) {
    context.moveTo(ring[0].x * scale, ring[0].y * scale);
    for (let i = 1; i < ring.length; i += 1) context.lineTo(ring[i].x * scale, ring[i].y * scale);
    if (close) context.closePath();
  }
}

export function fillFeature(context, feature, scale, style) {
  context.fillStyle = style;
  context.beginPath();
  trace(context, feature.rings, scale, true);
  context.fill("evenodd");
}

export function strokeFeature(context, feature, scale, style, width, dash = []) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  trace(context, feature.rings, scale, feature.type === 3);
  context.stroke();
}
