"""What a round came near: entering a grid is not covering it. Distances in one metric plane over the area."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.places import scale_at

Array = NDArray[np.float64]
Objects = NDArray[np.object_]

CORNERS = 16
"""Of a quarter circle in the buffer round a way: it is too small by at most 0.1 %."""


@dataclass(frozen=True, eq=False)
class Seen:
    """The ways and places of all who went, in lon/lat, and the metres within which they saw something."""

    ways: Objects
    within_m: float

    def nearest(self, shapes: Objects) -> Array:
        """Metres from each shape (lon/lat) to the nearest way or place; infinite where nobody went."""
        if not len(self.ways) or not len(shapes):
            return np.full(len(shapes), np.inf)
        flat, ways = self._flat(shapes), self._flat(self.ways)
        at, found = shapely.STRtree(ways).query_nearest(flat, all_matches=False, return_distance=True)
        metres = np.full(len(shapes), np.inf)
        metres[at[0]] = found
        return metres

    def unseen(self, lines: Objects) -> tuple[Array, Objects]:
        """Of each line the metres that lie farther than ``within_m`` from all ways, and a point (lon/lat) in the middle of them."""
        left = self._left(lines)
        middles = shapely.line_interpolate_point(_longest(left), 0.5, normalized=True)
        return shapely.length(left), self._round(middles)

    def remains(self, lines: Objects) -> Objects:
        """Of each line what ``unseen`` measures, in lon/lat."""
        return self._round(self._left(lines))

    def _left(self, lines: Objects) -> Objects:
        flat = self._flat(lines)
        if self._near is None:
            return flat
        return np.asarray(np.where(shapely.covers(self._near, flat), shapely.from_wkt("LINESTRING EMPTY"), shapely.difference(flat, self._near)))

    @cached_property
    def _near(self) -> shapely.Geometry | None:
        """All that is near enough to a way, in the plane."""
        if not len(self.ways):
            return None
        near = shapely.union_all(shapely.buffer(self._flat(self.ways), self.within_m, quad_segs=CORNERS))
        shapely.prepare(near)
        return near

    def lengths(self, lines: Objects) -> Array:
        """Metres of each line, in the plane in which what is unseen of it is measured."""
        return np.asarray(shapely.length(self._flat(lines)))

    @property
    def _plane(self) -> Array:
        _, south, _, north = shapely.total_bounds(self.ways) if len(self.ways) else (0.0, 0.0, 0.0, 0.0)
        return np.array(scale_at((south + north) / 2))

    def _flat(self, shapes: Objects) -> Objects:
        plane = self._plane
        return np.asarray(shapely.transform(shapes, lambda xy: xy * plane))

    def _round(self, shapes: Objects) -> Objects:
        plane = self._plane
        return np.asarray(shapely.transform(shapes, lambda xy: xy / plane))


def _longest(lines: Objects) -> Objects:
    """Of each line its longest part."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    best = np.full(len(lines), shapely.from_wkt("LINESTRING EMPTY"), dtype=object)
    for at in np.argsort(shapely.length(parts), kind="stable"):
        best[owner[at]] = parts[at]
    return best
