"""XLSX through calamine (Rust: no entities, no formulas, no links); the archive was checked before."""

from pathlib import Path

import python_calamine as calamine

from gis_app.errors import WanggeError
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import (
    check_size,
    row_numbers,
    text_column,
    unique_names,
)


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The first sheet that holds anything; its first row names the columns."""
    del encoding  # a workbook says its own
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        filled = [(sheet, rows) for sheet in book.sheet_names if (rows := book.get_sheet_by_name(sheet).to_python())]
    except calamine.CalamineError as broken:
        raise WanggeError("file_damaged", name=name, why="不是完整的 XLSX 工作簿") from broken
    if not filled:
        raise WanggeError("file_empty", name=name)
    sheet, rows = filled[0]
    header, *body = rows
    check_size(name, len(header), len(body))
    names = unique_names(header)
    raw = Raw(name=name, kind="xlsx", rows=row_numbers(len(body)),
              columns={column: text_column(row[place] for row in body) for place, column in enumerate(names)})
    if len(filled) > 1:
        raw.notes.append(f"工作簿有 {len(filled)} 张有内容的表，只读了第一张“{sheet}”")
    return raw
