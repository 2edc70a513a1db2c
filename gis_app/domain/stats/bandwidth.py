"""How far one incident should reach: rules of thumb, and the reach that foretells left-out points best."""

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from gis_app.domain.stats.neighbours import Floats

TRIED = 12
QUARTIC_PEAK = 3 / np.pi
"""A quartic kernel of radius 1 at its middle."""


@dataclass(frozen=True)
class Reach:
    """The radius of a quartic kernel in metres, and (metres, mean log density of left-out points) of each radius tried."""

    metres: float
    tried: tuple[tuple[float, float], ...]


def rule_of_thumb(xy: Floats) -> float:
    """Silverman's rule in two dimensions, as the radius of a quartic kernel of the same spread; metres."""
    n = len(xy)
    spread = float(np.sqrt(xy.var(axis=0, ddof=1).mean()))
    return float(spread * n ** (-1 / 6) * np.sqrt(8.0))


def by_likelihood(xy: Floats, least_m: float, most_m: float, *, tried: int = TRIED) -> Reach:
    """The radius under which each point is likeliest, judged by all the others; a point nobody reaches counts as one in all the ground.

    Places within reach are compared pair by pair: meant for thousands of points, not for millions.
    """
    pairs = cKDTree(xy).sparse_distance_matrix(cKDTree(xy), most_m, output_type="coo_matrix")
    apart = pairs.row != pairs.col
    row, away = pairs.row[apart], pairs.data[apart]
    n = len(xy)
    west, south = xy.min(axis=0)
    east, north = xy.max(axis=0)
    nowhere = 1 / max((east - west) * (north - south), 1.0) / n
    found = []
    for radius in np.geomspace(least_m, most_m, tried):
        share = np.maximum(0.0, 1 - (away / radius) ** 2) ** 2 * QUARTIC_PEAK / radius**2
        reached = np.bincount(row, share, n) / (n - 1)
        found.append((float(radius), float(np.log(np.maximum(reached, nowhere)).mean())))
    return Reach(max(found, key=lambda one: one[1])[0], tuple(found))
