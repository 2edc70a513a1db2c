"""When things happen: seasons, weeks, mornings and evenings, and places that grow worse or better over the year."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.habits import HABITS

DAY_S = 86_400
PEAKS = ((0.36, 8.7, 1.3), (0.16, 14.6, 1.6), (0.30, 18.3, 1.7), (0.18, 12.5, 5.0))
"""Share, hour and spread in hours of the day's peaks: morning, after noon, evening, any time."""


@dataclass(frozen=True)
class Year:
    """The days that the sample covers: `days` local dates up to, not including, `until`."""

    until: date
    days: int

    @property
    def first(self) -> date:
        """The first day."""
        return self.until - timedelta(days=self.days)

    def rates(self) -> Array:
        """Relative rate of each item on each day (items, days), each row summing to 1."""
        offsets = [self.first + timedelta(days=number) for number in range(self.days)]
        month = np.array([day.month + (day.day - 1) / 31 for day in offsets])
        weekend = np.array([day.weekday() >= 5 for day in offsets])
        rows = [
            (1 + habit.swing * np.cos((month - habit.peak) * np.pi / 6)) * np.where(weekend, habit.weekend, 1.0)
            for habit in HABITS.values()
        ]
        rates = np.array(rows) * _weather(self.days)
        return np.asarray(rates / rates.sum(axis=1, keepdims=True))


def _weather(days: int) -> Array:
    """Good and bad weeks, the same in every town."""
    number = np.arange(days)
    return np.asarray(1 + 0.18 * np.sin(number / 11.3) * np.sin(number / 4.7 + 1))


def draw_days(rng: np.random.Generator, rates: Array, item: Ints, trend: Ints) -> Ints:
    """A day for each incident, by its item's rate and the trend (0 steady, >0 growing) of its place."""
    days = rates.shape[1]
    drawn = np.empty(len(item), dtype=np.int64)
    keys = item * 8 + trend + 4
    for key in np.unique(keys):
        own = np.flatnonzero(keys == key)
        weight = rates[key // 8] * np.exp((key % 8 - 4) * (np.arange(days) / days - 0.5))
        drawn[own] = np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(len(own)), side="right")
    return np.asarray(np.minimum(drawn, days - 1))


def draw_seconds(rng: np.random.Generator, count: int) -> Ints:
    """Seconds after local midnight."""
    shares = np.array([share for share, _, _ in PEAKS])
    peak = np.searchsorted(np.cumsum(shares), rng.random(count) * shares.sum())
    hours = np.array([hour for _, hour, _ in PEAKS])[peak]
    spread = np.array([width for _, _, width in PEAKS])[peak]
    seconds = (hours + spread * rng.normal(size=count)) * 3600
    return np.asarray(np.mod(seconds, DAY_S)).astype(np.int64)
