"""Neighbours whose common border does not run through the same vertices.

    A────────B            A────────B
    │        │            │        │      a T-junction without its vertex, or vertices that
    │        ├──C         │       ┌┴─C    a rounding moved apart: points on the seam get two
    │        │            │       │       answers or none
"""

from collections.abc import Iterator

import shapely

from gis_app.domain.checks import mismatch
from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import JITTER_M, MIN_AREA_M2, Sheet, pieces, width

RULE = "not_noded"
EXACT_M = 1e-6


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a pair of neighbours; what is wide enough to be an overlap is told there."""
    for tier in range(len(sheet.tiers)):
        marked = mismatch.marked(sheet, tier)
        for i, j in mismatch.pairs(sheet, tier):
            seam = _seam(sheet, marked, i, j)
            if seam is not None and not _overlaps(sheet, i, j):
                yield _finding(sheet, i, j, seam)


def _seam(sheet: Sheet, marked: dict[int, shapely.Geometry], i: int, j: int) -> shapely.Geometry | None:
    """The marked border of either that runs along the other."""
    parts = [shapely.intersection(marked[row], shapely.buffer(sheet.polygons[other], JITTER_M))
             for row, other in ((i, j), (j, i)) if row in marked]
    seam = shapely.union_all([part for part in parts if shapely.length(part) > 3 * JITTER_M])
    return None if shapely.is_empty(seam) else seam


def _overlaps(sheet: Sheet, i: int, j: int) -> bool:
    shared = pieces(shapely.intersection(sheet.polygons[i], sheet.polygons[j]))
    return any(shapely.area(part) > MIN_AREA_M2 and width(part) > JITTER_M for part in shared)


def _finding(sheet: Sheet, i: int, j: int, seam: shapely.Geometry) -> Finding:
    off = max(_offset(sheet, i, j), _offset(sheet, j, i))
    what, what_en = ((f"错开 {off * 1000:,.1f} 毫米", f"lies {off * 1000:,.1f} mm apart") if off > EXACT_M
                     else ("缺少公共顶点（T 形接点）", "lacks common vertices (a T-junction)"))
    return Finding(
        RULE, WARNING, (i, j), sheet.codes_of((i, j)), at=sheet.at(seam), area_m2=None,
        fix=f"{sheet.title(i)}与{sheet.title(j)}的公共边界{what}，可以自动对齐",
        fix_en=f"The border of {sheet.title_en(i)} and {sheet.title_en(j)} {what_en}: align it", action={"do": "snap"},
    )


def _offset(sheet: Sheet, i: int, j: int) -> float:
    """How far the vertices of one along the seam lie off the other's border, at the most."""
    border = shapely.boundary(sheet.polygons[j])
    shapely.prepare(border)
    off = shapely.distance(shapely.points(shapely.get_coordinates(sheet.polygons[i])), border)
    return float(off[off <= JITTER_M].max(initial=0.0))
