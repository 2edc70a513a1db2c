"""What one entry of the log changed: ground and tree (the delta), and the list. Its inverse undoes it exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from gis_app.domain.coverage import Delta


class Listed(NamedTuple):
    """A grid as the list has it. ``parent``: the code it answers to; ``grid_id``: the lasting identity, None for a new grid."""

    name: str
    level: int
    parent: str | None
    grid_id: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return self._asdict()


Rows = Mapping[str, Listed]


@dataclass(frozen=True)
class Change:
    """A row that was rewritten stands in both ``struck`` and ``entered``."""

    delta: Delta = field(default_factory=Delta)
    struck: Rows = field(default_factory=dict)
    entered: Rows = field(default_factory=dict)

    def inverse(self) -> "Change":
        return Change(self.delta.inverse(), self.entered, self.struck)

    @classmethod
    def of(cls, delta: Delta, before: Rows, after: Rows) -> "Change":
        """The delta, with the difference of two lists."""
        struck = {code: row for code, row in before.items() if after.get(code) != row}
        return cls(delta, struck, {code: row for code, row in after.items() if before.get(code) != row})

    def to_dict(self) -> dict[str, Any]:
        rows = {"struck": self.struck, "entered": self.entered}
        return {**self.delta.to_dict(), **{name: {code: row.to_dict() for code, row in mine.items()} for name, mine in rows.items()}}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Change":
        struck, entered = ({code: Listed(**row) for code, row in said[name].items()} for name in ("struck", "entered"))
        return cls(Delta.from_dict(said), struck, entered)
