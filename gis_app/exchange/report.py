"""What became of a file: shown to the person who sent it, and written as JSON for the one who checks.

It names rows by number and fields by name and gives reasons; it never repeats what a row holds.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ALL_IN, SOME_REFUSED = 0, 3
SHOWN = 20


@dataclass(frozen=True)
class Refused:
    """One row that did not get in; ``row`` counts from 1 at the first row of data."""

    row: int
    field: str
    reason: str


@dataclass
class Report:
    """``mapping`` is field -> column, as guessed or said; ``skipped`` counts rows that were there already."""

    file: str
    layer: str
    rows: int = 0
    stored: int = 0
    skipped: int = 0
    crs: str | None = None
    encoding: str | None = None
    dry_run: bool = False
    mapping: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        return SOME_REFUSED if self.refused else ALL_IN

    def refuse(self, row: int, place: str, reason: str) -> None:
        self.refused.append(Refused(row, place, reason))

    def told(self, most: int) -> dict[str, Any]:
        """For a page: with the first refusals, and how many rows were refused in all."""
        refused = [asdict(one) for one in self._in_order()]
        return {"file": self.file, "rows": self.rows, "stored": self.stored, "crs": self.crs, "encoding": self.encoding, "notes": self.notes,
                "refused": refused[:most], "refused_rows": len({one["row"] for one in refused}), **self.outcome}

    def write(self, path: Path) -> None:
        told = {**asdict(self), "refused": [asdict(one) for one in self._in_order()]}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def lines(self) -> Iterator[str]:
        """The report as a person reads it."""
        done = "试读（没有存入）" if self.dry_run else "存入"
        yield f"{self.file} → {self.layer}：共 {self.rows:,} 行，{done} {self.stored:,}，已有跳过 {self.skipped:,}，" \
              f"拒收 {len({one.row for one in self.refused}):,}"
        if self.mapping:
            yield "列：" + "，".join(f"{name} ← {column}" for name, column in self.mapping.items())
        if self.crs:
            yield f"坐标系：{self.crs}" + (f"；文字编码：{self.encoding}" if self.encoding else "")
        for note in self.notes:
            yield f"说明：{note}"
        for one in self._in_order()[:SHOWN]:
            place = f"，{one.field}" if one.field else ""
            yield f"拒收第 {one.row} 行{place}：{one.reason}"
        if len(self.refused) > SHOWN:
            yield f"……另有 {len(self.refused) - SHOWN:,} 处，见 --report 写出的 JSON"

    def _in_order(self) -> list[Refused]:
        return sorted(self.refused, key=lambda one: (one.row, one.field))
