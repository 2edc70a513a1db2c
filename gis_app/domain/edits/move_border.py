"""Move the whole border that two neighbours share; what meets it follows."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import OUTSIDE, Coverage, Delta, Point
from gis_app.domain.coverage.redraw import move_vertices
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.vertices import shared


@dataclass(frozen=True)
class MoveBorder(Edit):
    """The border between ``one`` and ``other`` (grids, or units above them) moves as ``at`` moves to ``to``.

    Vertices on the outline stay. ``ends`` tells whether the nodes where other borders meet it move along.
    """

    name: ClassVar[str] = "move_border"
    zh: ClassVar[str] = "平移 {one} 与 {other} 的公共边界"
    en: ClassVar[str] = "moved the border between {one} and {other}"

    one: str
    other: str
    at: Point
    to: Point
    ends: bool = True

    def plan(self, coverage: Coverage) -> Delta:
        edges = shared(coverage, self.one, self.other)
        east, north = self.to[0] - self.at[0], self.to[1] - self.at[1]
        fixed = {end for edge in edges for end in edge.ends if not self.ends or _on_outline(coverage, end)}
        places = {(x, y) for edge in edges for x, y in edge.xy.tolist()} - fixed
        return move_vertices(coverage, {(x, y): (x + east, y + north) for x, y in places})


def _on_outline(coverage: Coverage, node: Point) -> bool:
    return any(OUTSIDE in edge.faces for edge in coverage.nodes[node])
