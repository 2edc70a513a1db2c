"""Let a border follow a road, a stream or a parcel line between two of its places."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.ops import substring

from gis_app.domain.coverage import Coverage, Delta
from gis_app.domain.coverage import Point as Place
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import distinct, line_of
from gis_app.domain.edits.matching import MATCH_M
from gis_app.domain.edits.reading import Line
from gis_app.domain.edits.reshape import reshaped
from gis_app.domain.edits.vertices import shared


@dataclass(frozen=True)
class Follow(Edit):
    """Between the places ``start`` and ``end`` the border of ``one`` and ``other`` runs along ``feature``.

    It leaves the old border at ``start`` straight to the nearest place on the feature, and comes back so to ``end``.
    """

    name: ClassVar[str] = "follow"
    zh: ClassVar[str] = "让 {one} 与 {other} 的一段公共边界沿着给定的线走"
    en: ClassVar[str] = "let the border between {one} and {other} follow a given line"

    one: str
    other: str
    start: Place
    end: Place
    feature: Line
    within_m: float = MATCH_M

    def plan(self, coverage: Coverage) -> Delta:
        edges = shared(coverage, self.one, self.other)
        feature = line_of("feature", self.feature)
        along = [shapely.line_locate_point(feature, Point(place)) for place in (self.start, self.end)]
        part = shapely.get_coordinates(substring(feature, *along))
        way = distinct(np.vstack([self.start, part, self.end]))
        return reshaped(coverage, edges, LineString(way), self.within_m)
