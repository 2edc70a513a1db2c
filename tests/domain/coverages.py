"""Coverages to test and measure with: seamless ones with natural borders, and nasty ones that no town would draw."""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import Voronoi

Array = NDArray[np.float64]
Shapes = NDArray[np.object_]
Box = tuple[float, float, float, float]

COUNTY: Box = (119.9, 30.0, 120.3, 30.4)


def fractal(cells: int, *, levels: int = 6, rough: float = 0.09, seed: int = 1, box: Box = COUNTY) -> Shapes:
    """A seamless coverage whose neighbours share irregular borders bit for bit; 2^levels segments a side.

    Voronoi cells of random seeds; each inner side is displaced at its midpoint, again and again. Sides that would cross
    another are drawn straight.
    """
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    seeds = rng.uniform((west, south), (east, north), (cells, 2))
    mirrored = [seeds * (1, -1) + (0, 2 * y) for y in (south, north)] + [seeds * (-1, 1) + (2 * x, 0) for x in (west, east)]
    drawn = Voronoi(np.vstack([seeds, *mirrored]))
    kept = (drawn.ridge_points < cells).any(axis=1)
    pairs, ends = drawn.ridge_points[kept], np.array(drawn.ridge_vertices)[kept]
    inner = (pairs < cells).all(axis=1)
    wild = _displaced(drawn.vertices[ends], inner, levels, rough, rng)
    calm = _displaced(drawn.vertices[ends], inner, levels, 0.0, rng)
    while True:
        shapes = _rings(cells, pairs, ends, wild)
        tangled = np.flatnonzero(~shapely.is_valid(shapes))
        if not len(tangled):
            return shapes
        straight = np.isin(pairs, tangled).any(axis=1)
        wild[straight] = calm[straight]


def _displaced(sides: Array, inner: NDArray[np.bool_], levels: int, rough: float, rng: np.random.Generator) -> Array:
    for _ in range(levels):
        step = np.diff(sides, axis=1)
        shift = np.clip(rng.normal(0, rough, step.shape[:2]), -0.2, 0.2) * inner[:, None] if rough else np.zeros(step.shape[:2])
        woven = np.empty((len(sides), 2 * sides.shape[1] - 1, 2))
        woven[:, ::2] = sides
        woven[:, 1::2] = (sides[:, :-1] + sides[:, 1:]) / 2 + np.stack([-step[..., 1], step[..., 0]], -1) * shift[..., None]
        sides = woven
    return sides


def _rings(cells: int, pairs: NDArray[np.int64], ends: NDArray[np.int64], sides: Array) -> Shapes:
    """Polygons out of the sides around each cell, walked from junction to junction."""
    around: list[list[int]] = [[] for _ in range(cells)]
    for side, pair in enumerate(pairs):
        for cell in pair[pair < cells]:
            around[cell].append(side)
    shapes = np.empty(cells, dtype=object)
    for cell, mine in enumerate(around):
        at, left, ring = ends[mine[0]][0], set(mine), []
        while left:
            side = next(k for k in left if at in ends[k])
            left.remove(side)
            ahead = ends[side][0] == at
            ring.append(sides[side][:-1] if ahead else sides[side][::-1][:-1])
            at = ends[side][1] if ahead else ends[side][0]
        shapes[cell] = shapely.Polygon(np.vstack(ring))
    return shapes


def clustered(number: int, *, seed: int = 2, box: Box = COUNTY) -> Array:
    """Points heaped around forty centres, as incidents are; (number, 2), in random order."""
    rng = np.random.default_rng(seed)
    west, south, east, north = box
    centres = rng.uniform((west + 0.02, south + 0.02), (east - 0.02, north - 0.02), (40, 2))
    return centres[rng.integers(0, 40, number)] + rng.normal(0, 0.006, (number, 2))


def straight(cells: int, *, seed: int = 3, step: float = 0.0002, box: Box = COUNTY) -> Shapes:
    """Voronoi cells; each side gets points of its own, so neighbours differ by a rounding here and there."""
    rng = np.random.default_rng(seed)
    frame = shapely.box(*box)
    seeds = shapely.multipoints(rng.uniform(box[:2], box[2:], (cells, 2)))
    cover = shapely.intersection(np.array(shapely.voronoi_polygons(seeds, extend_to=frame).geoms), frame)
    drawn: Shapes = shapely.segmentize(cover, step)
    return drawn


def _stars(rng: np.random.Generator) -> Shapes:
    """Overlapping stars of many corners, some with a hole, some of two parts."""
    shapes = []
    for _ in range(rng.integers(2, 12)):
        number = int(rng.integers(4, 40))
        corners = (np.arange(number) + rng.uniform(0.1, 0.9, number)) * (2 * np.pi / number)
        away = rng.uniform(0.2, 1.0, number)[:, None]
        ring = np.column_stack([np.cos(corners), np.sin(corners)]) * away
        star = shapely.Polygon(ring + rng.uniform(-1, 1, 2))
        if rng.random() < 0.4:
            star = shapely.difference(star, shapely.affinity.scale(star, 0.3, 0.3))
        if rng.random() < 0.3:
            star = shapely.union(star, shapely.affinity.translate(star, 3.0, 0.5))
        shapes.append(star)
    return np.array(shapes, dtype=object)


