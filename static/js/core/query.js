// What the server is asked for, from what is being looked at. List, tiles, heat, table and slider all ask with these.
import { period } from "./period.js";
import { state } from "./state.js";

export const OWN = ["worker", "head"];
export const OTHERS = ["resident", "hotline", "department", "datacheck", "inspection"];
export const STATES = ["reported", "accepted", "dispatched", "handling", "handled", "verified", "closed", "archived", "void"];
export const SOURCES = [...OWN, ...OTHERS];

/** Filters of the incident list and of the incident tiles. */
export function incidentQuery() {
  const { from, to } = period(state.period);
  return { grid: state.within, item: state.item, state: state.state, source: state.source, from, to };
}

let slice = null; // the slider's stretch of the period, while it plays

export const setSlice = (stretch) => { slice = stretch; };
export const getSlice = () => slice;

/** Period, items and sources of the heat; the tiles follow the slider's stretch, the table the whole period. */
export function heatQuery({ sliced = true } = {}) {
  const { from, to } = sliced && slice ? slice : period(state.period);
  return { from, to, item: state.item, source: state.source, radius_m: state.radius };
}

export const shownInHeat = () => !state.off.includes("heat");
