// Where things are from here: metres and the word for a direction, and the phone's own map for the way there.
import { say } from "./words.js";

const DEGREE_M = 111320; // a degree of latitude; good to 0.5 % over a town
const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"];

export function apart([lon, lat], [toLon, toLat]) {
  const east = (toLon - lon) * DEGREE_M * Math.cos((lat * Math.PI) / 180);
  const north = (toLat - lat) * DEGREE_M;
  return { metres: Math.hypot(east, north), wind: WINDS[Math.round(Math.atan2(east, north) / (Math.PI / 4) + 8) % 8] };
}

/** 「东北 820 米」; empty where one does not know where one is. */
export function bearing(from, to) {
  if (!from) return "";
  const { metres, wind } = apart(from, to);
  return metres < 15 ? say("here") : `${say(`wind.${wind}`)} ${length(metres)}`;
}

export const length = (metres) => (metres < 995 ? say("metres", { n: Math.round(metres / 10) * 10 || 10 }) : say("km", { n: (metres / 1000).toFixed(1) }));

/** RFC 5870 in WGS-84; the name is shown by the map apps that know the `q`. */
export const geo = ([lon, lat], name) => `geo:${lat.toFixed(6)},${lon.toFixed(6)}?q=${lat.toFixed(6)},${lon.toFixed(6)}(${encodeURIComponent(name)})`;
