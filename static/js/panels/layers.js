// 图层: what is on the map, with each layer's meaning; and the ground under it where the settings name a tile source.
import { config } from "../core/config.js";
import { h } from "../core/dom.js";
import { change, state } from "../core/state.js";
import { inEnglish, named, t } from "../core/words.js";
import { ordered } from "../ui/legend.js";
import { chips, head } from "./parts.js";

export function layersPanel() {
  const list = h("div", { id: "layer-list" }, ordered(config.layers).map(layerRow));
  const sources = config.basemap.tiles?.length
    ? h("div", { class: "field" }, h("span", { class: "label" }, t("layers.base")), baseChips()) : null;
  return { element: [head(t("section.layers"), "", sources), h("div", { class: "panel-body" }, list)], stop() {} };
}

function baseChips() {
  const place = h("div", {});
  const draw = () => place.replaceChildren(chips(t("layers.base"), [[null, t(`base.${config.basemap.kind}`)], ["town", t("base.town")]], (key) => state.base === key, (key) => { change({ base: key }); draw(); }));
  draw();
  return place;
}

function layerRow(layer) {
  const box = h("input", { type: "checkbox", "data-layer": layer.id, checked: !state.off.includes(layer.id), onchange: () => change({ off: box.checked ? state.off.filter((id) => id !== layer.id) : [...state.off, layer.id] }) });
  const about = inEnglish() ? layer.description_en : layer.description_zh;
  return h("label", { class: "layer" }, box, h("span", { class: "what" }, h("div", {}, named(layer)), h("div", { class: "quiet small" }, about)));
}
