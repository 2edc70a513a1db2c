"""A grid above the target band of its kind and level: more homes, people or land than its posts can look after."""

from collections.abc import Iterator
from math import ceil

from gis_app.domain.checks import sizes
from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "too_large"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a grid, with every figure that is above its bound and into how many it could be split."""
    for row, over in sizes.broken(sheet, upper=True):
        into = max(2, *(ceil(one.value / one.band[1]) for one in over if one.band[1]), 2)
        said = "、".join(f"{one.said()}（上限 {one.bound(True)[0]}）" for one in over)
        said_en = ", ".join(f"{one.said_en()} (at most {one.bound(True)[1]})" for one in over)
        yield Finding(
            RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row), area_m2=sheet.area_m2(sheet.polygons[row]),
            fix=f"{sheet.title(row)}现有 {said}，规模过大，建议拆成 {into} 个或划出一部分",
            fix_en=f"{sheet.title_en(row)} is too large: {said_en}. Split it into {into}, or give a part away",
            action={"propose": "split", "count": into},
        )
