"""Emerging hotspots: cells followed through time steps with Gi* in space and time, told apart by when they were hot and by trend.

A cell's neighbours at a step are its neighbours in space and itself, at that step and at ``reach`` steps before (none after: what
comes later cannot explain now). z is Ord and Getis's closed form over all cells and steps. The classes follow the definitions
published for Esri's Emerging Hot Spot Analysis, as a table (``emerging_classes``); the trend is Mann and Kendall's of z.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.stats.emerging_classes import classify
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.neighbours import Bools, Floats, Neighbours
from gis_app.domain.stats.tails import half_step, skewness, two_sided
from gis_app.domain.stats.trend import Trend, mann_kendall
from gis_app.errors import Both, WanggeError

ALPHA = 0.05
LEAST_STEPS = 10
REACH = 1


@dataclass(frozen=True, eq=False)
class Emerging:
    """``z`` and ``q`` by cell and step, shape (cells, steps), the trend of z, and each cell's class (``emerging_classes.CLASSES``)."""

    z: Floats
    p: Floats
    q: Floats
    trend: Trend
    classes: NDArray[np.str_]
    looked: Bools
    parameters: dict[str, Any]


def emerging(counts: Floats, links: Neighbours, *, looked: Bools | None = None, reach: int = REACH, alpha: float = ALPHA) -> Emerging:
    """Follow counts by cell and step, shape (cells, steps), oldest first.

    Raises
    ------
    WanggeError
        ``stats_too_few`` below ten steps: the trend and the 90 % of steps of some classes would mean nothing.
    """
    cells, steps = counts.shape
    if steps < LEAST_STEPS:
        raise WanggeError("stats_too_few", cells=steps, least=LEAST_STEPS, what=Both("个时段", "steps of time"))
    taken = np.ones(cells, dtype=bool) if looked is None else looked
    z, p = np.full((cells, steps), np.nan), np.full((cells, steps), np.nan)
    z[taken], p[taken] = _space_time(counts[taken], links.among(taken), reach)
    q = q_values(p.ravel()).reshape(p.shape)
    signs = np.where(np.nan_to_num(q, nan=1.0) <= alpha, np.sign(np.nan_to_num(z)), 0).astype(np.int64)
    trend = mann_kendall(np.nan_to_num(z))
    direction = np.where(trend.p <= alpha, np.sign(trend.z), 0).astype(np.int64)
    classes = classify(signs, direction)
    classes[~taken] = "not_looked"
    parameters = {"statistic": "emerging", "steps": steps, "reach": reach, "alpha": alpha, "correction": "fdr", "neighbours": links.parameters}
    return Emerging(z, p, q, trend, classes, taken, parameters)


def _space_time(counts: Floats, links: Neighbours, reach: int) -> tuple[Floats, Floats]:
    """Gi* of each cell and step, and its p."""
    cells, steps = counts.shape
    around = links.with_self @ counts
    size = np.diff(links.with_self.indptr).astype(float)[:, None]
    sums, number = around.copy(), np.repeat(size, steps, axis=1)
    for back in range(1, min(reach, steps - 1) + 1):
        sums[:, back:] += around[:, :-back]
        number[:, back:] += size
    n, mean, variance = cells * steps, float(counts.mean()), float(counts.var())
    if variance == 0:
        return np.zeros(counts.shape), np.ones(counts.shape)
    spread = np.sqrt(variance * number * (n - number) / (n - 1))
    z: Floats = (sums - mean * number) / spread
    return z, two_sided(z, number, n, skewness(counts), half_step(counts) / spread)
