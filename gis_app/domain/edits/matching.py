"""What a planner draws is matched to the borders that are there, for a hand never meets them exactly.

Screens snap in pixels and miss when zoomed out; so the last centimetres are matched here, and strips thinner than the
matching distance are nobody's wish.
"""

from collections.abc import Collection
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, rounded
from gis_app.domain.places import scale_at

Array = NDArray[np.float64]
Objects = NDArray[np.object_]
Drawn = TypeVar("Drawn", bound=shapely.Geometry)

MATCH_M = 0.5
"""How far a drawn place may lie from a border and still be meant to lie on it."""


def degrees(metres: float, lat: float) -> float:
    """A distance in degrees that is nowhere shorter than ``metres`` at a latitude by more than half."""
    return metres / scale_at(lat).north


def matched(coverage: Coverage, faces: Collection[str], drawn: Drawn, within_m: float) -> Drawn:
    """Drawn vertices near the faces' borders are put on them: on a border's own vertex if one is near enough.

    What is so small that matching would make it cross itself stays as it was drawn.
    """
    if within_m <= 0 or not faces:
        return drawn
    border = np.array(sorted_lines(coverage, faces), dtype=object)
    near: Drawn = shapely.transform(drawn, lambda xy: rounded(_onto(xy, border, within_m)))
    return near if near.is_valid and not near.is_empty else drawn


def sorted_lines(coverage: Coverage, faces: Collection[str]) -> list[shapely.LineString]:
    """The border edges of some faces, always in the same order."""
    edges = {edge for face in faces for edge in coverage.faces[face]}
    return [edge.line for edge in sorted(edges, key=lambda edge: edge.digest)]


def _onto(xy: Array, border: Objects, within_m: float) -> Array:
    """Each place on the nearest vertex within reach, else on the nearest line within reach, else where it was."""
    scale = np.array(scale_at(float(xy[0, 1])))
    plane = shapely.transform(border, lambda at: at * scale)
    corners = shapely.get_coordinates(border)
    moved, places = xy.copy(), shapely.points(xy * scale)
    at, line = _nearest(places, plane, within_m)
    moved[at] = shapely.get_coordinates(shapely.shortest_line(plane[line], places[at]))[::2] / scale
    at, corner = _nearest(places, shapely.points(corners * scale), within_m)
    moved[at] = corners[corner]
    return moved


def _nearest(places: Objects, targets: Objects, within_m: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    at, found = shapely.STRtree(targets).query_nearest(places, max_distance=within_m, all_matches=False)
    return at, found


def is_thin(pieces: Objects, within_m: float) -> NDArray[np.bool_]:
    """Whether a piece is a strip narrower than the matching distance."""
    if not len(pieces) or within_m <= 0:
        return np.zeros(len(pieces), dtype=bool)
    width = degrees(within_m, float(shapely.bounds(pieces[0])[1]))
    return np.asarray(2 * shapely.area(pieces) < width * shapely.length(pieces))
