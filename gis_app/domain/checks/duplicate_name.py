"""A name that stands twice: allowed, but people will mix the grids up."""

from collections.abc import Iterator

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.repeats import repeated
from gis_app.domain.checks.sheet import Sheet

RULE = "duplicate_name"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a name."""
    for name, rows in repeated(sheet.names):
        yield Finding(RULE, WARNING, rows, sheet.codes_of(rows), at=sheet.place(rows[1]),
                      fix=f"名称“{name}”用了 {len(rows)} 次，请核对是否重复录入，或改名区分",
                      fix_en=f'The name "{name}" stands {len(rows)} times: see whether one was entered twice, or rename')
