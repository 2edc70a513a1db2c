"""Rates of small populations: empirical Bayes draws a grid's rate towards the mean as far as its size leaves room for chance.

Marshall (1991), *Mapping disease and mortality rates using empirical Bayes estimators*; the same figures as
``esda.smoothing.Empirical_Bayes``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_app.domain.stats.neighbours import Bools, Floats, Neighbours

PER = 1000
LEAST_COUNT, LEAST_PEOPLE = 10, 100
"""Below these no raw rate is shown: one or two would change it."""


@dataclass(frozen=True, eq=False)
class Rates:
    """Per ``PER`` of the denominator: ``raw`` (NaN where ``small``), ``smoothed``, and how much of the raw rate was kept (0 to 1)."""

    raw: Floats
    smoothed: Floats
    kept: Floats
    small: Bools
    mean: float
    parameters: dict[str, Any]


def rates(counts: Floats, people: Floats, *, around: Neighbours | None = None, least_count: int = LEAST_COUNT, least_people: float = LEAST_PEOPLE) -> Rates:
    """Raw and smoothed rates.

    Parameters
    ----------
    people
        The denominator: residents, households, or the effort of looking (patrols, visits). 0 gives no rate.
    around
        Draw towards the mean of a cell and its neighbours instead of towards the mean of all.
    """
    lived = people > 0
    raw = np.divide(counts, people, out=np.full(len(counts), np.nan), where=lived)
    mean, spread, size = _global(counts, people, lived) if around is None else _local(counts, people, around, lived)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(lived, spread / (spread + mean / people), 0.0)
    kept = np.nan_to_num(np.where(size > 0, kept, 0.0))
    smoothed = np.where(lived, mean + kept * (np.nan_to_num(raw) - mean), np.nan)
    small = (counts < least_count) | (people < least_people)
    whole = float(counts[lived].sum() / people[lived].sum()) if lived.any() else float("nan")
    parameters = {"smoothing": "empirical_bayes", "around": None if around is None else around.parameters, "per": PER,
                  "least_count": least_count, "least_people": least_people}
    return Rates(np.where(small, np.nan, raw) * PER, smoothed * PER, kept, small, whole * PER, parameters)


def _global(counts: Floats, people: Floats, lived: Bools) -> tuple[Floats, Floats, Floats]:
    """The mean rate, how much true rates differ, and people at risk: one figure for all."""
    n, whole = int(lived.sum()), float(people[lived].sum())
    if not n:
        return np.zeros(1), np.zeros(1), np.zeros(1)
    mean = float(counts[lived].sum()) / whole
    raw = counts[lived] / people[lived]
    spread = float((people[lived] * (raw - mean) ** 2).sum()) / whole - mean / (whole / n)
    return np.array([mean]), np.array([max(spread, 0.0)]), np.array([whole])


def _local(counts: Floats, people: Floats, around: Neighbours, lived: Bools) -> tuple[Floats, Floats, Floats]:
    """The same over each cell and its neighbours."""
    weights = around.with_self
    at_risk, found = np.where(lived, people, 0.0), np.where(lived, counts, 0.0)
    size, cells = weights @ at_risk, weights @ lived.astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (weights @ found) / size
        squares = weights @ np.where(lived, found**2 / np.where(lived, people, 1.0), 0.0)
        spread = squares / size - mean**2 - mean / (size / cells)
    return np.nan_to_num(mean), np.maximum(np.nan_to_num(spread), 0.0), size
