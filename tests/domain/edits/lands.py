"""Ground for a restless planner: a made-up town, natural borders, grids in many parts, corners where four meet."""

from functools import cache

import numpy as np
import shapely
from shapely import box

from gis_app.domain.coverage import Coverage, Unit, from_polygons
from gis_app.domain.sample.place import make_place
from tests.domain.coverages import fractal

TOWN = {"T": Unit(None, "town")}
FIELD = (120.0, 30.0, 120.04, 30.04)


@cache
def sample_town() -> Coverage:
    """36 village grids and 19 enterprises in five work areas."""
    grids = make_place(7, 1, 60).grids
    units = {row.code: Unit(row.lies_in if isinstance(row.lies_in, str) else None, row.kind) for row in grids.itertuples()}
    leaves = grids[grids["kind"].isin(("grid", "enterprise"))]
    return from_polygons(dict(zip(leaves["code"], leaves.geometry, strict=True)), units)


@cache
def natural() -> Coverage:
    """Forty grids with irregular borders, in four villages that lie about; four of the grids are gaps still."""
    cells = fractal(44, levels=2, box=FIELD)
    units = {f"G{n}": Unit(f"V{n % 4}") for n in range(40)} | {f"V{n}": Unit("T", "village") for n in range(4)} | TOWN
    return from_polygons({f"G{n}": cell for n, cell in enumerate(cells[:40])}, units, shapely.coverage_union_all(cells))


@cache
def scattered() -> Coverage:
    """Sixteen grids in many parts each: enclaves, exclaves, parts that meet at a corner only."""
    cells, owner = fractal(80, levels=1, seed=5, box=FIELD), np.random.default_rng(5).integers(0, 16, 80)
    shapes = {f"G{n}": shapely.coverage_union_all(cells[owner == n]) for n in range(16)}
    return from_polygons(shapes, {key: Unit("T") for key in shapes} | TOWN)


@cache
def chequers() -> Coverage:
    """Squares that meet four at a corner, each with an enterprise as a hole, around a lake that is no part of the town."""
    shapes, units = {}, dict(TOWN)
    for east, north in np.ndindex(5, 5):
        if (east, north) == (2, 2):
            continue
        x, y, key = 120 + east / 100, 30 + north / 100, f"{east}{north}"
        plant = box(x + 0.004, y + 0.004, x + 0.006, y + 0.007)
        shapes |= {f"G{key}": box(x, y, x + 0.01, y + 0.01).difference(plant), f"E{key}": plant}
        units |= {f"G{key}": Unit(f"V{east // 2}"), f"E{key}": Unit(f"V{east // 2}", "enterprise"), f"V{east // 2}": Unit("T", "village")}
    return from_polygons(shapes, units, shapely.union_all(list(shapes.values())))
