// Reads coordinates out of what somebody typed or pasted, in degrees or in degrees, minutes and seconds, in any order.
export const DATUMS = ["wgs84", "gcj02", "bd09", "cgcs2000"];

const DECIMAL = /^\s*[(（[]?\s*([-+]?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW北南东西])?\s*[,，;；\s]\s*([-+]?\d{1,3}(?:\.\d+)?)\s*°?\s*([NSEW北南东西])?\s*[)）\]]?\s*$/iu;
const SEXAGESIMAL = /(\d{1,3})\s*[°度]\s*(\d{1,2})\s*['′分]\s*(?:(\d{1,2}(?:\.\d+)?)\s*["″秒])?\s*([NSEW北南东西])?/giu;
const NORTH_SOUTH = /[ns北南]/i;
const NEGATIVE = /[sw南西]/i;

/** `[{lon, lat}]`: none, one, or both readings where either order is possible (longitude first is offered first). */
export function readCoordinates(text) {
  const [a, b] = parts(text);
  if (!b) return [];
  if (a.side && NORTH_SOUTH.test(a.side)) return valid([[b, a]]);
  if (b.side && NORTH_SOUTH.test(b.side)) return valid([[a, b]]);
  const inChina = valid([[a, b], [b, a]]).filter(({ lon, lat }) => lon > 70 && lon < 140 && lat > 0 && lat < 60);
  return inChina.length ? inChina : valid([[a, b], [b, a]]);
}

function parts(text) {
  const plain = DECIMAL.exec(text);
  if (plain) return [value(Number(plain[1]), plain[2]), value(Number(plain[3]), plain[4])];
  const found = [...text.matchAll(SEXAGESIMAL)];
  return found.length === 2 ? found.map(([, d, m, s, side]) => value(Number(d) + Number(m) / 60 + Number(s ?? 0) / 3600, side)) : [];
}

const value = (degrees, side) => ({ degrees: Number((side && NEGATIVE.test(side) ? -degrees : degrees).toFixed(7)), side });

function valid(pairs) {
  return pairs.map(([x, y]) => ({ lon: x.degrees, lat: y.degrees })).filter(({ lon, lat }) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
}
