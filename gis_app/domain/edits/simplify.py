"""Simplify the borders that some grids share, all together, so that no gap opens between them."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Delta, Edge, Shape
from gis_app.domain.coverage.redraw import redraw
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_leaf
from gis_app.domain.edits.reading import Texts
from gis_app.domain.places import scale_at
from gis_app.errors import WanggeError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Simplify(Edit):
    """Vertices go whose triangle with their neighbours is smaller than a square of ``tolerance_m``.

    Visvalingam and Whyatt (1993), for all borders at once; borders towards other grids and the outline stay.
    """

    name: ClassVar[str] = "simplify"
    zh: ClassVar[str] = "按 {tolerance_m:g} 米简化 {grids} 之间的边界"
    en: ClassVar[str] = "simplified the borders between {grids} by {tolerance_m:g} m"

    grids: Texts
    tolerance_m: float

    def plan(self, coverage: Coverage) -> Delta:
        for key in self.grids:
            drawn_leaf(coverage, key)
        if self.tolerance_m <= 0:
            raise WanggeError("bad_value", field="tolerance_m", why="应大于 0")
        mine = set(self.grids)
        inner = {edge for key in mine for edge in coverage.faces[key] if mine.issuperset(edge.faces)}
        scale = np.array(scale_at(coverage.polygon(self.grids[0]).bounds[1]))
        kept = self._kept([coverage.polygon(key) for key in sorted(mine)], scale)
        return redraw(coverage, {edge: edge.xy[_stays(edge, kept, scale)] for edge in inner})

    def _kept(self, shapes: list[Shape], scale: Array) -> set[tuple[float, float]]:
        """The vertices that are left, in metres."""
        plane = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy * scale)
        left = shapely.coverage_simplify(plane, self.tolerance_m, simplify_boundary=False)
        return {(x, y) for x, y in shapely.get_coordinates(left).tolist()}


def _stays(edge: Edge, kept: set[tuple[float, float]], scale: Array) -> list[bool]:
    """Which of an edge's vertices stay: its ends always."""
    inner = [(x, y) in kept for x, y in (edge.xy[1:-1] * scale).tolist()]
    return [True, *inner, True]
