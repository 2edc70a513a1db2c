"""A splinter: so thin that nobody drew it, or a scrap without name and code beside real grids."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.sheet import Sheet, width

RULE = "sliver"
THIN_M = 2.0
SCRAP = 0.5
"""A nameless row is a scrap where it is smaller than this share of the median grid."""


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a splinter, with the neighbour that it shares most border with."""
    rows = sheet.tiers[0]
    usual = float(np.median(shapely.area(sheet.polygons[rows]))) if len(rows) else 0.0
    for row in rows.tolist():
        shape = sheet.polygons[row]
        nameless = not sheet.codes[row] and not sheet.names[row]
        if width(shape) < THIN_M or (nameless and shapely.area(shape) < SCRAP * usual):
            yield _sliver(sheet, row, nameless)


def _sliver(sheet: Sheet, row: int, nameless: bool) -> Finding:
    around = [other for other in neighbours(sheet, sheet.polygons[row]) if other != row]
    area = sheet.area_m2(sheet.polygons[row])
    advice = f"建议并入{sheet.title(around[0])}" if around else "旁边没有网格可并，请核对"
    what = "无名碎片" if nameless else "过于细窄"
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.at(sheet.polygons[row]), area_m2=area,
        fix=f"{sheet.title(row)}是{what}（{area:,.1f} 平方米），{advice}",
        action={"do": "merge", "into": around[0]} if around and nameless else {},
    )
