"""Merge grids of one parent into one."""

from dataclasses import dataclass
from typing import ClassVar

from gis_app.domain.coverage import Coverage, Delta, Unit
from gis_app.domain.coverage.change import relabel
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, new_unit
from gis_app.domain.edits.reading import Texts
from gis_app.errors import WanggeError


@dataclass(frozen=True)
class Merge(Edit):
    """``into`` is one of the grids, or a new code."""

    name: ClassVar[str] = "merge"
    zh: ClassVar[str] = "把 {grids} 合并为 {into}"
    en: ClassVar[str] = "merged {grids} into {into}"

    grids: Texts
    into: str
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        for key in self.grids:
            drawn_grid(coverage, key)
        if len(set(self.grids)) < 2:
            raise WanggeError("bad_value", field="grids", why="至少要两个网格")
        parents = {coverage.units[key].parent for key in self.grids}
        if len(parents) > 1:
            raise WanggeError("edit_two_parents", grids="、".join(self.grids))
        units: dict[str, Unit | None] = {key: None for key in self.grids if key != self.into}
        if self.into not in self.grids:
            units[self.into] = new_unit(coverage, self.into, like=self.grids[0])
        return relabel(coverage, {key: self.into for key in self.grids}, units)
