"""A crack between neighbours, or ground of the parent that no grid covers: a point there would belong to nobody."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from gis_app.domain.checks import openings, window
from gis_app.domain.checks.cover import cover, together
from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.plane import pieces, width
from gis_app.domain.checks.sheet import JITTER_M, Rows, Sheet

RULE = "gap"


def find(sheet: Sheet) -> Iterator[Finding]:
    """Narrow openings, closed in or not; then what each outline has left over."""
    closed_in = openings.enclosed(sheet)
    narrow = [opening for opening in closed_in if openings.is_crack(sheet, opening)]
    for opening in (*narrow, *openings.cracks_to_the_outside(sheet)):
        yield _gap(sheet, opening, ())
    told = [*closed_in, *openings.cracks_to_the_outside(sheet)]
    if sheet.parent is not None:
        bare = _bare(sheet, sheet.parent)
        left = pieces(shapely.difference(sheet.parent, cover(sheet))) if sheet.whole else (
            [*window.left_over(sheet, sheet.parent, sheet.leaves), *bare])
        yield from _left_over(sheet, left, told, ())
    for over, under in sheet.children.items():
        yield from _left_over(sheet, _inside(sheet, over, np.array(under, dtype=np.intp)), told, (over,))


def _inside(sheet: Sheet, over: int, under: Rows) -> Sequence[shapely.Geometry]:
    """What the rows of ``under`` leave over of ``over``, as far as the check is about it."""
    if not (sheet.focus[over] or window.reaches(sheet, over)) or sheet.polygons[over] is None:
        return ()
    if sheet.focus[over]:
        return pieces(shapely.difference(sheet.polygons[over], together(sheet, under)))
    return window.left_over(sheet, sheet.polygons[over], under)


def _bare(sheet: Sheet, outline: shapely.Geometry) -> list[shapely.Geometry]:
    """Parts of an outline where there is no grid at all: no grid can be named, so any check tells them."""
    middles = (sheet.boxes[sheet.leaves, :2] + sheet.boxes[sheet.leaves, 2:]) / 2
    empty = [part for part in pieces(outline) if not shapely.contains_xy(part, middles).any()]
    return [part for part in empty if not len(sheet.near(part, JITTER_M))]


def _left_over(sheet: Sheet, parts: Sequence[shapely.Geometry], told: list[shapely.Geometry],
               over: tuple[int, ...]) -> Iterator[Finding]:
    """Parts that no opening told before makes up mostly."""
    for part in parts:
        if width(part) > JITTER_M and not any(_overlap(part, opening) > shapely.area(part) / 2 for opening in told):
            yield _gap(sheet, part, over)


def _overlap(part: shapely.Geometry, opening: shapely.Geometry) -> float:
    return float(shapely.area(shapely.intersection(part, opening))) if shapely.intersects(part, opening) else 0.0


def _gap(sheet: Sheet, opening: shapely.Geometry, over: tuple[int, ...]) -> Finding:
    around = openings.neighbours(sheet, opening)
    area = sheet.area_m2(opening)
    into, into_en = ((sheet.title(around[0]), sheet.title_en(around[0])) if around
                     else ("相邻的网格", "the grid beside it"))
    where, where_en = (f"{sheet.title(over[0])}里", f" of {sheet.title_en(over[0])}") if over else ("", "")
    return Finding(RULE, ERROR, (*over, *around), sheet.codes_of((*over, *around)), at=sheet.at(opening), area_m2=area,
                   fix=f"{where}有 {area:,.1f} 平方米没有划给任何网格，建议并入{into}",
                   fix_en=f"{area:,.1f} m²{where_en} belong to no grid: merge them into {into_en}")
