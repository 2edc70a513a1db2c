"""How sure a test is, in the three steps that maps of hot and cold spots use."""

import numpy as np

from gis_app.domain.stats.neighbours import Floats, Indices

STEPS = ((0.10, 90), (0.05, 95), (0.01, 99))
"""Up to this q, this many percent sure."""


def confidence(z: Floats, q: Floats) -> Indices:
    """90, 95 or 99 with the sign of z; 0 where q is above 0.1 or missing."""
    sure = np.zeros(len(z), dtype=np.int64)
    for most, percent in STEPS:
        sure[np.nan_to_num(q, nan=1.0) <= most] = percent
    return np.where(np.nan_to_num(z) < 0, -sure, sure)
