"""Split a grid by a line: what lies to one side of it becomes a new grid."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from gis_app.domain.coverage import PRECISION_DEG, Coverage, Delta
from gis_app.domain.coverage.precision import segments
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, line_of, new_unit, one_of
from gis_app.domain.edits.reading import Line
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]


@dataclass(frozen=True)
class Split(Edit):
    """``new`` gets all that lies to the ``side`` (left or right) of the line as it is drawn, wherever it crosses."""

    name: ClassVar[str] = "split"
    zh: ClassVar[str] = "用线分割 {grid}，一侧成为 {new}"
    en: ClassVar[str] = "split {grid} by a line; one side became {new}"

    grid: str
    line: Line
    new: str
    side: str = "left"
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        drawn_grid(coverage, self.grid)
        one_of("side", self.side, ("left", "right"))
        units = {self.new: new_unit(coverage, self.new, like=self.grid)}
        cut = line_of("line", self.line)

        def name(pieces: Objects, owners: Objects) -> Objects:
            beside = np.array([self._beside(piece, cut) for piece in pieces])
            if len(set(beside) - {0}) < 2:
                raise WanggeError("edit_no_cut", grid=self.grid)
            return np.where(beside == (1 if self.side == "left" else -1), self.new, owners)

        return recut(coverage, [self.grid], [cut], name, units)

    def _beside(self, piece: Polygon, cut: LineString) -> int:
        """1 where the piece lies to the left of the cut, -1 to the right, 0 where the cut does not touch it."""
        start, end = segments(shapely.orient_polygons(piece))
        on_cut = shapely.distance(shapely.points((start + end) / 2), cut) <= 2 * PRECISION_DEG
        ahead = shapely.line_locate_point(cut, shapely.points(end[on_cut])) - shapely.line_locate_point(cut, shapely.points(start[on_cut]))
        sides = set(np.sign(ahead).astype(int).tolist()) - {0}
        if len(sides) > 1:
            lon, lat = shapely.point_on_surface(piece).coords[0]
            raise WanggeError("edit_side_unclear", grid=self.grid, lon=lon, lat=lat)
        return next(iter(sides), 0)
