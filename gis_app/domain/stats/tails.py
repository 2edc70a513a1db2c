"""How unlikely a sum over a cell and its neighbours is, when few incidents make the counts lopsided.

Under chance a neighbourhood is so many cells drawn without replacement from all. Its sum has a known mean, variance and skewness;
with one or two incidents a cell the normal curve calls far too many sums unlikely, so the tail is taken from the gamma curve of
the same three moments (Pearson's type III). Whole counts get the usual correction of half a step.

The gamma curve ends at -2 / skewness on its short side. A few huge counts put that end among sums that are quite usual, and would
make every quiet neighbourhood impossible, so a cold spot: beyond ``LEANING`` the normal curve bounds that side.
"""

import numpy as np
from scipy.special import gammainc, gammaincc, ndtr

from gis_app.domain.stats.neighbours import Floats

STRAIGHT = 1e-3
"""A skewness below this is none: the gamma curve is the normal one."""
LEANING = 1.0
"""Up to this skewness of a sum the gamma curve's short side is that of drawing (within a factor of about two at p = 0.001)."""


def skewness(values: Floats) -> float:
    """Of all cells together; 0 where nothing varies."""
    away = values - values.mean()
    spread = float((away**2).mean())
    return float((away**3).mean()) / spread**1.5 if spread > 0 else 0.0


def half_step(values: Floats) -> float:
    """Half of the least difference that two sums can have: 0.5 for whole counts, nothing for rates."""
    return 0.5 if bool((values == np.round(values)).all()) else 0.0


def two_sided(z: Floats, drawn: Floats, total: int, skew: float, half: Floats) -> Floats:
    """p of sums ``z`` standard deviations from their mean, each of ``drawn`` of ``total`` cells; NaN stays NaN.

    ``half`` is the half step in standard deviations; ``skew`` that of all cells.
    """
    nearer = np.sign(z) * np.maximum(np.abs(z) - half, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lean = skew * (total - 2 * drawn) * np.sqrt(total - 1) / ((total - 2) * np.sqrt(drawn * (total - drawn)))
        turned = nearer * np.sign(lean)
        shape = 4 / np.maximum(np.abs(lean), STRAIGHT) ** 2
        at = np.maximum(shape + turned * np.sqrt(shape), 0.0)
        tail = np.where(turned > 0, gammaincc(shape, at), gammainc(shape, at))
    normal = ndtr(-np.abs(nearer))
    tail = np.where((turned < 0) & (np.abs(lean) > LEANING), np.maximum(tail, normal), tail)
    straight = (np.abs(lean) < STRAIGHT) | ~np.isfinite(lean)
    p = np.where(straight, normal, tail)
    p[np.isnan(z)] = np.nan
    both: Floats = np.minimum(2 * p, 1.0)
    return both
