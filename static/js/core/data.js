// What the page asks of the server, by name. Lists that do not change while one looks are asked for once.
import { route } from "./config.js";
import { getJson, postJson } from "./http.js";
import { t } from "./words.js";

const kept = new Map();

/** The same answer again, without asking; a failure is forgotten, so that the next look asks. */
function once(key, ask) {
  if (!kept.has(key)) {
    const coming = ask();
    coming.catch(() => kept.delete(key));
    kept.set(key, coming);
  }
  return kept.get(key);
}

export const items = () => once("items", async () => (await getJson(route("items"))).items);
export const gridTree = () => once("tree", async () => (await getJson(route("grid_tree"))).items);
export const grid = (code) => once(`grid ${code}`, () => getJson(route("grid", { code })));

export const BESIDE_M = 300; // as far as somebody at a border still wonders which side it is

/** `{grid, path, rule, near_boundary, distance_m, candidates, people, nearest, beside, wgs84}` */
export function locate({ lon, lat, crs, accuracy }, signal) {
  return getJson(route("locate", {}, { lon, lat, crs: crs === "wgs84" ? "" : crs, accuracy_m: accuracy, beside_m: BESIDE_M }), { signal });
}

export const incidents = (query, signal) => getJson(route("incidents", {}, query), { signal });
export const more = (path, signal) => getJson(path, { signal });
export const incident = (id, signal) => getJson(route("incident", { incident_id: id }), { signal });

export const heatLegend = (query, signal) => getJson(route("heat_legend", {}, query), { signal });
export const heatGrids = (query, signal) => getJson(route("heat_grids", {}, query), { signal });
export const heatSeries = (query, signal) => getJson(route("heat_series", {}, query), { signal });

export const hotspotCells = (query, signal) => getJson(route("hotspot_cells", {}, query), { signal });
export const askSearch = (asked) => postJson(route("hotspot_searches"), asked);
export const search = (id) => getJson(route("hotspot_search", { search_id: id }));
export const stopSearch = (id) => postJson(route("hotspot_search_stop", { search_id: id }), {});
export const keepSearch = (id) => postJson(route("hotspot_search_keep", { search_id: id }), {});
export const inspections = (query, signal) => getJson(route("inspections", {}, query), { signal });
export const keptSpots = (query, signal) => getJson(route("hotspots", {}, query), { signal });
export const keptSpot = (id) => getJson(route("hotspot", { hotspot_id: id }));
export const keepSpots = (asked) => postJson(route("hotspots"), asked);
export const addDeed = (id, note) => postJson(route("hotspot_deeds", { hotspot_id: id }), { note });

export const boardFigures = (query, signal) => getJson(route("board_figures", {}, query), { signal });
export const boardTrend = (query, signal) => getJson(route("board_trend", {}, query), { signal });
export const boardIncidents = (query, signal) => getJson(route("board_incidents", {}, query), { signal });

/** Grids by code or name, and addresses: what the search box offers. */
export async function findPlaces(text, signal) {
  const found = await getJson(route("search", {}, { q: text }), { signal });
  return found.items.map((one) => (one.kind === "grid"
    ? { icon: "grid", text: one.title, sub: one.subtitle, side: one.grid ? t(`kind.${one.grid.kind}`) : "", grid: one.code }
    : { icon: "home", text: one.title, sub: one.subtitle, side: one.grid?.name ?? t("search.address"), lon: one.wgs84?.[0], lat: one.wgs84?.[1] }));
}
