// The scale that all density tiles share: asked for again with every change of period, items, sources, radius or zoom.
import { heatLegend } from "../core/data.js";
import { settled } from "../core/dom.js";
import { countQuery, setScale, themeQuery } from "../core/query.js";
import { state, watch } from "../core/state.js";
import { setHeatLegend } from "./legend.js";
import { notify } from "./notices.js";

/** Keeps the scale of the map's zoom; `onLegend` after each. `stop` forgets it, so that no tile is asked for. */
export function heatScale(map, onLegend) {
  let asking = null;

  const load = settled(async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    try {
      const found = await heatLegend({ ...countQuery(), radius_m: state.radius, z: map.getZoom(), ...themeQuery() }, mine.signal);
      if (asking !== mine) return;
      setScale(found.max);
      setHeatLegend(found);
    } catch (problem) {
      if (problem.name === "AbortError") return;
      if (!(problem.status >= 0)) throw problem;
      setScale(null);
      setHeatLegend(null);
      notify(problem.message);
    }
    onLegend();
  }, 40);

  map.on("zoomend", load);
  const unwatch = watch(["period", "item", "source", "radius"], load);
  load();
  return {
    load,
    stop() {
      map.off("zoomend", load);
      unwatch();
      asking?.abort();
      asking = null;
      setScale(null);
      setHeatLegend(null);
    },
  };
}
