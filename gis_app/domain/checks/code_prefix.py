"""A code outside its prefix rule: 6 figures county division (GB/T 2260) + 3 town + 3 village + 3 serial.

A town has the first 9, a village 12, a grid all 15; a micro-grid goes on from its grid's. Work areas and enterprise
grids have codes of their own, outside this rule.
"""

from collections.abc import Iterator

from gis_app.domain.checks.finding import WARNING, Finding
from gis_app.domain.checks.sheet import Sheet, once

RULE = "code_prefix"
FIGURES = {"town": 9, "village": 12, "grid": 15}
SERIAL = 3


def find(sheet: Sheet) -> Iterator[Finding]:
    """One finding a code, drawn or not; proposals never collide with each other."""
    highest = _highest(sheet)
    for row, (code, kind) in enumerate(zip(sheet.codes, sheet.kinds, strict=True)):
        if not code or kind not in (*FIGURES, "micro"):
            continue
        prefix, figures = _above(sheet, row), FIGURES.get(kind, 0)
        if not code.startswith(prefix) or not _is_number(code, figures) or len(code) <= len(prefix):
            yield _finding(sheet, row, prefix, figures, _free(prefix, figures, highest))


def _finding(sheet: Sheet, row: int, prefix: str, figures: int, free: str | None) -> Finding:
    wanted = [f"以 {prefix} 开头"] * bool(prefix) + [f"共 {figures} 位数字"] * bool(figures)
    wanted_en = [f"begin with {prefix}"] * bool(prefix) + [f"have {figures} figures"] * bool(figures)
    return Finding(
        RULE, WARNING, (row,), sheet.codes_of((row,)), at=sheet.place(row),
        fix=f"{sheet.title(row)}的编码不合规则，应{'、'.join(wanted)}" + (f"，建议改为 {free}" if free else "，请改正"),
        fix_en=f"The code of {sheet.title_en(row)} should {' and '.join(wanted_en)}: "
               + (f"{free} is proposed" if free else "correct it"),
        action={"propose": "code", "code": free} if free else {},
    )


def _is_number(code: str, figures: int) -> bool:
    return not figures or (len(code) == figures and code.isascii() and code.isdigit())


def _above(sheet: Sheet, row: int) -> str:
    """The code that must stand before this one's own figures: of the nearest town, village or grid it lies in."""
    rows, seen, figures = _rows(sheet), {row}, FIGURES.get(sheet.kinds[row], 99)
    over = rows.get(sheet.lies_in[row])
    while over is not None and over not in seen:
        seen.add(over)
        code, length = sheet.codes[over], FIGURES.get(sheet.kinds[over], 99)
        if length < figures and _is_number(code, length):
            return code
        over = rows.get(sheet.lies_in[over])
    return ""


@once
def _rows(sheet: Sheet) -> dict[str, int]:
    return {code: row for row, code in enumerate(sheet.codes) if code}


def _highest(sheet: Sheet) -> dict[str, int]:
    """The highest serial in use under each village, now or ever."""
    found: dict[str, int] = {}
    for code in (*sheet.codes, *sheet.surroundings.used):
        if _is_number(code, FIGURES["grid"]):
            found[code[:-SERIAL]] = max(found.get(code[:-SERIAL], 0), int(code[-SERIAL:]))
    return found


def _free(prefix: str, figures: int, highest: dict[str, int]) -> str | None:
    """The next serial of a village, counted up in ``highest``; nothing where the village is not known."""
    if figures != FIGURES["grid"] or len(prefix) != figures - SERIAL:
        return None
    highest[prefix] = number = highest.get(prefix, 0) + 1
    return f"{prefix}{number:0{SERIAL}d}" if number < 10**SERIAL else None
