"""A grid so long or ragged that its people walk further than they should: Polsby-Popper, area against outline.

Polsby and Popper (1991): 4 pi area / outline², 1 for a circle, 0.785 for a square, 0.2 for a strip of 1 to 14.
"""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks import sliver
from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "badly_shaped"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a leaf; splinters are told elsewhere."""
    rows = sheet.own
    outline = shapely.length(sheet.polygons[rows])
    shape = 4 * np.pi * shapely.area(sheet.polygons[rows]) / np.where(outline > 0, outline, 1.0) ** 2
    for row, value in zip(rows.tolist(), shape.tolist(), strict=True):
        if value < sheet.settings.compactness and row not in sliver.rows(sheet):
            yield _finding(sheet, row, value)


def _finding(sheet: Sheet, row: int, value: float) -> Finding:
    least = sheet.settings.compactness
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row), area_m2=sheet.area_m2(sheet.polygons[row]),
        fix=f"{sheet.title(row)}过于狭长或曲折（紧凑度 {value:.2f}，低于 {least:.2f}），建议与相邻网格调整边界",
        fix_en=f"{sheet.title_en(row)} is too long or ragged (compactness {value:.2f}, below {least:.2f}): "
               "move its borders with its neighbours",
    )
