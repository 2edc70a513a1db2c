"""GEOS's word on single points: which polygons cover them, and whether they lie on a border."""

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.outlines import Array, Ints, Outlines

Places = NDArray[np.int64]
NONE = -1


class Exact:
    """Exact answers at the cost of about a microsecond a point and candidate.

    Prepared polygons are tested polygon after polygon: with the points in outer order their caches would be lost.
    """

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines

    @cached_property
    def tree(self) -> shapely.STRtree:
        shapely.prepare(self.outlines.shapes)
        return shapely.STRtree(self.outlines.shapes)

    def covering(self, lon: Array, lat: Array) -> tuple[Places, Places]:
        """All pairs (point, rank) where the polygon covers the point, border included; ordered by rank."""
        point, rank = self.tree.query(shapely.points(lon, lat))
        order = np.argsort(rank, kind="stable")
        point, rank = point[order], rank[order]
        covers = shapely.intersects_xy(self.outlines.shapes[rank], lon[point], lat[point])
        return point[covers], rank[covers]

    def covering_one(self, lon: float, lat: float) -> Places:
        """Ascending ranks of the polygons that cover one point."""
        # a box without extent is built five times as fast as a point, and the tree looks at boxes only
        rank = self.tree.query(shapely.box(lon, lat, lon, lat))
        if len(rank) > 1:
            rank.sort()
        return np.asarray(rank[shapely.intersects_xy(self.outlines.shapes[rank], lon, lat)])

    def winner(self, lon: Array, lat: Array) -> Ints:
        """The best rank that covers each point, or NONE."""
        point, rank = self.covering(lon, lat)
        best = np.full(len(lon), NONE, np.int32)
        best[point[::-1]] = rank[::-1]  # ascending ranks: the best one is written last
        return best

    def shared_border(self, lon: Array, lat: Array, winner: Ints) -> NDArray[np.bool_]:
        """Where at least two polygons as specific as the winner cover the point, and it lies on the border of one."""
        point, rank = self.covering(lon, lat)
        class_ = self.outlines.class_
        equal = class_[rank] == class_[winner[point]]
        point, rank = point[equal], rank[equal]
        inside = shapely.contains_xy(self.outlines.shapes[rank], lon[point], lat[point])
        several = np.bincount(point, minlength=len(lon)) > 1
        return several & (np.bincount(point[~inside], minlength=len(lon)) > 0)
