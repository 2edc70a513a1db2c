"""Move a vertex; all borders that meet there follow."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Delta, Point
from gis_app.domain.coverage.redraw import move_vertices
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.vertices import vertex_at


@dataclass(frozen=True)
class MoveVertex(Edit):
    """The vertex at ``at`` goes to ``to``."""

    name: ClassVar[str] = "move_vertex"
    zh: ClassVar[str] = "移动一个边界顶点"
    en: ClassVar[str] = "moved a vertex of a border"

    at: Point
    to: Point

    def plan(self, coverage: Coverage) -> Delta:
        return move_vertices(coverage, {vertex_at(coverage, self.at): self.to})
