"""Quarters of a year: when one begins, which comes next, how a clerk writes it."""

from datetime import date

NAMES = "一二三四"


def quarter_of(day: date) -> date:
    """The first day of its quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def quarter_after(quarter: date) -> date:
    return date(quarter.year + quarter.month // 10, (quarter.month + 2) % 12 + 1, 1)


def quarter_said(quarter: date) -> str:
    return f"{quarter.year}年第{NAMES[(quarter.month - 1) // 3]}季度"
