// The nearest point of a shape's border, in a flat plane at the place (exact to centimetres within a town). Only for
// drawing the line; the distance that counts is the server's.
const RADIUS = 6371008.8;
const RAD = Math.PI / 180;

/** `{at: [lon, lat], metres}` of the border point nearest to `[lon, lat]`, or null for an empty shape. */
export function toBorder([lon, lat], geometry) {
  const kx = RADIUS * RAD * Math.cos(lat * RAD);
  const ky = RADIUS * RAD;
  let best = null;
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = [(ring[i - 1][0] - lon) * kx, (ring[i - 1][1] - lat) * ky];
      const [dx, dy] = [(ring[i][0] - lon) * kx - ax, (ring[i][1] - lat) * ky - ay];
      const length = dx * dx + dy * dy;
      const along = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
      const [x, y] = [ax + along * dx, ay + along * dy];
      const metres = Math.hypot(x, y);
      if (!best || metres < best.metres) best = { at: [lon + x / kx, lat + y / ky], metres };
    }
  }
  return best;
}

export function ringsOf(geometry) {
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

/** [west, south, east, north] of a shape. */
export function boundsOf(geometry) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of ringsOf(geometry)) {
    for (const [lon, lat] of ring) {
      box[0] = Math.min(box[0], lon); box[1] = Math.min(box[1], lat);
      box[2] = Math.max(box[2], lon); box[3] = Math.max(box[3], lat);
    }
  }
  return box;
}
