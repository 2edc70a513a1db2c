"""Squares and hexagons of one size over a piece of ground, in a plane of metres; neighbours share their corners bit for bit."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from gis_app.domain.stats.contiguity import Shapes
from gis_app.domain.stats.neighbours import Floats, Indices
from gis_app.errors import Both, WanggeError, one_of

KINDS = ("hex", "square")
MOST_CELLS = 200_000
SIDE_M = (50.0, 20_000.0)
CASES_A_CELL = 5.0


@dataclass(frozen=True, eq=False)
class Lattice:
    """Cells that touch the ground: shapes and centres, south-west first; ``across_m`` is a square's side, a hexagon's width."""

    kind: str
    across_m: float
    shapes: Shapes
    centres: Floats

    def cell_of(self, xy: Floats) -> Indices:
        """Each place's cell, -1 outside all: both kinds are the places nearest to their centres."""
        found = cKDTree(self.centres).query(xy)[1]
        x, y = np.abs(xy - self.centres[found]).T
        farthest = np.maximum(x, y) if self.kind == "square" else np.maximum(x, (x + math.sqrt(3) * y) / 2)
        return np.where(farthest <= self.across_m / 2 * (1 + 1e-9), found, -1).astype(np.int64)


def lattice(ground: Any, kind: str, across_m: float) -> Lattice:
    """Cells of ``across_m`` over a polygon in metres, whole ones, those that touch it.

    Raises
    ------
    WanggeError
        ``bad_value`` for a kind or size that is not offered, ``stats_too_many_cells``.
    """
    if kind not in KINDS:
        raise WanggeError("bad_value", field="cells", why=one_of(KINDS))
    if not SIDE_M[0] <= across_m <= SIDE_M[1]:
        raise WanggeError("bad_value", field="size", why=Both(f"应在 {SIDE_M[0]:g} 到 {SIDE_M[1]:g} 米之间", f"{SIDE_M[0]:g} to {SIDE_M[1]:g} metres"))
    west, south, east, north = shapely.bounds(ground)
    if (east - west) * (north - south) / across_m**2 > MOST_CELLS:
        raise WanggeError("stats_too_many_cells", size=f"{across_m:g}", most=MOST_CELLS)
    shapes, centres = (_squares if kind == "square" else _hexagons)((west, south, east, north), across_m)
    shapely.prepare(ground)
    touching = shapely.intersects(ground, shapes) & ~shapely.touches(ground, shapes)
    return Lattice(kind, across_m, shapes[touching], centres[touching])


def proposed_size(area_m2: float, cases: int) -> float:
    """A cell's size that gives ``CASES_A_CELL`` cases to each on average, a round number between 100 m and 2 km."""
    wanted = math.sqrt(area_m2 * CASES_A_CELL / max(cases, 1))
    return float(min((100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000), key=lambda size: abs(math.log(size / wanted))))


def _squares(bounds: tuple[float, float, float, float], side: float) -> tuple[Shapes, Floats]:
    west, south, east, north = bounds
    column, row = np.meshgrid(np.arange(math.ceil((east - west) / side) + 1), np.arange(math.ceil((north - south) / side) + 1))
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    return _drawn(column.ravel(), row.ravel(), corners, (west, south), (side, side), (0.5, 0.5))


def _hexagons(bounds: tuple[float, float, float, float], width: float) -> tuple[Shapes, Floats]:
    """Pointed hexagons: corners on a lattice of half widths and half sides, so that neighbours compute the same numbers."""
    west, south, east, north = bounds
    unit = width / 2, width / math.sqrt(3) / 2
    column, row = np.meshgrid(np.arange(math.ceil((east - west) / width) + 2), np.arange(math.ceil((north - south) / (3 * unit[1])) + 2))
    corners = np.array([(0, -2), (1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1)])
    return _drawn((2 * column + row % 2).ravel(), 3 * row.ravel(), corners, (west, south), unit, (0, 0))


def _drawn(column: Indices, row: Indices, corners: Indices, origin: tuple[float, float], unit: tuple[float, float],
           middle: tuple[float, float]) -> tuple[Shapes, Floats]:
    x = origin[0] + (column[:, None] + corners[:, 0]) * unit[0]
    y = origin[1] + (row[:, None] + corners[:, 1]) * unit[1]
    centres = np.column_stack([origin[0] + (column + middle[0]) * unit[0], origin[1] + (row + middle[1]) * unit[1]])
    shapes: Shapes = np.asarray(shapely.polygons(np.stack([x, y], axis=2)), dtype=object)
    return shapes, centres
