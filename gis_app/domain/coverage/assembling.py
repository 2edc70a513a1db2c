"""From edges back to polygons: which of the areas that some borders enclose belong to a set of faces."""

from collections.abc import Callable, Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon

from gis_app.domain.coverage.edge import Edge, Point, Shape

Objects = NDArray[np.object_]
Sides = dict[Point, dict[Point, bool]]


def assembled(edges: Iterable[Edge], inside: Callable[[str], bool]) -> Shape:
    """The area of the faces that are ``inside``, from edges among which all of its border is; vertices untouched.

    Where the edges do not close, cross, or run the wrong way around, what cannot be assembled is missing: ``verify``
    counts it.
    """
    border = [edge for edge in edges if inside(edge.left) != inside(edge.right)]
    areas = shapely.orient_polygons(shapely.get_parts(shapely.polygonize([edge.line for edge in border])))
    mine = areas[_belonging(areas, _sides(border, inside))]
    made: Shape = shapely.normalize(mine[0] if len(mine) == 1 else MultiPolygon(mine.tolist()))
    return made


def _sides(border: list[Edge], inside: Callable[[str], bool]) -> Sides:
    """For the first segment of each edge, by its start and end, walked either way: whether what lies to its left is inside."""
    sides: Sides = {}
    for edge in border:
        first, second = edge.first
        left = inside(edge.left)
        sides.setdefault(first, {})[second] = left
        sides.setdefault(second, {})[first] = not left
    return sides


def _belonging(areas: Objects, sides: Sides) -> NDArray[np.bool_]:
    """Walk the rings with the area to the left: every known segment on them must say inside."""
    rings, owner = shapely.get_rings(areas, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    points, of = list(map(tuple, xy.tolist())), owner[ring].tolist()
    belongs = np.ones(len(areas), dtype=bool)
    for at, place in enumerate(points):
        onward = sides.get(place)
        if onward is not None and at + 1 < len(points) and not onward.get(points[at + 1], True):
            belongs[of[at]] = False
    return belongs
