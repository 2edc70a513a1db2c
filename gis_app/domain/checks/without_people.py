"""A grid where nobody lives: right for woods and water, otherwise a post for nothing. Enterprise grids need no homes."""

from collections.abc import Iterator

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.members import members
from gis_app.domain.checks.openings import neighbours
from gis_app.domain.checks.sheet import Sheet

RULE = "without_people"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a leaf; where people are counted, homes in which nobody is present do not count."""
    told = members(sheet, 0)
    counts = told.households if told.people is None else told.people
    for row in sorted(told.rows[counts == 0].tolist()):
        if sheet.focus[row] and sheet.kinds[row] != "enterprise":
            yield _finding(sheet, row)


def _finding(sheet: Sheet, row: int) -> Finding:
    shape = sheet.polygons[row]
    around = [other for other in neighbours(sheet, shape) if other != row]
    into, into_en = ((sheet.title(around[0]), sheet.title_en(around[0])) if around
                     else ("相邻的网格", "the grid beside it"))
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row), area_m2=sheet.area_m2(shape),
        fix=f"{sheet.title(row)}里没有人住，如为山林、水面可以保留，否则建议并入{into}",
        fix_en=f"Nobody lives in {sheet.title_en(row)}: keep it if it is woods or water, else merge it into {into_en}",
        action={"propose": "merge", "into": sheet.codes[around[0]]} if around else {},
    )
