"""Working days of the country: weekends, public holidays and the days made up for them (the State Council's yearly notice).

The table comes with the package chinesecalendar and reaches as far as the notices do. Beyond it only weekends are known,
and ``Day.known`` says so: whoever plans there asks again when the notice is out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import chinese_calendar

NAMES: Mapping[str, str] = MappingProxyType({
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节", "Dragon Boat Festival": "端午节",
    "National Day": "国庆节", "Mid-autumn Festival": "中秋节", "Anti-Fascist 70th Day": "抗战胜利纪念日",
})

@dataclass(frozen=True)
class Day:
    """``holiday`` is the holiday that it belongs to, also where it is a working day made up for it (调休上班)."""

    day: date
    works: bool
    holiday: str | None
    known: bool

    @property
    def made_up(self) -> bool:
        """A weekend day on which people work."""
        return self.works and self.day.weekday() >= 5


def day_of(day: date) -> Day:
    """What kind of day it is."""
    try:
        free, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return Day(day, day.weekday() < 5, None, known=False)
    return Day(day, not free, None if name is None else NAMES.get(name, name), known=True)


def next_working(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not day_of(day).works:
        day += timedelta(days=1)
    return day


def working_days(first: date, count: int) -> tuple[date, ...]:
    """The first so many working days from a day on."""
    found: list[date] = []
    while len(found) < count:
        first = next_working(first)
        found.append(first)
        first += timedelta(days=1)
    return tuple(found)
