// Tiles of others under the town's own layers, where a setting says so. The server hands the addresses over with the page.
import { config } from "../core/config.js";
import L from "../core/leaflet.js";
import { toGcj02 } from "./datum.js";

/** Tiles drawn in GCJ-02: laid so that they fit our WGS-84 map at the middle of the view. */
const ShiftedTiles = L.TileLayer.extend({
  _setZoomTransform(level, center, zoom) {
    L.TileLayer.prototype._setZoomTransform.call(this, level, shifted(center), zoom);
  },
  _getTiledPixelBounds(center) {
    return L.TileLayer.prototype._getTiledPixelBounds.call(this, shifted(center));
  },
  onAdd(map) {
    map.on("moveend", this.settle, this);
    return L.TileLayer.prototype.onAdd.call(this, map);
  },
  onRemove(map) {
    map.off("moveend", this.settle, this);
    return L.TileLayer.prototype.onRemove.call(this, map);
  },
  /** The shift varies slowly over the country: lay the tiles anew once it has moved by half a pixel. */
  settle() {
    const map = this._map;
    const center = map.getCenter();
    const shift = map.project(shifted(center)).subtract(map.project(center));
    if (!this.shift || this.shift.distanceTo(shift) > 0.5) this._resetView();
    this.shift = shift;
  },
});

function shifted(center) {
  const [lon, lat] = toGcj02(center.lng, center.lat);
  return L.latLng(lat, lon);
}

/** The tile layers of the configured source, lowest first; none where the town's own layers are the base. */
export function sourceLayers() {
  return (config.basemap.tiles ?? []).map(({ url, subdomains, max_zoom: maxNativeZoom, attribution, datum }) => {
    const Tiles = datum === "gcj02" ? ShiftedTiles : L.TileLayer;
    return new Tiles(url, { subdomains: subdomains ?? "", maxNativeZoom, maxZoom: 20, attribution, pane: "wg-source", crossOrigin: "anonymous" });
  });
}
