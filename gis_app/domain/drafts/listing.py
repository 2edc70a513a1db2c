"""Edits of the list: names, codes, on whose ground a grid lies, whom it answers to, grids that are not drawn yet.

Read from and written to JSON like the edits of the ground, undone like them.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, ClassVar, Self

from gis_app.domain.coverage import Coverage, Delta, Unit
from gis_app.domain.coverage import tree as trees
from gis_app.domain.coverage.change import change as redrawn
from gis_app.domain.drafts.change import Listed, Rows
from gis_app.domain.edits import Edit
from gis_app.domain.edits.grounds import known
from gis_app.domain.grids import KINDS
from gis_app.errors import WanggeError


@dataclass(frozen=True)
class ListEdit(Edit):
    """Besides what it plans for the tree, an edit of the list says what becomes of the rows."""

    def plan(self, coverage: Coverage) -> Delta:
        return Delta()

    @abstractmethod
    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        """The whole list after the edit."""


@dataclass(frozen=True)
class Rename(ListEdit):
    name: ClassVar[str] = "rename"
    zh: ClassVar[str] = "把 {grid} 改名为“{called}”"
    en: ClassVar[str] = "renamed {grid} to “{called}”"

    grid: str
    called: str

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        known(coverage, self.grid)
        return {**listed, self.grid: listed[self.grid]._replace(name=self.called.strip())}


@dataclass(frozen=True)
class Answer(ListEdit):
    """``parent`` is whom the grid answers to."""

    name: ClassVar[str] = "answer"
    zh: ClassVar[str] = "{grid} 改由 {parent} 管理"
    en: ClassVar[str] = "{grid} answers to {parent} now"

    grid: str
    parent: str

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        for code in (self.grid, self.parent):
            known(coverage, code)
        if coverage.units[self.grid].parent is None:
            raise WanggeError("draft_town_stays", code=self.grid)
        above: str | None = self.parent
        while above is not None:
            if above == self.grid:
                raise WanggeError("grid_loop", code=self.grid)
            above = listed[above].parent
        return {**listed, self.grid: listed[self.grid]._replace(parent=self.parent)}


@dataclass(frozen=True)
class Place(ListEdit):
    """The grid with all its ground lies in another unit from now on; who answered to the old one answers to the new."""

    name: ClassVar[str] = "place"
    zh: ClassVar[str] = "把 {grid} 划到 {lies_in} 之下"
    en: ClassVar[str] = "put {grid} on the ground of {lies_in}"

    grid: str
    lies_in: str

    def plan(self, coverage: Coverage) -> Delta:
        for code in (self.grid, self.lies_in):
            known(coverage, code)
        unit = coverage.units[self.grid]
        if unit.parent is None:
            raise WanggeError("draft_town_stays", code=self.grid)
        if self.lies_in in coverage.faces:
            raise WanggeError("draft_parent_is_leaf", code=self.lies_in)
        moved = Unit(self.lies_in, unit.kind)
        trees.lineage({**coverage.units, self.grid: moved}, self.grid)
        return redrawn(coverage, (), (), {self.grid: moved})

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        row = listed[self.grid]
        follows = row.parent == coverage.units[self.grid].parent
        return {**listed, self.grid: row._replace(parent=self.lies_in if follows else row.parent)}


@dataclass(frozen=True)
class Enter(ListEdit):
    """A grid that is not drawn yet (未划定)."""

    name: ClassVar[str] = "list"
    zh: ClassVar[str] = "在 {lies_in} 之下列入 {grid}“{called}”（未划定）"
    en: ClassVar[str] = "listed {grid} “{called}” under {lies_in}, not drawn yet"

    grid: str
    called: str
    lies_in: str
    kind: str = "grid"

    def plan(self, coverage: Coverage) -> Delta:
        known(coverage, self.lies_in)
        if self.grid in coverage.units:
            raise WanggeError("edit_key_taken", grid=self.grid)
        if self.kind not in KINDS or self.kind == "town":
            raise WanggeError("grid_bad_kind", code=self.grid, kind=self.kind)
        if self.lies_in in coverage.faces and self.kind != "enterprise":
            raise WanggeError("draft_parent_is_leaf", code=self.lies_in)
        return redrawn(coverage, (), (), {self.grid: Unit(self.lies_in, self.kind)})

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        return {**listed, self.grid: Listed(self.called.strip(), KINDS[self.kind].level, self.lies_in)}


@dataclass(frozen=True)
class Strike(ListEdit):
    """Takes a grid without ground and without grids under it off the list."""

    name: ClassVar[str] = "strike"
    zh: ClassVar[str] = "从名单中取消 {grid}"
    en: ClassVar[str] = "struck {grid} off the list"

    grid: str

    def plan(self, coverage: Coverage) -> Delta:
        known(coverage, self.grid)
        if coverage.children.get(self.grid) or self.grid in coverage.faces:
            raise WanggeError("draft_not_empty", code=self.grid)
        return redrawn(coverage, (), (), {self.grid: None})

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        answering = sorted(code for code, row in listed.items() if row.parent == self.grid)
        if answering:
            raise WanggeError("draft_not_empty", code=self.grid)
        return {code: row for code, row in listed.items() if code != self.grid}


@dataclass(frozen=True)
class Recode(ListEdit):
    """Grids take other codes, all at once, so that two may change theirs."""

    name: ClassVar[str] = "recode"
    zh: ClassVar[str] = "重编 {count} 个网格的编码"
    en: ClassVar[str] = "recoded {count} grids"

    codes: Mapping[str, str]

    def plan(self, coverage: Coverage) -> Delta:
        for old in self.codes:
            known(coverage, old)
        renamed = [self.codes.get(code, code) for code in coverage.units]
        taken = {code for code in self.codes.values() if renamed.count(code) > 1}
        if taken:
            raise WanggeError("edit_key_taken", grid=min(taken))
        units = {self._new(code): replace(unit, parent=unit.parent and self._new(unit.parent)) for code, unit in coverage.units.items()}
        gone: dict[str, Unit | None] = {code: None for code in self.codes if code not in units}
        removed = {edge for code in self.codes for edge in coverage.faces.get(code, ())}
        return redrawn(coverage, removed, [edge.relabelled(self.codes) for edge in removed], {**gone, **units})

    def rows(self, coverage: Coverage, listed: Rows) -> Rows:
        return {self._new(code): row._replace(parent=row.parent and self._new(row.parent)) for code, row in listed.items()}

    def _new(self, code: str) -> str:
        return self.codes.get(code, code)

    def sentence(self, language: str = "zh") -> str:
        return (self.en if language == "en" else self.zh).format(count=len(self.codes))

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        codes = said.get("codes")
        if not isinstance(codes, Mapping) or not codes or set(said) - {"edit", "codes"}:
            raise WanggeError("bad_value", field="codes", why='{"旧编码": "新编码"}')
        if not all(isinstance(code, str) and code.strip() == code and code for code in codes.values()):
            raise WanggeError("bad_value", field="codes", why="编码应是文字")
        return cls(dict(codes))


LIST_EDITS: Mapping[str, type[ListEdit]] = MappingProxyType({
    edit.name: edit for edit in (Rename, Recode, Place, Answer, Enter, Strike)
})
