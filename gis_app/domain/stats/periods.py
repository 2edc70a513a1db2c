"""Periods of whole local days, and the fewest stored buckets (days, months, years) that make one up."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from gis_app.errors import WanggeError

DAY, MONTH, YEAR = 1, 2, 3
SPANS = (DAY, MONTH, YEAR)
LONGEST_DAYS = 366 * 100

Bucket = tuple[int, date]
"""A span and the first day of the bucket."""


@dataclass(frozen=True)
class Period:
    """The whole local days from ``first`` to ``last``, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def preceding(self) -> "Period":
        """The period of the same length that ends where this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def buckets(self) -> list[Bucket]:
        """Whole years, then whole months, then days: each day of the period lies in exactly one.

        Never more than 60 days and 22 months beside the years, however long the period.
        """
        found: list[Bucket] = []
        at = self.first
        while at <= self.last:
            span = next(one for one in (YEAR, MONTH, DAY) if _starts(one, at) and _last(one, at) <= self.last)
            found.append((span, at))
            at = _last(span, at) + timedelta(days=1)
        return found


def period(first: date, last: date) -> Period:
    """A period that can be asked for.

    Raises
    ------
    WanggeError
        ``bad_period`` where it ends before it begins or is longer than a century.
    """
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise WanggeError("bad_period", first=first.isoformat(), last=last.isoformat())
    return Period(first, last)


def bucket_starts(days: NDArray[np.int32], span: int) -> NDArray[np.int32]:
    """The first day of the bucket that each day lies in, as days since 1970."""
    if span == DAY:
        return days
    unit = "M8[M]" if span == MONTH else "M8[Y]"
    return days.astype("M8[D]").astype(unit).astype("M8[D]").astype(np.int64).astype(np.int32)


def _starts(span: int, day: date) -> bool:
    return span == DAY or (day.day == 1 and (span == MONTH or day.month == 1))


def _last(span: int, day: date) -> date:
    if span == DAY:
        return day
    if span == YEAR:
        return date(day.year, 12, 31)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def runs(buckets: list[Bucket]) -> list[tuple[int, date, date]]:
    """Buckets as ranges of neighbours of one span: span, first start, last start; never more than five."""
    found: list[tuple[int, date, date]] = []
    for span, start in buckets:
        if found and found[-1][0] == span:
            found[-1] = (span, found[-1][1], start)
        else:
            found.append((span, start, start))
    return found
