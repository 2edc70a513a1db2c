"""Quarters of a year: when one begins, which comes next, how far apart two are, how a clerk writes one."""

from datetime import date

NAMES = "一二三四"


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_after(quarter: date) -> date:
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def quarter_said(quarter: date) -> str:
    return f"{quarter.year}年第{NAMES[(quarter.month - 1) // 3]}季度"


def quarters_between(first: date, last: date) -> int:
    """From a day's quarter to another's."""
    return _number(last) - _number(first)


def quarters_after(day: date, count: int) -> date:
    """The first day of the quarter so many after a day's."""
    year, quarter = divmod(_number(day) + count, 4)
    return date(year, 3 * quarter + 1, 1)


def _number(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3
