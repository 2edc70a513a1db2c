"""Each line of noded linework learns which area lies to its left and which to its right."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from gis_app.domain.coverage.edge import OUTSIDE, Edge, Point

Objects = NDArray[np.object_]


class Sides:
    """What lies beside lines: the names of areas that are made of whole lines."""

    def __init__(self, areas: Objects, names: Objects) -> None:
        rings, owner = shapely.get_rings(shapely.orient_polygons(areas), return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        points, called = list(map(tuple, xy.tolist())), names[owner[ring]].tolist()
        same = np.flatnonzero(ring[1:] == ring[:-1]).tolist()
        self._left: dict[tuple[Point, Point], str] = {(points[at], points[at + 1]): called[at] for at in same}

    def of(self, line: LineString) -> tuple[str | None, str | None]:
        """The names to the left and to the right; None where there is no area."""
        (a, b), (c, d) = shapely.get_coordinates(line)[:2].tolist()
        return self._left.get(((a, b), (c, d))), self._left.get(((c, d), (a, b)))


def labelled(lines: list[LineString], sides: Sides) -> list[Edge]:
    """The lines between areas of different names, as stretches of border; beyond all areas lies the outside."""
    named = [(line, *(name or OUTSIDE for name in sides.of(line))) for line in lines]
    return [Edge(line, left, right) for line, left, right in named if left != right]
