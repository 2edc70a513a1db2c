"""Finding the vertex, the segment or the border that a planner points at."""

import math
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Edge, Point
from gis_app.domain.coverage.measures import border
from gis_app.domain.edits.matching import MATCH_M
from gis_app.domain.places import distances_to_segments, scale_at
from gis_app.errors import WanggeError

Array = NDArray[np.float64]


class Spot(NamedTuple):
    """A place on an edge: on which segment (its first vertex's number), where, and how many metres off it was pointed at."""

    edge: Edge
    segment: int
    at: Point
    off_m: float


def spot_on(edge: Edge, place: Point) -> Spot:
    """The place on an edge nearest to ``place`` in the metric plane there."""
    xy, scale = edge.xy, np.array(scale_at(place[1]))
    off = distances_to_segments(place[0], place[1], xy[:-1], xy[1:])
    segment = int(off.argmin())
    a, b = (xy[segment : segment + 2] - place) * scale
    step = b - a
    along = min(1.0, max(0.0, float(-(a @ step) / (step @ step))))
    foot = xy[segment] * (1 - along) + xy[segment + 1] * along
    return Spot(edge, segment, (float(foot[0]), float(foot[1])), float(off[segment]))


def border_at(coverage: Coverage, place: Point, within_m: float = MATCH_M) -> Spot:
    """The border near a place; refuses where there is none within reach."""
    spot = spot_on(coverage.nearest_edge(place), place)
    if spot.off_m > within_m:
        raise WanggeError("edit_no_border", lon=place[0], lat=place[1], metres=within_m)
    return spot


def vertex_at(coverage: Coverage, place: Point, within_m: float = MATCH_M) -> Point:
    """The vertex near a place; refuses where there is none within reach."""
    spot = border_at(coverage, place, within_m)
    ends = [(x, y) for x, y in spot.edge.xy[spot.segment : spot.segment + 2].tolist()]
    nearest = min(ends, key=lambda end: metres(end, place))
    if metres(nearest, place) > within_m:
        raise WanggeError("edit_no_vertex", lon=place[0], lat=place[1], metres=within_m)
    return nearest


def metres(one: Point, other: Point) -> float:
    """In the metric plane."""
    scale = scale_at(one[1])
    return math.hypot((one[0] - other[0]) * scale.east, (one[1] - other[1]) * scale.north)


def shared(coverage: Coverage, one: str, other: str) -> list[Edge]:
    """The border between two units; refuses units that share none."""
    for key in (one, other):
        if key not in coverage.units:
            raise WanggeError("edit_unknown_grid", grid=key)
    edges = border(coverage, one, other)
    if not edges:
        raise WanggeError("edit_no_shared_border", grid=one, other=other)
    return edges


def chain(spot_a: Spot, spot_b: Spot, line: Array) -> list[Array]:
    """An edge's vertices with the stretch between two spots replaced by a line from the first to the second.

    An edge that closes on itself has two such stretches, and so two answers.
    """
    xy = spot_a.edge.xy
    if _position(spot_a) > _position(spot_b):
        spot_a, spot_b, line = spot_b, spot_a, line[::-1]
    between = np.vstack([line[0], xy[spot_a.segment + 1 : spot_b.segment + 1], line[-1]])
    around = [np.vstack([xy[: spot_a.segment + 1], line, xy[spot_b.segment + 1 :]])]
    if (xy[0] == xy[-1]).all():
        around.append(np.vstack([between, line[::-1]]))
    return around


def _position(spot: Spot) -> tuple[int, float]:
    start = spot.edge.xy[spot.segment]
    return spot.segment, float(np.hypot(*(np.array(spot.at) - start)))


def difference(one: Array, other: Array) -> float:
    """By how much two ways of drawing a closed edge differ, square degrees."""
    first, second = (shapely.make_valid(shapely.Polygon(ring)) for ring in (one, other))
    return float(shapely.area(shapely.symmetric_difference(first, second)))
