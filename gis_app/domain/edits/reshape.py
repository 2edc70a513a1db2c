"""Redraw a shared border between two of its places by a line."""

from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import substring

from gis_app.domain.coverage import Coverage, Delta, Edge, rounded
from gis_app.domain.coverage.redraw import redraw
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import distinct, line_of
from gis_app.domain.edits.matching import MATCH_M
from gis_app.domain.edits.reading import Line
from gis_app.domain.edits.vertices import Spot, chain, difference, shared, spot_on
from gis_app.errors import WanggeError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reshape(Edit):
    """The border between ``one`` and ``other`` runs along the line, from where the line first meets it to where it last does.

    The line may cross the old border between these two places. The ends may miss the border by ``within_m``.
    """

    name: ClassVar[str] = "reshape"
    zh: ClassVar[str] = "重画 {one} 与 {other} 的一段公共边界"
    en: ClassVar[str] = "redrew a stretch of the border between {one} and {other}"

    one: str
    other: str
    line: Line
    within_m: float = MATCH_M

    def plan(self, coverage: Coverage) -> Delta:
        return reshaped(coverage, shared(coverage, self.one, self.other), line_of("line", self.line), self.within_m)


def reshaped(coverage: Coverage, edges: list[Edge], line: LineString, within_m: float) -> Delta:
    """The delta that puts the line in the place of what lies between its ends on one of the edges."""
    trimmed = _trimmed(edges, line, within_m)
    first, last = _spots(edges, trimmed, within_m)
    drawn = distinct(rounded(np.vstack([first.at, trimmed[1:-1], last.at])))
    ways = chain(first, last, drawn)
    if len(ways) > 1:
        ways.sort(key=lambda way: difference(way, first.edge.xy))
    return redraw(coverage, {first.edge: ways[0]})


def _trimmed(edges: list[Edge], line: LineString, within_m: float) -> Array:
    """The line's vertices; an end that hangs over is cut where the line first or last crosses the border."""
    xy: Array = shapely.get_coordinates(line)
    off = [min(spot_on(edge, (x, y)).off_m for edge in edges) for x, y in xy[[0, -1]].tolist()]
    if max(off) <= within_m:
        return xy
    crossings = shapely.get_coordinates(shapely.intersection(line, shapely.union_all([edge.line for edge in edges])))
    along = np.sort(shapely.line_locate_point(line, shapely.points(crossings)))
    start = 0.0 if off[0] <= within_m or not len(along) else along[0]
    end = line.length if off[1] <= within_m or not len(along) else along[-1]
    cut: Array = shapely.get_coordinates(substring(line, start, end))
    return cut


def _spots(edges: list[Edge], xy: Array, within_m: float) -> tuple[Spot, Spot]:
    """Where the line's ends lie on one edge; refuses ends off the border, and a stretch with another border in between."""
    places = [(x, y) for x, y in xy[[0, -1]].tolist()]
    near = [[spot for edge in edges if (spot := spot_on(edge, place)).off_m <= within_m] for place in places]
    for place, spots in zip(places, near, strict=True):
        if not spots:
            raise WanggeError("edit_no_border", lon=place[0], lat=place[1], metres=within_m)
    pairs = [(a, b) for a, b in product(*near) if a.edge == b.edge and a.at != b.at]
    if not pairs:
        raise WanggeError("edit_border_broken", lon=places[1][0], lat=places[1][1])
    return min(pairs, key=lambda pair: pair[0].off_m + pair[1].off_m)
