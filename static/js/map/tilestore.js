// Vector tiles of one layer: fetched once, decoded, kept while they may be wanted again.
import { PbfReader } from "pbf";
import { VectorTile } from "@mapbox/vector-tile";
import { config, route } from "../core/config.js";
import { getBuffer } from "../core/http.js";

const KEEP = 240;
const NOTHING = Promise.resolve({});

const holding = new Set();
let onFirst = () => {};

/** Whether any tile of a layer had something in it so far: what the town does not have needs no legend. */
export const holds = (layer) => holding.has(layer);

/** Called when a layer shows for the first time that it holds something. */
export function whenFirst(call) {
  onFirst = call;
}

export class TileStore {
  /** @param {string} layer  @param {() => object} query  what the tile address carries besides its place */
  constructor(layer, query = () => ({})) {
    this.layer = layer;
    this.query = query;
    this.tiles = new Map();
    [this.from] = config.layers.find(({ id }) => id === layer).zooms;
  }

  /** Features of a tile: `[{type, properties, rings}]`, `rings` in tile units of 0..4096. Rejects with a Problem. */
  get(z, x, y) {
    if (z < this.from) return NOTHING;
    const url = route("tiles", { layer: this.layer, z, x, y }, this.query());
    const known = this.tiles.get(url);
    if (known) {
      this.tiles.delete(url); // moved to the end: the oldest go first
      this.tiles.set(url, known);
      return known;
    }
    const coming = getBuffer(url).then(decode).then((answer) => this.noted(answer));
    coming.catch(() => this.tiles.delete(url)); // so that the next look asks again
    this.tiles.set(url, coming);
    if (this.tiles.size > KEEP) this.tiles.delete(this.tiles.keys().next().value);
    return coming;
  }

  noted(answer) {
    if (!holding.has(this.layer) && Object.values(answer).some((list) => list.length)) {
      holding.add(this.layer);
      onFirst(this.layer);
    }
    return answer;
  }

  forget() {
    this.tiles.clear();
  }
}

function decode(buffer) {
  if (!buffer || !buffer.byteLength) return {};
  const tile = new VectorTile(new PbfReader(new Uint8Array(buffer)));
  return Object.fromEntries(Object.entries(tile.layers).map(([name, layer]) => [name, features(layer)]));
}

function features(layer) {
  const list = [];
  for (let i = 0; i < layer.length; i += 1) {
    const feature = layer.feature(i);
    const scale = 4096 / layer.extent;
    const rings = feature.loadGeometry();
    if (scale !== 1) for (const ring of rings) for (const point of ring) point._mult(scale);
    list.push({ type: feature.type, properties: feature.properties, rings });
  }
  return list;
}
