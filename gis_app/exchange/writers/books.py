"""Workbooks of several sheets, each a table with its heading; no text ever becomes a formula."""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from gis_app.exchange.writers.tables import cells

Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""The heading, and the rows under it."""
WIDE, BASE = 40, 8


def workbook(sheets: Mapping[str, Table]) -> bytes:
    """The file's bytes; the heading of each sheet stays in sight."""
    book = Workbook(write_only=True)
    for name, (heading, rows) in sheets.items():
        sheet, table = book.create_sheet(name), [tuple(row) for row in rows]
        sheet.freeze_panes = "A2"
        for column, title in enumerate(heading):
            longest = max((len(str(row[column] or "")) for row in table), default=0)
            sheet.column_dimensions[get_column_letter(column + 1)].width = min(WIDE, BASE + max(2 * len(title), longest))
        head = list(cells(sheet, tuple(heading)))
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
        for row in table:
            sheet.append(list(cells(sheet, row)))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
