"""Mann and Kendall's test of a trend that need not be straight, with ties, over many series at once."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from gis_app.domain.stats.neighbours import Floats


@dataclass(frozen=True, eq=False)
class Trend:
    """Kendall's ``s``, ``z`` with the continuity correction, two-sided ``p`` and ``tau`` (a) of each series; 0 and 1 for a flat one."""

    s: Floats
    z: Floats
    p: Floats
    tau: Floats


def mann_kendall(series: Floats) -> Trend:
    """Trend of each row; shape (rows, steps). A step that is NaN is passed over, as if the row were shorter.

    Variance with ties after Kendall (1975): n(n-1)(2n+5) less t(t-1)(2t+5) for each group of t equal values, over 18.
    """
    rows, steps = series.shape
    s, known = np.zeros(rows), (~np.isnan(series)).sum(axis=1)
    for step in range(1, steps):
        s += np.nansum(np.sign(series[:, step:] - series[:, :-step]), axis=1)
    variance = (known * (known - 1) * (2 * known + 5) - _tied(series)) / 18
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(variance > 0, (s - np.sign(s)) / np.sqrt(variance), 0.0)
    return Trend(s, z, np.minimum(2 * ndtr(-np.abs(z)), 1.0), s / np.maximum(known * (known - 1) / 2, 1))


def _tied(series: Floats) -> Floats:
    """What ties take off: for each value, with t its equals in the row, (t-1)(2t+5), which a group of t adds up t times."""
    equals = np.zeros(series.shape)
    for step in range(series.shape[1]):
        equals += series == series[:, step:step + 1]
    off: Floats = np.where(equals > 1, (equals - 1) * (2 * equals + 5), 0.0).sum(axis=1)
    return off
