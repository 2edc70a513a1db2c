"""Fill a gap: give it to a neighbour, or share it out among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import GAP, OUTSIDE, Coverage, Delta
from gis_app.domain.coverage.change import relabel
from gis_app.domain.coverage.measures import neighbours
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, drawn_leaf, ring_lines
from gis_app.domain.places import scale_at
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]
STEP_M = 5.0
"""Borders are sampled at least this often to tell whose is nearest."""


@dataclass(frozen=True)
class Fill(Edit):
    """The gap goes to the grid ``to``; without it to the neighbour with the longest border (``by`` longest), or each place
    in it to the nearest neighbour (``by`` nearest)."""

    name: ClassVar[str] = "fill"
    zh: ClassVar[str] = "填补空隙 {gap}"
    en: ClassVar[str] = "filled the gap {gap}"

    gap: str
    to: str | None = None
    by: str = "longest"
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        drawn_leaf(coverage, self.gap)
        if coverage.units[self.gap].kind != GAP:
            raise WanggeError("edit_no_gap", grid=self.gap)
        beside = {key: metres for key, metres in neighbours(coverage, self.gap).items() if key != OUTSIDE and key not in coverage.gaps}
        if not beside:
            raise WanggeError("edit_no_neighbour", grid=self.gap)
        if self.to is None and self.by == "nearest":
            return self._shared_out(coverage, sorted(beside))
        to = self.to or max(sorted(beside), key=lambda key: beside[key])
        drawn_grid(coverage, to)
        return relabel(coverage, {self.gap: to}, {self.gap: None})

    def _shared_out(self, coverage: Coverage, beside: Sequence[str]) -> Delta:
        """Voronoi cells of places along the neighbours' borders, joined by neighbour."""
        scale = np.array(scale_at(coverage.polygon(self.gap).bounds[1]))
        sides = [shapely.union_all([edge.line for edge in coverage.faces[self.gap] if key in edge.faces]) for key in beside]
        plane = shapely.transform(np.array(sides, dtype=object), lambda xy: xy * scale)
        cells = shapely.transform(_cells(plane), lambda xy: xy / scale)
        cuts = [line for cell in cells for line in ring_lines(cell)]

        def name(pieces: Objects, _: Objects) -> Objects:
            nearest = shapely.STRtree(cells).nearest(shapely.point_on_surface(pieces))
            return np.asarray(np.array(beside, dtype=object)[nearest])

        return recut(coverage, [self.gap], cuts, name)


def _cells(sides: Objects) -> Objects:
    """The ground nearest to each of some lines, about."""
    samples = [np.unique(shapely.get_coordinates(shapely.segmentize(side, STEP_M)), axis=0) for side in sides]
    owner = np.repeat(np.arange(len(sides)), [len(places) for places in samples])
    places, first = np.unique(np.vstack(samples), axis=0, return_index=True)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), ordered=True))
    joined = [shapely.union_all(cells[owner[first] == number]) for number in range(len(sides))]
    return np.array(joined, dtype=object)
