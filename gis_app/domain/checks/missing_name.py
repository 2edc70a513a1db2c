"""A grid without a name."""

from collections.abc import Iterator

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "missing_name"


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a row that has a code but no name, where names are known at all."""
    if not any(sheet.names):
        return
    for row, name in enumerate(sheet.names):
        if not name and sheet.codes[row]:
            yield Finding(RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row),
                          fix=f"{sheet.title(row)}没有名称，请补上",
                          fix_en=f"{sheet.title_en(row)} has no name: add it")
