"""Transfer a piece of land to a neighbour."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Delta
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import area_of, drawn_grid, drawn_leaf, grids_at
from gis_app.domain.edits.matching import MATCH_M, matched
from gis_app.domain.edits.reading import Area, Texts
from gis_app.domain.edits.taking import take


@dataclass(frozen=True)
class Transfer(Edit):
    """``to`` gets what of the grids in ``givers`` lies in the area."""

    name: ClassVar[str] = "transfer"
    zh: ClassVar[str] = "把 {givers} 的一块地划给 {to}"
    en: ClassVar[str] = "gave a piece of {givers} to {to}"

    givers: Texts
    to: str
    area: Area
    within_m: float = MATCH_M
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        for key in self.givers:
            drawn_leaf(coverage, key)
        drawn_grid(coverage, self.to)
        drawn = area_of("area", self.area)
        givers = [key for key in grids_at(coverage, drawn, sorted(set(self.givers))) if key != self.to]
        area = matched(coverage, [*givers, self.to], drawn, self.within_m)
        return take(coverage, givers, area, self.to, self.within_m)
