"""How each item of the sample's list behaves: how often, in which season, in what surroundings. Figures are ours."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

HOME, ROAD, PLANT, WATER, WOOD = range(5)
SURROUNDINGS = 5


class Habit(NamedTuple):
    """`share` of all incidents; `peak` month (1..12, may be broken) and `swing` 0..1 of the season; share of HOME,
    ROAD, PLANT, WATER, WOOD among its places; `weekend` is a weekend day's rate against a weekday's."""

    share: float
    peak: float
    swing: float
    places: tuple[float, float, float, float, float]
    weekend: float


HABITS: Mapping[str, Habit] = MappingProxyType({
    "0101": Habit(11.0, 2.0, 0.25, (0.95, 0.05, 0.0, 0.0, 0.0), 1.25),
    "0102": Habit(4.0, 8.0, 0.20, (0.60, 0.40, 0.0, 0.0, 0.0), 1.30),
    "0201": Habit(5.0, 10.0, 0.35, (0.85, 0.05, 0.10, 0.0, 0.0), 0.80),
    "0202": Habit(2.0, 4.0, 0.30, (0.40, 0.25, 0.05, 0.10, 0.20), 0.70),
    "0203": Habit(3.0, 11.0, 0.40, (1.0, 0.0, 0.0, 0.0, 0.0), 0.80),
    "0301": Habit(6.0, 7.0, 0.20, (0.05, 0.0, 0.95, 0.0, 0.0), 0.35),
    "0302": Habit(3.5, 7.5, 0.60, (0.45, 0.45, 0.05, 0.0, 0.05), 1.00),
    "0401": Habit(4.5, 7.0, 0.35, (0.15, 0.05, 0.20, 0.60, 0.0), 0.90),
    "0402": Habit(4.0, 11.0, 0.75, (0.35, 0.20, 0.0, 0.10, 0.35), 1.15),
    "0403": Habit(0.8, 1.0, 0.95, (0.05, 0.05, 0.0, 0.0, 0.90), 1.10),
    "0501": Habit(17.0, 8.0, 0.25, (0.55, 0.33, 0.02, 0.08, 0.02), 1.05),
    "0502": Habit(4.0, 6.5, 0.30, (0.25, 0.75, 0.0, 0.0, 0.0), 0.95),
    "0503": Habit(7.0, 6.7, 0.85, (0.55, 0.40, 0.0, 0.05, 0.0), 1.00),
    "0504": Habit(7.0, 9.5, 0.30, (0.10, 0.90, 0.0, 0.0, 0.0), 1.45),
    "0601": Habit(6.0, 1.0, 0.35, (1.0, 0.0, 0.0, 0.0, 0.0), 0.85),
    "0602": Habit(5.5, 3.0, 0.30, (1.0, 0.0, 0.0, 0.0, 0.0), 0.25),
    "0603": Habit(3.0, 4.5, 0.55, (1.0, 0.0, 0.0, 0.0, 0.0), 0.40),
    "0604": Habit(6.7, 7.0, 0.15, (0.75, 0.25, 0.0, 0.0, 0.0), 0.90),
})
