"""Emerging hotspots: cells followed through time steps with Gi* in space and time, told apart by when they were hot and by trend.

A cell's neighbours at a step are its neighbours in space and itself, at that step and at ``reach`` steps before (none after: what
comes later cannot explain now). z is Ord and Getis's closed form over all cells and steps that were looked at: a month in which
nobody went to a quiet grid says nothing about it, and takes no part. The classes follow the definitions
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
LEAST_LOOKED = 0.5
"""Of all steps so many must have been looked at, or a cell has no class."""
REACH = 1


@dataclass(frozen=True, eq=False)
class Emerging:
    """``z`` and ``q`` by cell and step, shape (cells, steps), NaN where nobody looked; the trend of z, and each cell's class (``emerging_classes.CLASSES``).

    ``looked`` says of each cell whether enough is known of it for a class: half of its steps or more were looked at, the last one among them.
    """

    z: Floats
    p: Floats
    q: Floats
    trend: Trend
    classes: NDArray[np.str_]
    looked: Bools
    parameters: dict[str, Any]


def emerging(counts: Floats, links: Neighbours, *, looked: Bools | None = None, reach: int = REACH, alpha: float = ALPHA) -> Emerging:
    """Follow counts by cell and step, shape (cells, steps), oldest first; ``looked`` of the same shape (None: everywhere, always).

    Raises
    ------
    WanggeError
        ``stats_too_few`` below ten steps: the trend and the 90 % of steps of some classes would mean nothing.
    """
    steps = counts.shape[1]
    if steps < LEAST_STEPS:
        raise WanggeError("stats_too_few", cells=steps, least=LEAST_STEPS, what=Both("个时段", "steps of time"))
    seen = np.ones(counts.shape, dtype=bool) if looked is None else looked
    z, p = _space_time(counts, links, seen, reach)
    q = q_values(p.ravel()).reshape(p.shape)
    signs = np.where(np.nan_to_num(q, nan=1.0) <= alpha, np.sign(np.nan_to_num(z)), 0).astype(np.int64)
    trend = mann_kendall(z)
    direction = np.where(trend.p <= alpha, np.sign(trend.z), 0).astype(np.int64)
    known = (seen.mean(axis=1) >= LEAST_LOOKED) & seen[:, -1]
    classes = np.where(known, classify(signs, direction, seen), "not_looked")
    parameters = {"statistic": "emerging", "steps": steps, "reach": reach, "alpha": alpha, "correction": "fdr", "neighbours": links.parameters,
                  "not_looked": int((~seen).sum())}
    return Emerging(z, p, q, trend, classes, known, parameters)


def _space_time(counts: Floats, links: Neighbours, seen: Bools, reach: int) -> tuple[Floats, Floats]:
    """Gi* of each cell and step that was looked at, and its p; NaN of the others."""
    steps = counts.shape[1]
    around, size = links.with_self @ np.where(seen, counts, 0.0), links.with_self @ seen.astype(float)
    sums, number = around.copy(), size.copy()
    for back in range(1, min(reach, steps - 1) + 1):
        sums[:, back:] += around[:, :-back]
        number[:, back:] += size[:, :-back]
    z, p = np.where(seen, 0.0, np.nan), np.where(seen, 1.0, np.nan)
    values = counts[seen]
    n = len(values)
    tested = seen & (number < n)
    if not tested.any() or values.var() == 0:
        return z, p
    drawn = number[tested]
    spread = np.sqrt(values.var() * drawn * (n - drawn) / (n - 1))
    z[tested] = (sums[tested] - values.mean() * drawn) / spread
    p[tested] = two_sided(z[tested], drawn, n, skewness(values), half_step(values) / spread)
    return z, p
