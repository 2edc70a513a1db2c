"""Set a vertex on a border, to move it afterwards."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gis_app.domain.coverage import Coverage, Delta, Point
from gis_app.domain.coverage.redraw import redraw
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.vertices import border_at


@dataclass(frozen=True)
class InsertVertex(Edit):
    """The vertex comes where the border is nearest to ``at``."""

    name: ClassVar[str] = "insert_vertex"
    zh: ClassVar[str] = "在边界上加一个顶点"
    en: ClassVar[str] = "set a vertex on a border"

    at: Point

    def plan(self, coverage: Coverage) -> Delta:
        spot = border_at(coverage, self.at)
        return redraw(coverage, {spot.edge: np.insert(spot.edge.xy, spot.segment + 1, spot.at, axis=0)})
