"""One thing found wrong in a coverage: which rule, how bad, where, which grids, and what would mend it."""

from dataclasses import dataclass, field
from typing import Any

ERROR, WARNING = "error", "warning"
"""An error blocks publishing: a point could belong to two grids, to none, or to one that can't be named."""


@dataclass(frozen=True)
class Finding:
    """``rows`` are positions in the frame (from 0); ``at`` is lon, lat; ``fix`` a sentence that says what to do next
    (``fix_en`` in English), ``action`` what ``repair`` or the desk would do of itself (empty: a person decides)."""

    rule: str
    severity: str
    rows: tuple[int, ...]
    grids: tuple[str, ...]
    fix: str
    fix_en: str = ""
    at: tuple[float, float] | None = None
    area_m2: float | None = None
    action: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As written to reports; ``rows`` count from 1 there, as people do."""
        return {
            "rule": self.rule, "severity": self.severity, "area_m2": self.area_m2,
            "at": None if self.at is None else [round(self.at[0], 8), round(self.at[1], 8)],
            "grids": list(self.grids), "fix": self.fix,
            "fix_en": self.fix_en, "rows": [row + 1 for row in self.rows], "action": self.action,
        }
