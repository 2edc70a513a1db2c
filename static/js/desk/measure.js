// Areas and lengths on the ellipsoid, fast enough to follow a hand. The server's figures are the truth; these agree to a
// few parts in a million.
const RAD = Math.PI / 180;
const A = 6378137;
const E2 = 0.0066943799901413165;
const E1 = Math.sqrt(E2);
export const MU = 10000 / 15; // m² in one 亩

/** The authalic ordinate: with it and the longitude in radians, a flat area is the true area (m). */
function ordinate(lat) {
  const s = Math.sin(lat * RAD);
  return (A * A * (1 - E2) / 2) * (s / (1 - E2 * s * s) + Math.atanh(E1 * s) / E1);
}

/** Metres per degree eastwards and northwards at a latitude. */
export function scaleAt(lat) {
  const s = Math.sin(lat * RAD);
  const w = Math.sqrt(1 - E2 * s * s);
  return [RAD * (A / w) * Math.cos(lat * RAD), RAD * (A * (1 - E2)) / w ** 3];
}

/** The signed area under a line about a fixed origin (m²); the sum around a face is its area, left-hand positive. */
export function sweep(line, [lon0, lat0]) {
  const y0 = ordinate(lat0);
  let sum = 0;
  let x = (line[0][0] - lon0) * RAD;
  let y = ordinate(line[0][1]) - y0;
  for (let i = 1; i < line.length; i += 1) {
    const nextX = (line[i][0] - lon0) * RAD;
    const nextY = ordinate(line[i][1]) - y0;
    sum += x * nextY - nextX * y;
    [x, y] = [nextX, nextY];
  }
  return sum / 2;
}

export function lengthOf(line) {
  let sum = 0;
  for (let i = 1; i < line.length; i += 1) sum += metresBetween(line[i - 1], line[i]);
  return sum;
}

export function metresBetween(a, b) {
  const [east, north] = scaleAt((a[1] + b[1]) / 2);
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}

/** A place some metres east and north of another, to the twelve decimals that are kept. */
export function moved([lon, lat], eastM, northM) {
  const [east, north] = scaleAt(lat);
  return [tidy(lon + eastM / east), tidy(lat + northM / north)];
}

export const tidy = (degrees) => Number(degrees.toFixed(12));

/** Polsby-Popper: 1 for a circle. */
export const compactness = (area, perimeter) => (perimeter ? (4 * Math.PI * area) / (perimeter * perimeter) : null);
