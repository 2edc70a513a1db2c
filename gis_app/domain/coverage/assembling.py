"""From edges back to polygons: which of the areas that some borders enclose belong to a set of faces."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from gis_app.domain.coverage.edge import Edge, Point

Segment = tuple[Point, Point]


def assembled(edges: Iterable[Edge], inside: Callable[[str], bool]) -> Polygon | MultiPolygon:
    """The area of the faces that are ``inside``, from edges among which all of its border is; vertices untouched.

    Where the edges do not close, or cross, what cannot be assembled is missing: ``verify`` counts it.
    """
    border = [edge for edge in edges if inside(edge.left) != inside(edge.right)]
    areas = list(shapely.get_parts(shapely.polygonize(np.array([edge.line for edge in border], dtype=object))))
    if len(areas) > 1:
        sides = _sides(border, inside)
        areas = [area for area in areas if _belongs(area, sides)]
    whole = areas[0] if len(areas) == 1 else MultiPolygon(areas)
    made: Polygon | MultiPolygon = shapely.normalize(whole)
    return made


def _sides(border: list[Edge], inside: Callable[[str], bool]) -> dict[Segment, bool]:
    """For the first segment of each edge, walked either way: whether what lies to its left is inside."""
    sides: dict[Segment, bool] = {}
    for edge in border:
        (a, b), (c, d) = edge.xy[:2].tolist()
        sides[(a, b), (c, d)] = inside(edge.left)
        sides[(c, d), (a, b)] = inside(edge.right)
    return sides


def _belongs(area: Polygon, sides: dict[Segment, bool]) -> bool:
    """Walk the shell with the area to the left until a known segment is met; a shell is made of whole edges."""
    ring = [(x, y) for x, y in shapely.get_coordinates(area.exterior).tolist()]
    if not area.exterior.is_ccw:
        ring.reverse()
    return next((sides[segment] for segment in pairwise(ring) if segment in sides), False)
