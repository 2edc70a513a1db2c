"""The present of a draft: the coverage (who has which ground) and the list (how each grid is called, whom it answers to)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from gis_app.domain.coverage import GAP, Coverage
from gis_app.domain.drafts.change import Change, Listed
from gis_app.errors import WanggeError

__all__ = ["Draft", "Listed"]


@dataclass(frozen=True)
class Draft:
    """Every unit of the coverage but its gaps is listed; kind and ``lies_in`` stand in the coverage's tree."""

    coverage: Coverage
    listed: Mapping[str, Listed]

    @property
    def digest(self) -> str:
        """The same for equal drafts only."""
        rows = json.dumps(sorted((code, *row) for code, row in self.listed.items()), ensure_ascii=False)
        return f"{self.coverage.digest}-{hashlib.sha256(rows.encode()).hexdigest()}"

    @property
    def town(self) -> str:
        """The town's code."""
        return next(code for code, unit in self.coverage.units.items() if unit.kind == "town")

    def lies_in(self, code: str) -> str | None:
        return self.coverage.units[code].parent

    def kind(self, code: str) -> str:
        return self.coverage.units[code].kind

    def drawn(self, code: str) -> bool:
        """Whether the grid has any ground."""
        return any(leaf in self.coverage.faces for leaf in self.coverage.leaves_of(code))

    @property
    def leaves(self) -> list[str]:
        """The drawn grids that have ground of their own, in the order of code."""
        return sorted(code for code in self.coverage.leaves if code in self.listed)

    def locked(self, codes: frozenset[str]) -> "Draft":
        """The same draft, in which the borders of some grids stay."""
        return replace(self, coverage=replace(self.coverage, locked=codes))

    def apply(self, change: Change) -> "Draft":
        """The draft after a change.

        Raises
        ------
        WanggeError
            ``coverage_changed`` where what the change takes away is not there.
        """
        if any(self.listed.get(code) != row for code, row in change.struck.items()):
            raise WanggeError("coverage_changed")
        left = {code: row for code, row in self.listed.items() if code not in change.struck}
        return Draft(self.coverage.apply(change.delta), left | dict(change.entered))

    def touched(self, other: "Draft") -> set[str]:
        """Units whose ground, place in the tree or entry in the list is not the same in another draft; gaps among them."""
        if self is other:
            return set()
        here, there = self.coverage, other.coverage
        found = {key for one, two in ((here.faces, there.faces), (here.units, there.units), (self.listed, other.listed))
                 for key in one.keys() | two.keys() if one.get(key) is not two.get(key) and one.get(key) != two.get(key)}
        return found - {""}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, exact both ways."""
        return {**self.coverage.to_dict(), "listed": {code: row.to_dict() for code, row in self.listed.items()}}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Draft":
        return cls(Coverage.from_dict(said), {code: Listed(**row) for code, row in said["listed"].items()})

    @property
    def gaps(self) -> list[str]:
        return sorted(key for key in self.coverage.leaves if self.coverage.units[key].kind == GAP)
