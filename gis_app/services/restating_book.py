"""Then and now as a workbook: by grid, and each incident, household and unit with both its grids."""

from typing import Any

from gis_app.exchange.writers.books import Table, workbook
from gis_app.services.restating import Both, Restated, counted

NONE = "（不在任何网格）"
KINDS = {"incidents": ("事件", "件"), "households": ("住户", "户"), "units": ("单位", "家")}


def write(found: Restated) -> bytes:
    """The sheets 按网格, 事件, 住户, 单位."""
    heading = ("编码", "名称", *(f"{zh}（{when}，{unit}）" for zh, unit in KINDS.values() for when in ("当时", "按本版")))
    return workbook({"按网格": (heading, [_row(row) for row in counted(found)]), **{zh: _each(found.things[kind]) for kind, (zh, _) in KINDS.items()}})


def _row(row: dict[str, Any]) -> tuple[Any, ...]:
    return (row["code"] or NONE, row["name"] or "", *(row[time][kind] for kind in KINDS for time in ("then", "now")))


def _each(both: Both) -> Table:
    rows = zip(both.names, both.then, both.now, strict=True)
    return ("编号", "当时的网格", "按本版的网格"), [(name, was or NONE, would or NONE) for name, was, would in rows]
