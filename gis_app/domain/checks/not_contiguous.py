"""A grid in several parts: one can't be walked without crossing another's ground. Some are meant (飞地), most are slips."""

from collections.abc import Iterator

import numpy as np
import shapely

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.plane import pieces, width
from gis_app.domain.checks.sheet import JITTER_M, MIN_AREA_M2, Sheet

RULE = "not_contiguous"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a grid of whatever level, at the largest of its stray parts."""
    rows = sheet.own_shapes
    for row in rows[shapely.get_num_geometries(sheet.polygons[rows]) > 1].tolist():
        parts = [part for part in pieces(sheet.polygons[row]) if shapely.area(part) > MIN_AREA_M2 and width(part) > JITTER_M]
        if len(parts) > 1:
            yield _finding(sheet, row, [parts[n] for n in np.argsort(-shapely.area(parts), kind="stable")])


def _finding(sheet: Sheet, row: int, parts: list[shapely.Geometry]) -> Finding:
    stray = shapely.multipolygons(parts[1:])
    around = [other for other in neighbours(sheet, parts[1]) if other != row] if row in sheet.leaves else []
    area = sheet.area_m2(stray)
    advice, advice_en = ((f"如非飞地，建议把零块划给{sheet.title(around[0])}",
                          f"unless it is a real exclave, give the stray parts to {sheet.title_en(around[0])}") if around
                         else ("如非飞地，请把零块划给相邻的网格", "unless it is a real exclave, give the stray parts to their neighbours"))
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.at(parts[1]), area_m2=area,
        fix=f"{sheet.title(row)}分成 {len(parts)} 块，最大一块之外有 {area:,.1f} 平方米；{advice}",
        fix_en=f"{sheet.title_en(row)} lies in {len(parts)} parts, {area:,.1f} m² beside the largest: {advice_en}",
        action={"propose": "transfer", "into": sheet.codes[around[0]]} if around else {},
    )
