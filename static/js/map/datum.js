// GCJ-02 as Chinese web maps draw it. Only for placing their tiles under our WGS-84 map; whatever is stored is converted
// by the server.
const A = 6378245;
const EE = 0.00669342162296594323;
const { PI, sin, cos, sqrt, abs } = Math;

const waves = (x) => (20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2 / 3;

function north(x, y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + waves(x)
    + (20 * sin(y * PI) + 40 * sin(y / 3 * PI)) * 2 / 3 + (160 * sin(y / 12 * PI) + 320 * sin(y * PI / 30)) * 2 / 3;
}

function east(x, y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + waves(x)
    + (20 * sin(x * PI) + 40 * sin(x / 3 * PI)) * 2 / 3 + (150 * sin(x / 12 * PI) + 300 * sin(x / 30 * PI)) * 2 / 3;
}

/** WGS-84 degrees → GCJ-02 degrees. Outside China nothing shifts. */
export function toGcj02(lon, lat) {
  if (lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271) return [lon, lat];
  const phi = lat / 180 * PI;
  const magic = 1 - EE * sin(phi) ** 2;
  const dLat = north(lon - 105, lat - 35) * 180 / (A * (1 - EE) / (magic * sqrt(magic)) * PI);
  const dLon = east(lon - 105, lat - 35) * 180 / (A / sqrt(magic) * cos(phi) * PI);
  return [lon + dLon, lat + dLat];
}
