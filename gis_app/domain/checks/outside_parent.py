"""A grid that reaches beyond the ground it lies in."""

from collections.abc import Iterator

import shapely

from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import JITTER_M, Sheet, pieces, width

RULE = "outside_parent"


def find(sheet: Sheet) -> Iterator[Finding]:
    """Each leaf against the given outline, and each row against the row that it lies in."""
    if sheet.parent is not None:
        for row in sheet.tiers[0]:
            yield from _beyond(sheet, int(row), sheet.parent, "上级边界", ())
    for over, under in sheet.children.items():
        for row in under:
            yield from _beyond(sheet, row, sheet.polygons[over], sheet.title(over), (over,))


def _beyond(sheet: Sheet, row: int, outline: shapely.Geometry, title: str, over: tuple[int, ...]) -> Iterator[Finding]:
    if shapely.covers(outline, sheet.polygons[row]):
        return
    wide = [part for part in pieces(shapely.difference(sheet.polygons[row], outline)) if width(part) > JITTER_M]
    if wide:
        beyond = shapely.multipolygons(wide)
        area = sheet.area_m2(beyond)
        yield Finding(RULE, ERROR, (row, *over), sheet.codes_of((row, *over)), at=sheet.at(beyond), area_m2=area,
                      fix=f"{sheet.title(row)}有 {area:,.1f} 平方米伸到{title}之外，请收回边界或改正上级")
