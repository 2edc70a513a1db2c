"""A code that stands twice: two grids would share reports, people and scores."""

from collections.abc import Iterator

from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.repeats import repeated
from gis_app.domain.checks.sheet import Sheet

RULE = "duplicate_code"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a code."""
    for code, rows in repeated(sheet.codes):
        yield Finding(RULE, ERROR, rows, sheet.codes_of(rows), at=sheet.place(rows[1]),
                      fix=f"编码 {code} 用了 {len(rows)} 次，请给其余 {len(rows) - 1} 个网格另编",
                      fix_en=f"Code {code} stands {len(rows)} times: give the other {len(rows) - 1} codes of their own")
