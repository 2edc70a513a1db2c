// A second map beside the first, moving with it.
import L from "../../core/leaflet.js";
import { h } from "../../core/dom.js";
import { Overlay } from "../../map/overlay.js";
import { paintGround } from "../../map/style.js";
import { VectorLayer } from "../../map/vectorlayer.js";
import { say } from "../words.js";

export function makeTwin(stage, paint) {
  const main = stage.map.getContainer();
  const place = h("div", { class: "twin", "aria-label": say("compare.a") });
  main.parentElement.append(place);
  main.classList.add("halved");
  stage.map.invalidateSize({ pan: false });
  const map = L.map(place, { zoomControl: false, attributionControl: false, maxZoom: 21, keyboard: false, dragging: false, scrollWheelZoom: false, touchZoom: false, doubleClickZoom: false, zoomAnimation: false, fadeAnimation: false });
  for (const [name, order] of [["wg-ground", 200], ["wg-overlay", 420]]) map.createPane(name).style.zIndex = order;
  const overlay = new Overlay([paint]);
  const follow = () => map.setView(stage.map.getCenter(), stage.map.getZoom(), { animate: false });
  follow();
  new VectorLayer({ pane: "wg-ground", paint: paintGround(() => true), stores: stage.ground.options.stores, maxZoom: 21 }).addTo(map);
  overlay.addTo(map);
  stage.map.on("move zoomend", follow);
  return {
    redraw: () => overlay.schedule(),
    stop() {
      if (!place.isConnected) return;
      stage.map.off("move zoomend", follow);
      map.remove();
      place.remove();
      main.classList.remove("halved");
      stage.map.invalidateSize({ pan: false });
    },
  };
}
