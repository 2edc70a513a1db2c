"""Towns drawn with faults: fractal coverages under villages and a town, in which things were moved, lost and doubled."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks import Band, Surroundings
from tests.domain.coverages import Shapes, fractal

Rng = np.random.Generator
BOX = (120.0, 30.0, 120.04, 30.03)
DEG_M = 1e-5
"""About a metre."""
TOWN = "330106001"


def town(seed: int, *, faults: int = 6, cells: int | None = None, levels: int = 3) -> gpd.GeoDataFrame:
    """Columns code, name, kind, level, parent, lies_in: a town, its villages (unions of grids), its grids with faults."""
    rng = np.random.default_rng(seed)
    leaves = fractal(cells or int(rng.integers(6, 26)), levels=levels, seed=seed, box=BOX)
    village = np.searchsorted(np.linspace(BOX[0], BOX[2], 4)[1:-1], shapely.get_x(shapely.centroid(leaves)))
    over = [shapely.coverage_union_all(leaves[village == n]) for n in range(3)]
    shapes, codes = leaves.copy(), [f"{TOWN}{v + 1:03d}{n + 1:03d}" for n, v in enumerate(village)]
    for _ in range(int(rng.integers(0, faults + 1))):
        FAULTS[int(rng.integers(len(FAULTS)))](shapes, codes, rng)
    villages = [f"{TOWN}{n + 1:03d}" for n in range(3)]
    count = len(leaves)
    return gpd.GeoDataFrame({
        "code": [TOWN, *villages, *codes],
        "name": ["青溪镇", "东村", "中村", "西村", *(f"{'东中西'[v]}村第{n + 1}网格" for n, v in enumerate(village))],
        "kind": ["town", *["village"] * 3, *["grid"] * count], "level": [1, *[2] * 3, *[3] * count],
        "parent": [None, *[TOWN] * 3, *(villages[v] for v in village)], "lies_in": None,
    }, geometry=[shapely.box(*BOX), *over, *shapes], crs="EPSG:4326")


def around(seed: int, homes: int = 150) -> Surroundings:
    """Homes, some of them on borders of nobody's making, buildings, roads, rivers and bands."""
    rng = np.random.default_rng(seed)
    at = rng.uniform(BOX[:2], BOX[2:], (homes, 2))
    lines = [shapely.LineString(rng.uniform(BOX[:2], BOX[2:], (2, 2))) for _ in range(12)]
    rivers = [shapely.LineString(rng.uniform(BOX[:2], BOX[2:], (2, 2))) for _ in range(2)]
    pond = shapely.Point(rng.uniform(BOX[:2], BOX[2:])).buffer(0.003)
    return Surroundings(
        gpd.GeoDataFrame({"people_present": rng.integers(0, 6, homes)}, geometry=shapely.points(at), crs=4326),
        gpd.GeoDataFrame(geometry=shapely.box(at[:, 0], at[:, 1], at[:, 0] + 2e-4, at[:, 1] + 1e-4), crs=4326),
        gpd.GeoDataFrame({"category": ["main", "main", *["village"] * 10]}, geometry=lines, crs=4326),
        gpd.GeoDataFrame({"category": ["river", "stream", None]}, geometry=[*rivers, pond], crs=4326),
        {("grid", 3): Band((5, 25), (10, 60), (100_000, 900_000)), ("village", 2): Band(people=(None, 300))},
    )


def _lose(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    shapes[rng.integers(len(shapes))] = None


def _swell(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    _change(shapes, rng, lambda shape: shapely.buffer(shape, 30 * DEG_M, join_style="mitre"))


def _shrink(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    by = float(rng.choice([0.3, 2.0, 40.0])) * DEG_M
    _change(shapes, rng, lambda shape: shapely.buffer(shape, -by, join_style="mitre"))


def _pierce(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    _change(shapes, rng, lambda shape: shapely.difference(shape, shapely.point_on_surface(shape).buffer(20 * DEG_M)))


def _tear(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    """A strip across it goes to nobody, so that two parts are left."""
    def cut(shape: shapely.Geometry) -> shapely.Geometry:
        west, south, east, north = shape.bounds
        middle = (south + north) / 2
        return shapely.difference(shape, shapely.box(west - 1, middle, east + 1, middle + 25 * DEG_M))

    _change(shapes, rng, cut)


def _jitter(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    def shake(shape: shapely.Geometry) -> shapely.Geometry:
        ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_geometry(shape, 0)))
        ring[:-1] += rng.normal(0, 2e-8, ring[:-1].shape)
        return shapely.polygons(np.vstack([ring[:-1], ring[:1]]))

    _change(shapes, rng, shake)


def _cross(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    """Its outer ring with two vertices exchanged: it crosses itself."""
    def twist(shape: shapely.Geometry) -> shapely.Geometry:
        ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.get_geometry(shape, 0)))
        ring[[1, 3]] = ring[[3, 1]]
        return shapely.polygons(ring)

    _change(shapes, rng, twist)


def _take(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    """One grid swallows another that may lie far off, so that it has two parts or an overlap."""
    one, other = rng.integers(0, len(shapes), 2)
    if shapes[one] is not None and shapes[other] is not None and shapely.is_valid(shapes[[one, other]]).all():
        shapes[one] = shapely.union(shapes[one], shapes[other])
        shapes[other] = None if rng.random() < 0.7 else shapes[other]


def _same_code(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    codes[int(rng.integers(len(codes)))] = codes[int(rng.integers(len(codes)))]


def _no_code(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    codes[int(rng.integers(len(codes)))] = ""


def _odd_code(shapes: Shapes, codes: list[str], rng: Rng) -> None:
    row = int(rng.integers(len(codes)))
    codes[row] = codes[row][:-1] + "X" if rng.random() < 0.5 else "9" + codes[row][1:]


FAULTS: tuple[Callable[[Shapes, list[str], Rng], None], ...] = (
    _lose, _swell, _shrink, _pierce, _tear, _jitter, _cross, _take, _same_code, _no_code, _odd_code,
)  # fmt: skip


def _change(shapes: NDArray[np.object_], rng: Rng, work: Callable[[shapely.Geometry], shapely.Geometry]) -> None:
    row = int(rng.integers(len(shapes)))
    if shapes[row] is not None and shapely.is_valid(shapes[row]):
        changed = work(shapes[row])
        shapes[row] = shapes[row] if shapely.is_empty(changed) else changed
