"""Draw a new grid inside its parent, on land of the grids there or on a gap."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Delta, Shape
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import area_of, grids_at, known, under
from gis_app.domain.edits.matching import MATCH_M, matched
from gis_app.domain.edits.reading import Area
from gis_app.domain.edits.taking import refuse_outside, take
from gis_app.domain.grids import KINDS
from gis_app.errors import WanggeError


@dataclass(frozen=True)
class Draw(Edit):
    """``parent`` is the unit on whose ground the new one lies; ``within_m`` the matching distance."""

    name: ClassVar[str] = "draw"
    zh: ClassVar[str] = "在 {parent} 内新画 {new}"
    en: ClassVar[str] = "drew {new} inside {parent}"

    new: str
    parent: str
    area: Area
    kind: str = "grid"
    within_m: float = MATCH_M
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        known(coverage, self.parent)
        if self.kind not in KINDS:
            raise WanggeError("grid_bad_kind", code=self.new, kind=self.kind)
        unit = under(coverage, self.new, self.parent, self.kind)
        drawn = area_of("area", self.area)
        givers = self.givers(coverage, drawn)
        area = matched(coverage, givers, drawn, self.within_m)
        refuse_outside(coverage, area, self.parent, self.within_m)
        return take(coverage, givers, area, self.new, self.within_m, {self.new: unit})

    def givers(self, coverage: Coverage, drawn: Shape) -> list[str]:
        """The faces whose land may be taken."""
        return grids_at(coverage, drawn, coverage.leaves_of(self.parent))
