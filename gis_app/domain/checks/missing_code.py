"""A grid without a code; proposed is the next free number among the grids that are named alike."""

from collections.abc import Iterator
from os.path import commonprefix

from gis_app.domain.checks.finding import ERROR, Finding
from gis_app.domain.checks.sheet import Sheet

RULE = "missing_code"
SERIAL = 3
"""Digits of the serial at the end of a code: division, town, village, then this."""
ALIKE = 3
"""Characters that names must share at the start to be of one village."""


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a row; proposals never collide with each other."""
    taken = {code for code in sheet.codes if code}
    for row, code in enumerate(sheet.codes):
        if code:
            continue
        proposed = _propose(sheet, row, taken)
        taken.add(proposed or "")
        yield Finding(RULE, ERROR, (row,), ("",), at=sheet.place(row),
                      fix=f"{sheet.title(row)}没有编码" + (f"，建议编为 {proposed}" if proposed else "，请编号"),
                      fix_en=f"{sheet.title_en(row)} has no code: "
                             + (f"{proposed} is proposed" if proposed else "give it one"),
                      action={"do": "code", "code": proposed} if proposed else {})


def _propose(sheet: Sheet, row: int, taken: set[str]) -> str | None:
    """The next serial after those of the rows whose names begin most alike; nothing for a nameless row."""
    name = sheet.names[row]
    alike = {other: len(commonprefix((name, sheet.names[other])))
             for other, code in enumerate(sheet.codes) if code[-SERIAL:].isdigit() and len(code) > SERIAL}
    best = max(alike.values(), default=0)
    if not name or best < ALIKE:
        return None
    heads = [sheet.codes[other][:-SERIAL] for other, length in alike.items() if length == best]
    head = max(sorted(set(heads)), key=heads.count)
    serials = (f"{head}{number:0{SERIAL}d}" for number in range(1, 10**SERIAL))
    used = [int(code[-SERIAL:]) for code in taken if code.startswith(head) and len(code) == len(head) + SERIAL
            and code[-SERIAL:].isdigit()]
    return next((code for code in serials if int(code[-SERIAL:]) > max(used, default=0)), None)
