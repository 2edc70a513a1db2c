// The server's density tiles as a layer; their address carries the period, items, sources and radius.
import { config, queryString } from "../core/config.js";
import L from "../core/leaflet.js";

/** How opaque the tiles lie on the ground, beside what is painted into them. */
export const HEAT_OPACITY = 0.85;

export function heatLayer() {
  return L.tileLayer(config.routes.heat_tiles, { pane: "wg-heat", opacity: HEAT_OPACITY, maxNativeZoom: 18, maxZoom: 20, keepBuffer: 1,
    updateWhenZooming: false, crossOrigin: "anonymous", className: "wg-heat-tile" });
}

/** `turn` is not sent: under another one the browser asks the server again instead of taking the pictures it holds. */
export function showHeat(layer, query, turn) {
  const url = `${config.routes.heat_tiles}?${queryString(query)}#${turn}`;
  if (layer._url !== url) layer.setUrl(url, !layer._map);
}
