"""A crack between neighbours, or ground of the parent that no grid covers: a point there would belong to nobody."""

from collections.abc import Iterator

import shapely

from gis_app.domain.checks import openings
from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import JITTER_M, Sheet, pieces, width

RULE = "gap"


def find(sheet: Sheet) -> Iterator[Finding]:
    """Narrow openings, closed in or not; then what each outline has left over."""
    closed_in = openings.enclosed(sheet)
    narrow = [opening for opening in closed_in if openings.is_crack(sheet, opening)]
    for opening in (*narrow, *openings.cracks_to_the_outside(sheet)):
        yield _gap(sheet, opening, ())
    told = [*closed_in, *openings.cracks_to_the_outside(sheet)]
    if sheet.parent is not None:
        yield from _left_over(sheet, sheet.parent, sheet.cover, told, ())
    for over, under in sheet.children.items():
        covered = shapely.union_all(sheet.polygons[under])
        yield from _left_over(sheet, sheet.polygons[over], covered, told, (over,))


def _left_over(sheet: Sheet, outline: shapely.Geometry, covered: shapely.Geometry, told: list[shapely.Geometry],
               over: tuple[int, ...]) -> Iterator[Finding]:
    for part in pieces(shapely.difference(outline, covered)):
        inner = shapely.point_on_surface(part)
        if width(part) > JITTER_M and not any(shapely.covers(opening, inner) for opening in told):
            yield _gap(sheet, part, over)


def _gap(sheet: Sheet, opening: shapely.Geometry, over: tuple[int, ...]) -> Finding:
    around = openings.neighbours(sheet, opening)
    area = sheet.area_m2(opening)
    into = sheet.title(around[0]) if around else "相邻的网格"
    where = f"{sheet.title(over[0])}里" if over else ""
    return Finding(RULE, ERROR, (*over, *around), sheet.codes_of((*over, *around)), at=sheet.at(opening), area_m2=area,
                   fix=f"{where}有 {area:,.1f} 平方米没有划给任何网格，建议并入{into}")
