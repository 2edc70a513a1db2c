"""Grids out of a file, ready for the rule of place: shapes in WGS-84, codes, kinds and levels."""

import importlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk import threads
from gis_app.domain.bulk.ranking import code_text
from gis_app.errors import WanggeError
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import GRIDS
from gis_app.exchange.report import Report
from gis_app.exchange.sandbox import Reading
from gis_app.exchange.shapes import place
from gis_app.exchange.table import Table, read_table


@dataclass(frozen=True)
class GridFile:
    """Columns side by side; ``notes`` tell what was assumed or mended."""

    shapes: NDArray[np.object_]
    codes: list[str | None]
    kinds: list[str | None] | None
    levels: list[float | None] | None
    notes: tuple[str, ...]


def read_grids(
    path: Path, *, code_field: str | None = None, crs: str = "auto", encoding: str | None = None, started: Reading | None = None
) -> GridFile:
    """Read a file of grids behind the walls. Tangled polygons are repaired, and a note says which.

    ``started`` is its reading, where it was started earlier.

    Raises
    ------
    WanggeError
        What `read_table` refuses; ``column_unknown``, ``field_missing``; ``grids_without_shapes``.
    """
    table = read_table(path, encoding=encoding, started=started)
    fields = guess(GRIDS, list(table.columns), {"code": code_field} if code_field else None)
    if "code" not in fields:
        raise WanggeError("code_field_missing", known="、".join(list(table.columns)[:30]))
    if table.shapes is None:
        raise WanggeError("grids_without_shapes", name=path.name)
    report = Report(table.name, "grids")
    shapes = place(table, "polygon", crs, report).shapes
    if shapely.is_missing(shapes).all():
        raise WanggeError("grids_without_shapes", name=path.name)
    codes = [code_text(code) for code in table.columns[fields["code"]]]
    notes = [*table.notes, *report.notes, *(f"网格第 {one.row} 行不用：{one.reason}" for one in report.refused)]
    if code_field is None:
        notes.append(f"网格编码取自列“{fields['code']}”")
    return GridFile(
        _mended(shapes, codes, notes), codes, _texts(table, fields.get("kind")), _levels(table, fields.get("level")),
        tuple(notes),
    )  # fmt: skip


def _mended(shapes: NDArray[np.object_], codes: list[str | None], notes: list[str]) -> NDArray[np.object_]:
    """Valid polygons: self-crossing ones are rebuilt from their lines, keeping the area that they enclose."""
    valid = np.concatenate(threads.over(lambda first, last: shapely.is_valid(shapes[first:last]), len(shapes), least=64))
    broken = np.flatnonzero(~valid & ~shapely.is_missing(shapes))
    if not len(broken):
        return shapes
    # the checks bring geopandas along, a second that files without a fault need not wait for
    mend = importlib.import_module("gis_app.domain.checks.mending").mend
    shapes = shapes.copy()
    for row in broken:
        shapes[row] = mend(shapes[row])
        done = "已修复后使用" if shapes[row] is not None else "无法修复，不用"
        notes.append(f"网格第 {row + 1} 行（{codes[row] or '无编码'}）的边界自相交，{done}；用 wangge check grids 查看")
    return shapes


def _texts(table: Table, column: str | None) -> list[str | None] | None:
    return None if column is None else list(table.columns[column])


def _levels(table: Table, column: str | None) -> list[float | None] | None:
    """Levels as numbers; where one is no number the column says something else, and levels do not decide."""
    if column is None:
        return None
    try:
        return [None if value is None else float(value) for value in table.columns[column]]
    except ValueError:
        return None
