"""What is asked about nearness, and the answer with numpy and shapely alone."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.outlines import Array, Ints, Outlines
from gis_app.domain.places import SAME_M, scale_at, scales_at

NONE = -1
PIECE = 32
"""Border segments in one piece of the tree."""
POINTS_AT_ONCE = 4096
NOTHING = np.zeros(0, np.int64)


class Near(NamedTuple):
    """Per point: metres to the next place with another answer (inf beyond what was asked), 1 where some border passes
    through it to within SAME_M, and for points that nothing covers the rank to snap to (or -1)."""

    distance: Array
    touching: NDArray[np.uint8]
    nearest: Ints


class PlainNearness:
    """Border pieces in an STRtree; segments of the pieces found are measured with numpy."""

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines

    @cached_property
    def pieces(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """First segment and one past the last segment of each piece; no piece spans two rings."""
        ends = np.flatnonzero(self.outlines.owner < 0)
        starts = np.concatenate([[0], ends[:-1] + 1])
        number = -(-(ends - starts) // PIECE)
        within = np.arange(number.sum()) - np.repeat(number.cumsum() - number, number)
        first = np.repeat(starts, number) + PIECE * within
        return first, np.minimum(first + PIECE, np.repeat(ends, number))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The pieces as lines, so that a box near a piece's corner, yet far from its line, finds nothing."""
        first, last = self.pieces
        number = last - first + 1
        within = np.arange(number.sum()) - np.repeat(number.cumsum() - number, number)
        vertices = self.outlines.vertices[np.repeat(first, number) + within]
        return shapely.STRtree(shapely.linestrings(vertices, indices=np.repeat(np.arange(len(first)), number)))

    def __call__(self, lon: Array, lat: Array, winner: Ints, limit: Array, snap: Array) -> Near:
        pieces = (slice(k, k + POINTS_AT_ONCE) for k in range(0, max(len(lon), 1), POINTS_AT_ONCE))
        parts = [self._some(lon[one], lat[one], winner[one], limit[one], snap[one]) for one in pieces]
        return Near(*map(np.concatenate, zip(*parts, strict=True)))

    def _some(self, lon: Array, lat: Array, winner: Ints, limit: Array, snap: Array) -> Near:
        farthest = np.maximum(limit, SAME_M)
        farthest = np.where(winner < 0, np.maximum(farthest, snap), farthest)
        point, segment = self._segments(lon, lat, farthest)
        rank = self.outlines.owner[segment]
        metres = self._metres(lon[point], lat[point], segment)
        distance = np.full(len(lon), np.inf)
        counts = (winner[point] < 0) | (rank <= winner[point])
        np.minimum.at(distance, point[counts], metres[counts])
        distance[distance > farthest] = np.inf
        touching = np.zeros(len(lon), np.uint8)
        touching[point[metres <= SAME_M]] = 1
        loose = (winner[point] < 0) & (snap[point] > 0.0) & (metres <= snap[point])
        return Near(distance, touching, self._nearest(len(lon), point[loose], rank[loose], metres[loose]))

    def _segments(self, lon: Array, lat: Array, reach: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All pairs (point, segment) whose piece lies within reach of the point."""
        east, north = scales_at(lat)
        dx, dy = np.minimum(reach / np.maximum(east, 1e-9) * 1.000001 + 1e-12, 720.0), reach / north * 1.000001 + 1e-12
        point, piece = self.tree.query(shapely.box(lon - dx, lat - dy, lon + dx, lat + dy), predicate="intersects")
        first, last = self.pieces
        number = (last - first)[piece]
        within = np.arange(number.sum()) - np.repeat(number.cumsum() - number, number)
        return np.repeat(point, number), np.repeat(first[piece], number) + within

    def _metres(self, lon: Array, lat: Array, segment: NDArray[np.int64]) -> Array:
        """Metres from each point to its segment; the same arithmetic as the compiled kernel."""
        kx, ky = scales_at(lat)
        vertices = self.outlines.vertices
        (ax, ay), (bx, by) = vertices[segment].T, vertices[segment + 1].T
        ax, ay, bx, by = (ax - lon) * kx, (ay - lat) * ky, (bx - lon) * kx, (by - lat) * ky
        ex, ey = bx - ax, by - ay
        length, along = ex * ex + ey * ey, -(ax * ex + ay * ey)
        share = np.where(along > 0.0, along / np.where(length > 0.0, length, 1.0), 0.0)
        foot_x, foot_y = ax + share * ex, ay + share * ey
        past = along >= length
        foot_x, foot_y = np.where(past, bx, foot_x), np.where(past, by, foot_y)
        return np.asarray(np.sqrt(foot_x * foot_x + foot_y * foot_y))

    def _nearest(self, number: int, point: NDArray[np.int64], rank: Ints, metres: Array) -> Ints:
        """The most specific, then the nearest (to within SAME_M), then the best rank."""
        class_ = self.outlines.class_[rank]
        finest = np.full(number, np.iinfo(np.int32).max)
        np.minimum.at(finest, point, class_)
        close = np.full(number, np.inf)
        of_finest = class_ == finest[point]
        np.minimum.at(close, point[of_finest], metres[of_finest])
        chosen = of_finest & (metres <= close[point] + SAME_M)
        nearest = np.full(number, np.iinfo(np.int32).max, np.int32)
        np.minimum.at(nearest, point[chosen], rank[chosen])
        return np.where(nearest == np.iinfo(np.int32).max, NONE, nearest).astype(np.int32)

    def segments_within(self, lon: float, lat: float, reach: float) -> NDArray[np.int64]:
        """The segments of all pieces within ``reach`` metres of one point (and perhaps some further away)."""
        east, north = scale_at(lat)
        dx, dy = min(reach / max(east, 1e-9) * 1.000001 + 1e-12, 720.0), reach / north * 1.000001 + 1e-12
        first, last = self.pieces
        found = self.tree.query(shapely.box(lon - dx, lat - dy, lon + dx, lat + dy), predicate="intersects")
        if not len(found):
            return NOTHING
        return np.concatenate([np.arange(first[k], last[k]) for k in found])
