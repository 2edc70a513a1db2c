// What is being looked at, in one place and in the address bar, so that an address can be sent to a colleague.
import { config } from "./config.js";
import { among, BASES, CELLS, isCode, isDay, isId, LEVELS, LINKS, LOOKS, MEASURES, METHODS, PERS, RANKS, SECTIONS, SHADES, SHUFFLES, SOURCES, STATES } from "./known.js";
import { recall, remember } from "./memory.js";
import { isPeriod } from "./period.js";

/** Address-bar name of each part of the view, how it is read, which words it knows, and what it is when absent. */
const PARTS = {
  section: { name: "s", otherwise: config.section ?? "map", knows: among(SECTIONS) },
  view: { name: "m", otherwise: null, read: readView, write: ({ z, lon, lat }) => `${z}/${lat.toFixed(5)}/${lon.toFixed(5)}` },
  place: { name: "at", otherwise: null, read: readPlace, write: ({ lon, lat, crs }) => [lon, lat, ...(crs && crs !== "wgs84" ? [crs] : [])].join(",") },
  grid: { name: "grid", otherwise: null, knows: isCode },
  incident: { name: "event", otherwise: null, knows: isId },
  area: { name: "area", otherwise: null, knows: isCode },
  quarter: { name: "quarter", otherwise: null, knows: isDay },
  spot: { name: "spot", otherwise: null, knows: isId },
  within: { name: "within", otherwise: null, knows: isCode },
  item: { name: "item", otherwise: [], knows: isCode, read: readList, write: (list) => list.join(",") },
  state: { name: "state", otherwise: [], knows: among(STATES), read: readList, write: (list) => list.join(",") },
  source: { name: "source", otherwise: [], knows: among(SOURCES), read: readList, write: (list) => list.join(",") },
  period: { name: "period", otherwise: "30d", knows: isPeriod },
  radius: { name: "radius", otherwise: 250, knows: (metres) => metres >= 50 && metres <= 2000, read: Number, write: String },
  look: { name: "look", otherwise: "density", knows: among(LOOKS) },
  by: { name: "by", otherwise: "count", knows: among(RANKS) },
  method: { name: "method", otherwise: "gi_star", knows: among(METHODS) },
  cells: { name: "cells", otherwise: "grids", knows: among(CELLS) },
  links: { name: "links", otherwise: "queen", knows: among(LINKS) },
  per: { name: "per", otherwise: "people", knows: among(PERS) },
  shuffles: { name: "shuffles", otherwise: 999, knows: among(SHUFFLES), read: Number, write: String },
  town: { name: "town", otherwise: null, knows: isCode },
  basis: { name: "basis", otherwise: "present", knows: among(BASES) },
  level: { name: "level", otherwise: null, knows: among(LEVELS) },
  rank: { name: "rank", otherwise: null, knows: among(MEASURES) },
  shade: { name: "shade", otherwise: null, knows: among(SHADES) },
  opened: { name: "open", otherwise: null, knows: isCode },
  base: { name: "base", otherwise: null, knows: among(["town"]) },
  off: { name: "off", otherwise: ["units"], read: readList, write: (list) => list.join(",") },
};

function readView(text) {
  const [z, lat, lon] = text.split("/").map(Number);
  return [z, lat, lon].every(Number.isFinite) ? { z, lat, lon } : null;
}

function readPlace(text) {
  const [lon, lat, crs = "wgs84"] = text.split(",");
  return [lon, lat].every((one) => one !== "" && Number.isFinite(Number(one))) ? { lon: Number(lon), lat: Number(lat), crs } : null;
}

function readList(text) {
  return text.split(",").filter((one) => one && one !== "-");
}

/** What is known of a value; null where nothing is. */
function knownPart(value, knows = () => true) {
  if (!Array.isArray(value)) return value !== null && knows(value) ? value : null;
  const known = value.filter(knows);
  return known.length || !value.length ? known : null;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const watchers = new Set();
const unknown = new Set(); // parts of which something was not understood
export const state = readAddress();

function readAddress() {
  const search = new URLSearchParams(location.search);
  const found = {};
  for (const [key, { name, otherwise, knows, read = (text) => text }] of Object.entries(PARTS)) {
    const given = search.has(name) ? read(search.get(name)) : otherwise;
    found[key] = search.has(name) ? knownPart(given, knows) ?? otherwise : otherwise;
    if (!same(found[key], given)) unknown.add(key);
  }
  if (!search.has("off")) found.off = recall("off", ["units"]);
  return found;
}

/** Whether the address held what nobody knows; it is dropped from the address too. */
export function dropUnknown() {
  if (unknown.size) writeAddress(false);
  return unknown.size > 0;
}

/** Change parts of the view; watchers hear once which parts really changed. */
export function change(parts) {
  const changed = new Set(Object.keys(parts).filter((key) => !same(state[key], parts[key])));
  if (!changed.size) return;
  Object.assign(state, parts);
  if (changed.has("off")) remember("off", state.off);
  writeAddress(changed.has("section") && !returning);
  for (const watcher of [...watchers]) watcher(changed);
}

/** `watch(["period", "item"], action)`: action(changed) after any of the named parts changed. Returns the way to stop. */
export function watch(keys, action) {
  const watcher = (changed) => keys.some((key) => changed.has(key)) && action(changed);
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function writeAddress(asNew) {
  const search = new URLSearchParams();
  for (const [key, { name, otherwise, write = (value) => value }] of Object.entries(PARTS)) {
    if (!same(state[key], otherwise)) search.set(name, write(state[key]) || "-");
  }
  const lang = new URLSearchParams(location.search).get("lang");
  if (lang) search.set("lang", lang);
  const readable = search.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  history[asNew ? "pushState" : "replaceState"](null, "", readable ? `?${readable}` : location.pathname);
}

let returning = false;

// A section is a step that the browser's "back" undoes; the map stays where it is.
addEventListener("popstate", () => {
  returning = true;
  change({ ...readAddress(), view: state.view });
  returning = false;
});