def _chequers(rng: np.random.Generator) -> Shapes:
    """Squares that meet four at a corner, with T-junctions: some are split in two."""
    side = int(rng.integers(2, 6))
    west, south = (each.ravel() for each in np.meshgrid(np.arange(side), np.arange(side)))
    squares = shapely.box(west, south, west + 1, south + 1)
    halves = shapely.box(west[:3], south[:3], west[:3] + 0.5, south[:3] + 1)
    return np.concatenate([shapely.difference(squares[:3], halves), halves, squares[3:]])


def _slivers(rng: np.random.Generator) -> Shapes:
    """Needles thinner than any cell, crossing each other and the whole extent."""
    start, end = rng.uniform(-1, 1, (2, 12, 2))
    thin = 10.0 ** rng.uniform(-14, -3, (12, 1)) * rng.normal(0, 1, (12, 2))
    return np.array(shapely.polygons(np.stack([start, end, end + thin], axis=1)), dtype=object)


def _nested(rng: np.random.Generator) -> Shapes:
    """Rings within rings: each is the hole of the one around it, and the innermost touches its border."""
    sizes = np.sort(rng.uniform(0.05, 1.0, 6))[::-1]
    discs = shapely.buffer(shapely.points(np.zeros((6, 2))), sizes, quad_segs=int(rng.integers(1, 9)))
    return np.append(shapely.difference(discs[:-1], discs[1:]), discs[-1])


def _cells(rng: np.random.Generator) -> Shapes:
    return fractal(int(rng.integers(5, 25)), levels=int(rng.integers(0, 5)), seed=int(rng.integers(1 << 30)), box=(-1, -1, 1, 1))


def _jittered(rng: np.random.Generator) -> Shapes:
    """A coverage in which each vertex of each polygon moved by between one rounding and 1e-9."""
    rings = [shapely.get_coordinates(shape)[:-1] for shape in _cells(rng)]
    moved = [ring + rng.choice([0.0, 2.3e-16, 1e-12, 1e-9]) * rng.normal(0, 1, ring.shape) for ring in rings]
    return np.array([shapely.Polygon(ring) for ring in moved], dtype=object)


def _repeated(rng: np.random.Generator) -> Shapes:
    """The same polygon several times, from another start, with collinear and repeated vertices."""
    star = np.asarray(shapely.get_parts(_stars(rng)[0]))[0]
    ring = shapely.get_coordinates(star.exterior)[:-1]
    turned = [np.roll(ring, int(k), axis=0)[:: int(s)] for k, s in zip(rng.integers(0, len(ring), 4), (1, -1, 1, -1), strict=True)]
    doubled = [np.repeat(one, 2, axis=0) for one in turned[:2]]
    return np.array([shapely.Polygon(one) for one in (*turned, *doubled)], dtype=object)


KINDS: tuple[Callable[[np.random.Generator], Shapes], ...] = (
    _stars, _chequers, _slivers, _nested, _cells, _jittered, _repeated,
)  # fmt: skip


def nasty(seed: int) -> tuple[Shapes, Array]:
    """Valid polygons of a random kind at a random scale and place, and points built to be hard for them."""
    rng = np.random.default_rng(seed)
    shapes = KINDS[seed % len(KINDS)](rng)
    scale = 10.0 ** rng.uniform(-7, 0.5)
    place = rng.choice([np.array([120.0, 30.0]), np.array([0.0, 0.0]), rng.uniform((-170, -80), (170, 80))])
    shapes = np.asarray(shapely.transform(shapes, lambda xy: xy * scale + place))
    shapes = shapes[shapely.is_valid(shapes) & ~shapely.is_empty(shapes)]
    shapes = shapes[np.isin(shapely.get_type_id(shapes), (3, 6))]
    if not len(shapes):
        return nasty(seed + 1)
    return shapes, hard_points(shapes, rng)


def hard_points(shapes: Shapes, rng: np.random.Generator, number: int = 20) -> Array:
    """Vertices, middles of sides, a rounding and a millimetre beside them, level with vertices, inside and far off."""
    vertices = shapely.get_coordinates(shapes)
    first = rng.integers(0, len(vertices) - 1, number)
    share = rng.uniform(0, 1, (number, 1))
    corners = vertices[first]
    middles = (vertices[first] + vertices[first + 1]) / 2
    along = vertices[first] * (1 - share) + vertices[first + 1] * share
    west, south, east, north = shapely.total_bounds(shapes)
    anywhere = rng.uniform((west, south), (east, north), (number, 2))
    level = np.column_stack([anywhere[:, 0], corners[:, 1]])
    above = np.column_stack([corners[:, 0], anywhere[:, 1]])
    beside = [np.nextafter(middles, np.inf), np.nextafter(corners, -np.inf), along + 1e-8, corners + 1e-9 * rng.normal(0, 1, (number, 2))]
    far = np.array([[west - 1e-3, south], [east, north], [west, north + 10.0], [(west + east) / 2, south - 2e-5]])
    points = np.vstack([corners, middles, along, *beside, anywhere, level, above, far])
    return points[(np.abs(points[:, 0]) <= 180) & (np.abs(points[:, 1]) <= 90)]
