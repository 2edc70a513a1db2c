// What the server is asked for, from what is being looked at. List, tiles, heat, table and slider all ask with these.
import { period } from "./period.js";
import { state } from "./state.js";

/** Filters of the incident list and of the incident tiles. */
export function incidentQuery() {
  const { from, to } = period(state.period);
  return { grid: state.within, item: state.item, state: state.state, source: state.source, from, to };
}

let slice = null; // the slider's stretch of the period, while it plays

export const setSlice = (stretch) => { slice = stretch; };
export const getSlice = () => slice;

/** What the table and the slider count: the whole period. */
export function countQuery() {
  const { from, to } = period(state.period);
  return { from, to, item: state.item, source: state.source };
}

let scale = null; // the darkest colour's value, once the legend is known

export const setScale = (top) => { scale = top; };

/** The top of the scale; while the slider stands on a bar, the fullest bar's share of it, the same for every bar. */
export const topOf = () => (slice && scale ? Number((scale * Math.min(1, slice.part * 2)).toPrecision(2)) : scale);

/** Whose ground the density's colours lie on; light is what the server takes where nothing is said. */
export const themeQuery = () => (document.documentElement.dataset.theme === "dark" ? { theme: "dark" } : {});

/** The density tiles: the period, or the slider's stretch of it; null until the scale that all tiles share is known. */
export function heatQuery() {
  if (scale === null || state.off.includes("heat")) return null;
  return { ...countQuery(), ...(slice && { from: slice.from, to: slice.to }), radius_m: state.radius, max: topOf(), ...themeQuery() };
}
