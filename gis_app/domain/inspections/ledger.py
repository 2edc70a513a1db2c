"""The ledger of rounds: what is due when, and what was done for it. What a quarter owes at each place is told by ``dues``.

Daily patrol, sweep on the 1st and the 15th, joint inspection at the start of each quarter. 1 January, April, July and
October are both sweep day and start of quarter: one visit counts for both only where the rules say so.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Self

from gis_app.domain.inspections.calendar import next_working
from gis_app.errors import Both, WanggeError, one_of

ONE_DAY = timedelta(days=1)
MOST_TIMES = 5.0
LAST_SURE_DAY, MOST_QUARTER_DAYS = 28, 92


@dataclass(frozen=True)
class Round:
    """A round and the kinds of records (``patrol.kind``) that fulfil it."""

    code: str
    zh: str
    en: str
    kinds: frozenset[str]


DAILY = Round("daily", "日巡查", "daily patrol", frozenset({"patrol", "sweep", "inspection"}))
SWEEP = Round("sweep", "月排查", "sweep", frozenset({"sweep"}))
QUARTER = Round("quarter", "季度联查", "joint inspection", frozenset({"inspection"}))


@dataclass(frozen=True)
class Rules:
    """Data of a town.

    Parameters
    ----------
    sweep_days
        Days of the month on which sweeps begin.
    quarter_days
        Within so many days from its start a quarter's inspection is in time.
    shifts
        What falls on a day off is due on the next working day; the daily patrol then rests.
    one_for_both
        A joint inspection counts as the sweep of the same days too.
    """

    sweep_days: tuple[int, ...] = (1, 15)
    quarter_days: int = 31
    shifts: bool = True
    one_for_both: bool = False

    def __post_init__(self) -> None:
        if not self.sweep_days or not all(type(day) is int and 1 <= day <= LAST_SURE_DAY for day in self.sweep_days):
            raise WanggeError("bad_value", field="sweep_days", why=Both(f"应为 1 到 {LAST_SURE_DAY} 的日子，每月都有", f"days from 1 to {LAST_SURE_DAY}, which every month has"))
        if type(self.quarter_days) is not int or not 1 <= self.quarter_days <= MOST_QUARTER_DAYS:
            raise WanggeError("bad_value", field="quarter_days", why=Both(f"应在 1 到 {MOST_QUARTER_DAYS} 之间", f"it must be 1 to {MOST_QUARTER_DAYS}"))
        for name in ("shifts", "one_for_both"):
            if type(getattr(self, name)) is not bool:
                raise WanggeError("bad_value", field=name, why="true / false")

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """What is left out is as usual. Raises ``bad_value`` for a rule that is not known or not usable."""
        known = [one.name for one in fields(cls)]
        for name in told:
            if name not in known:
                raise WanggeError("bad_value", field=name, why=one_of(known))
        days = told.get("sweep_days", cls.sweep_days)
        return cls(**{**told, "sweep_days": tuple(days) if isinstance(days, list | tuple) else (days,)})


USUAL = Rules()


@dataclass(frozen=True)
class Due:
    """One round due from ``first`` to ``last``; ``nominal`` is the day before it was shifted."""

    round: Round
    nominal: date
    first: date
    last: date


@dataclass(frozen=True)
class Look:
    """A grid was looked at: on which day, by which kind of record."""

    day: date
    kind: str


def due(first: date, last: date, rules: Rules = USUAL) -> list[Due]:
    """All rounds whose day lies in a span, both ends included, in the order of their days."""
    days = [first + n * ONE_DAY for n in range((last - first).days + 1)]
    found = [Due(DAILY, day, day, day) for day in days if not rules.shifts or next_working(day) == day]
    for day in days:
        if day.day in rules.sweep_days:
            found.append(Due(SWEEP, day, _shifted(day, rules), max(_shifted(day, rules), _next_sweep(day, rules) - ONE_DAY)))
        if (day.day, day.month % 3) == (1, 1):
            found.append(Due(QUARTER, day, _shifted(day, rules), day + rules.quarter_days * ONE_DAY - ONE_DAY))
    return sorted(found, key=lambda one: (one.nominal, one.last))


def settled(owed: Sequence[Due], looks: Iterable[Look], rules: Rules = USUAL) -> list[tuple[Due, date | None]]:
    """For each due of one grid the day on which it was done, None where it was not.

    A look counts once; the daily patrol alone is fulfilled by any. What is due soonest takes the earliest look that fits.
    """
    free = sorted(looks, key=lambda look: (look.day, look.kind))
    done: dict[int, date] = {}
    spent: set[int] = set()
    for at in sorted(range(len(owed)), key=lambda at: (owed[at].round is not QUARTER, owed[at].last)):
        one = owed[at]
        fits = (number for number, look in enumerate(free) if one.first <= look.day <= one.last and _counts(look, one.round, number in spent, rules))
        number = next(fits, None)
        if number is not None:
            done[at] = free[number].day
            if one.round is not DAILY:
                spent.add(number)
    return [(one, done.get(at)) for at, one in enumerate(owed)]


def _counts(look: Look, of: Round, spent: bool, rules: Rules) -> bool:
    if of is DAILY:
        return look.kind in of.kinds
    if of is SWEEP and rules.one_for_both and look.kind == "inspection":
        return True
    return look.kind in of.kinds and not spent


def points(base: float, last: date | None, on: date) -> float:
    """What a look is worth: more with each quarter since the last one, five times for a place never seen."""
    if last is None:
        return base * MOST_TIMES
    return base * min(MOST_TIMES, 1 + max(0, (on - last).days) / 92)


def _shifted(day: date, rules: Rules) -> date:
    return next_working(day) if rules.shifts else day


def _next_sweep(day: date, rules: Rules) -> date:
    return next(after for after in _days_after(day) if after.day in rules.sweep_days)


def _days_after(day: date) -> Iterator[date]:
    while True:
        day += ONE_DAY
        yield day
