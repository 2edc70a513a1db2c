"""Many tests at once: Benjamini and Hochberg's q (1995), the share of false alarms among all alarms up to a p."""

import numpy as np

from gis_app.domain.stats.neighbours import Floats


def q_values(p: Floats) -> Floats:
    """The least false discovery rate at which each test would still be called; NaN stays NaN and does not count as a test."""
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
