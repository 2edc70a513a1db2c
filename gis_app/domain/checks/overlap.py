"""Two grids claim the same ground: a point there would have two answers."""

from collections.abc import Iterator

import shapely

from gis_app.domain.checks import mismatch
from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import JITTER_M, MIN_AREA_M2, Sheet, pieces, width

RULE = "overlap"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a pair, with the whole of the ground they share."""
    for tier in range(len(sheet.tiers)):
        for i, j in mismatch.pairs(sheet, tier):
            shared = shapely.intersection(sheet.polygons[i], sheet.polygons[j])
            wide = [part for part in pieces(shared) if shapely.area(part) > MIN_AREA_M2 and width(part) > JITTER_M]
            if wide:
                yield _overlap(sheet, i, j, shapely.multipolygons(wide))


def _overlap(sheet: Sheet, i: int, j: int, shared: shapely.Geometry) -> Finding:
    area = sheet.area_m2(shared)
    return Finding(
        RULE, ERROR, (i, j), sheet.codes_of((i, j)), at=sheet.at(shared), area_m2=area,
        fix=f"{sheet.title(i)}与{sheet.title(j)}重叠 {area:,.1f} 平方米，请把这块地只划给其中一个",
        fix_en=f"{sheet.title_en(i)} and {sheet.title_en(j)} overlap on {area:,.1f} m²: give that ground to one of them",
    )
