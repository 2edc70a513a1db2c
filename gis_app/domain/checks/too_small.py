"""A grid below the target band of its kind and level: posts that are paid for too little."""

from collections.abc import Iterator

from gis_app.domain.checks import sizes
from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.sheet import Sheet

RULE = "too_small"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a grid, with every figure that is below its bound and the neighbour with the longest common border."""
    for row, under in sizes.broken(sheet, upper=False):
        shape = sheet.polygons[row]
        around = [other for other in neighbours(sheet, shape)
                  if other != row and sheet.kinds[other] == sheet.kinds[row]] if row in sheet.leaves else []
        said = "、".join(f"{one.said()}（下限 {one.bound(False)[0]}）" for one in under)
        said_en = ", ".join(f"{one.said_en()} (at least {one.bound(False)[1]})" for one in under)
        advice, advice_en = ((f"建议与{sheet.title(around[0])}合并", f"merge it with {sheet.title_en(around[0])}")
                             if around else ("建议从相邻网格划入一部分", "take in a part of a neighbour"))
        yield Finding(
            RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row), area_m2=sheet.area_m2(shape),
            fix=f"{sheet.title(row)}只有 {said}，规模过小，{advice}",
            fix_en=f"{sheet.title_en(row)} is too small: {said_en}; {advice_en}",
            action={"propose": "merge", "into": sheet.codes[around[0]]} if around else {},
        )
