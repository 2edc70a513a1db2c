"""Delete a vertex of a border; its neighbours are joined by a straight line."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from gis_app.domain.coverage import Coverage, Delta, Point
from gis_app.domain.coverage.redraw import redraw
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.vertices import vertex_at
from gis_app.errors import WanggeError


@dataclass(frozen=True)
class DeleteVertex(Edit):
    """A vertex where three borders or more meet cannot go."""

    name: ClassVar[str] = "delete_vertex"
    zh: ClassVar[str] = "删去一个边界顶点"
    en: ClassVar[str] = "deleted a vertex of a border"

    at: Point

    def plan(self, coverage: Coverage) -> Delta:
        place = vertex_at(coverage, self.at)
        edges = coverage.edges_through([place])
        if len(edges) > 1:
            raise WanggeError("edit_is_node", lon=place[0], lat=place[1])
        kept = edges[0].xy[(edges[0].xy != place).any(axis=1)]
        if place in edges[0].ends:
            kept = np.vstack([kept, kept[:1]])
        return redraw(coverage, {edges[0]: kept})
