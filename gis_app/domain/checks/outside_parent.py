"""A grid that reaches beyond the ground it lies in."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import JITTER_M, Rows, Sheet, pieces, width

RULE = "outside_parent"


def find(sheet: Sheet) -> Iterator[Finding]:
    """Each leaf against the given outline, and each row against the row that it lies in."""
    if sheet.parent is not None:
        yield from _beyond(sheet, sheet.own, sheet.parent, ("上级边界", "the outline"), ())
    for over, under in sheet.children.items():
        rows = np.array([row for row in under if sheet.focus[row] or sheet.focus[over]], dtype=np.intp)
        if len(rows) and sheet.polygons[over] is not None:
            titles = sheet.title(over), sheet.title_en(over)
            yield from _beyond(sheet, rows, sheet.polygons[over], titles, (over,))


def _beyond(sheet: Sheet, rows: Rows, outline: shapely.Geometry, titles: tuple[str, str],
            over: tuple[int, ...]) -> Iterator[Finding]:
    shapely.prepare(outline)
    for row in rows[~shapely.covers(outline, sheet.polygons[rows])].tolist():
        if sheet.polygons[row] is None:
            continue
        wide = [part for part in pieces(shapely.difference(sheet.polygons[row], outline)) if width(part) > JITTER_M]
        if wide:
            yield _finding(sheet, row, shapely.multipolygons(wide), titles, over)


def _finding(sheet: Sheet, row: int, beyond: shapely.Geometry, titles: tuple[str, str], over: tuple[int, ...]) -> Finding:
    area = sheet.area_m2(beyond)
    return Finding(
        RULE, ERROR, (row, *over), sheet.codes_of((row, *over)), at=sheet.at(beyond), area_m2=area,
        fix=f"{sheet.title(row)}有 {area:,.1f} 平方米伸到{titles[0]}之外，请收回边界或改正上级",
        fix_en=f"{area:,.1f} m² of {sheet.title_en(row)} lie outside {titles[1]}: draw the border in, or name another parent",
    )
