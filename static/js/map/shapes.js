// Grids' shapes as their tiles brought them, in pixels of the frame: is a place of the frame on a grid?

/** Code → {properties, holds(x, y)} of each grid whose shape is loaded. */
export function shapesOf(layer, frame) {
  const found = new Map();
  layer.eachInView((feature, x0, y0, scale) => {
    if (feature.type !== 3) return;
    const { code } = feature.properties;
    const piece = { rings: feature.rings, x0: x0 - frame.origin.x, y0: y0 - frame.origin.y, scale };
    if (!found.has(code)) found.set(code, { properties: feature.properties, pieces: [] });
    found.get(code).pieces.push(piece);
  });
  for (const shape of found.values()) shape.holds = (x, y) => shape.pieces.some((piece) => holds(piece, x, y));
  return found;
}

function holds({ rings, x0, y0, scale }, x, y) {
  const [px, py] = [(x - x0) / scale, (y - y0) / scale];
  if (px < 0 || py < 0 || px > 4096 || py > 4096) return false; // another tile's piece says
  let odd = false;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 1) {
      const [a, b] = [ring[i - 1], ring[i]];
      if (a.y > py !== b.y > py && px < a.x + ((py - a.y) / (b.y - a.y)) * (b.x - a.x)) odd = !odd;
    }
  }
  return odd;
}

/** Where to name a shape whose own point is out of view: the sample of the view on it that is nearest to their middle. */
export function middleInView(shape, samples) {
  const on = samples.filter(([x, y]) => shape.holds(x, y));
  if (!on.length) return null;
  const [mx, my] = [0, 1].map((axis) => on.reduce((sum, one) => sum + one[axis], 0) / on.length);
  return on.reduce((best, one) => (Math.hypot(one[0] - mx, one[1] - my) < Math.hypot(best[0] - mx, best[1] - my) ? one : best));
}
