"""A splinter: so thin that nobody drew it, or a scrap without name and code beside real grids."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.sheet import Sheet, once

RULE = "sliver"
THIN_M = 2.0
SCRAP = 0.5
"""A nameless row is a scrap where it is smaller than this share of the median grid."""


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a splinter, with the neighbour that it shares most border with."""
    for row in rows(sheet):
        yield _sliver(sheet, row, _nameless(sheet, row))


@once
def rows(sheet: Sheet) -> tuple[int, ...]:
    """The leaves that are splinters."""
    own = sheet.own
    if not len(own):
        return ()
    areas, around = shapely.area(sheet.polygons[own]), shapely.length(sheet.polygons[own])
    nameless = np.array([_nameless(sheet, row) for row in own.tolist()], dtype=bool)
    scraps = nameless & (areas < SCRAP * _usual(sheet)) if nameless.any() else nameless
    return tuple(own[(2 * areas < THIN_M * around) | scraps].tolist())


def _nameless(sheet: Sheet, row: int) -> bool:
    return not sheet.codes[row] and not sheet.names[row]


def _usual(sheet: Sheet) -> float:
    """The area of a usual leaf, in the plane."""
    return float(np.median(shapely.area(sheet.given[sheet.leaves])) * sheet.plane.scale.prod())


def _sliver(sheet: Sheet, row: int, nameless: bool) -> Finding:
    around = [other for other in neighbours(sheet, sheet.polygons[row]) if other != row]
    area = sheet.area_m2(sheet.polygons[row])
    advice, advice_en = ((f"建议并入{sheet.title(around[0])}", f"merge it into {sheet.title_en(around[0])}") if around
                         else ("旁边没有网格可并，请核对", "there is no grid beside it, have a look"))
    what, what_en = ("无名碎片", "a nameless scrap") if nameless else ("过于细窄", "too thin")
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.at(sheet.polygons[row]), area_m2=area,
        fix=f"{sheet.title(row)}是{what}（{area:,.1f} 平方米），{advice}",
        fix_en=f"{sheet.title_en(row)} is {what_en} ({area:,.1f} m²): {advice_en}",
        action={"do": "merge", "into": around[0]} if around and nameless else {},
    )
