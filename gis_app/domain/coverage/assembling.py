"""From edges back to polygons: which of the areas that some borders enclose belong to a set of faces."""

from collections.abc import Callable, Iterable
from itertools import pairwise

import shapely
from shapely import MultiPolygon, Polygon

from gis_app.domain.coverage.edge import Edge, Point, Shape

Segment = tuple[Point, Point]


def assembled(edges: Iterable[Edge], inside: Callable[[str], bool]) -> Shape:
    """The area of the faces that are ``inside``, from edges among which all of its border is; vertices untouched.

    Where the edges do not close, cross, or run the wrong way around, what cannot be assembled is missing: ``verify``
    counts it.
    """
    border = [edge for edge in edges if inside(edge.left) != inside(edge.right)]
    areas = shapely.orient_polygons(shapely.get_parts(shapely.polygonize([edge.line for edge in border])))
    against = {edge.first if inside(edge.right) else edge.first[::-1] for edge in border}
    mine = [area for area in areas if _belongs(area, against)]
    made: Shape = shapely.normalize(mine[0] if len(mine) == 1 else MultiPolygon(mine))
    return made


def _belongs(area: Polygon, against: set[Segment]) -> bool:
    """Whether no ring, walked with the area to its left, runs along a segment that has the outside to its left."""
    return against.isdisjoint(pairwise(map(tuple, shapely.get_coordinates(area).tolist())))
