"""A wide opening inside the coverage: a missing grid, or land of another town that only a person knows of."""

from collections.abc import Iterator

from gis_app.domain.checks import openings
from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "hole"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding an opening that is closed in by grids and wider than a crack."""
    for opening in openings.enclosed(sheet):
        if openings.is_crack(sheet, opening):
            continue
        around = openings.neighbours(sheet, opening)
        area = sheet.area_m2(opening)
        yield Finding(RULE, WARNING, around, sheet.codes_of(around), at=sheet.at(opening), area_m2=area,
                      fix=f"中间空着 {area:,.1f} 平方米：如漏画了网格请补上，如属外镇飞地可以保留",
                      fix_en=f"{area:,.1f} m² are open inside: draw the missing grid, or keep it if it is another town's")
