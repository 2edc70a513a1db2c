"""Move one straight segment of a border in parallel; all borders at its ends follow."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Delta, Point
from gis_app.domain.coverage.redraw import move_vertices
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.vertices import border_at


@dataclass(frozen=True)
class MoveSegment(Edit):
    """The segment at ``at`` moves as ``at`` moves to ``to``."""

    name: ClassVar[str] = "move_segment"
    zh: ClassVar[str] = "平移一段边界"
    en: ClassVar[str] = "moved a segment of a border"

    at: Point
    to: Point

    def plan(self, coverage: Coverage) -> Delta:
        spot = border_at(coverage, self.at)
        east, north = self.to[0] - self.at[0], self.to[1] - self.at[1]
        ends = spot.edge.xy[spot.segment : spot.segment + 2].tolist()
        return move_vertices(coverage, {(x, y): (x + east, y + north) for x, y in ends})
