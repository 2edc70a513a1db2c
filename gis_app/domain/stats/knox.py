"""Near repeats (Knox 1964): does more than chance follow soon after and close by; for whom, how far and how long.

Pairs of incidents are counted by distance and by days between them; shuffling the days among the incidents tells how many pairs
each combination would have if place and time had nothing to do with each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from gis_app.domain.stats.neighbours import Floats, Indices
from gis_app.errors import Both, WanggeError

PERMUTATIONS = 999
MOST_PAIRS = 20_000_000
"""About half a gigabyte."""


@dataclass(frozen=True, eq=False)
class Knox:
    """``observed`` pairs by band of metres and band of days, the mean of the shuffles, their ratio, and one-sided p (more than chance)."""

    observed: Indices
    expected: Floats
    ratio: Floats
    p: Floats
    parameters: dict[str, Any]
    seed: int


def knox(
    xy: Floats, days: Indices, metres: Sequence[float], within: Sequence[int], *, permutations: int = PERMUTATIONS, seed: int = 7,
    progress: Callable[[float], object] = lambda _: None,
) -> Knox:
    """Count pairs in bands.

    Parameters
    ----------
    metres
        Upper ends of the bands of distance, ascending; the first begins at 0.
    within
        Upper ends of the bands of days, ascending: [7, 14] are 0-7 and 8-14 days apart.

    Raises
    ------
    WanggeError
        ``stats_too_few`` below two incidents; ``stats_too_many_pairs``.
    """
    if len(days) < 2:
        raise WanggeError("stats_too_few", cells=len(days), least=2, what=Both("件", "incidents"))
    tree = cKDTree(xy)
    number = (int(tree.count_neighbors(tree, float(metres[-1]))) - len(days)) // 2
    if number > MOST_PAIRS:
        raise WanggeError("stats_too_many_pairs", pairs=f"{number:,}", most=f"{MOST_PAIRS:,}", metres=f"{metres[-1]:g}")
    pairs = tree.query_pairs(float(metres[-1]), output_type="ndarray")
    one, other = pairs[:, 0], pairs[:, 1]
    far = np.hypot(*(xy[one] - xy[other]).T)
    row = np.searchsorted(np.asarray(metres, dtype=float), far, side="left") * (len(within) + 1)
    size = len(metres) * (len(within) + 1)
    band = np.searchsorted(np.asarray(within), np.arange(int(np.ptp(days)) + 1), side="left")

    def counted(when: Indices) -> Indices:
        found = np.bincount(row + band[np.abs(when[one] - when[other])], minlength=size)
        return found.reshape(len(metres), len(within) + 1)[:, :-1]

    observed = counted(days)
    rng = np.random.default_rng(seed)
    sums, larger = np.zeros(observed.shape), np.zeros(observed.shape, np.int64)
    for turn in range(permutations):
        random = counted(rng.permutation(days))
        sums += random
        larger += random >= observed
        progress((turn + 1) / permutations)
    expected = sums / max(permutations, 1)
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    parameters = {"statistic": "knox", "metres": [float(one) for one in metres], "days": [int(one) for one in within],
                  "permutations": permutations, "incidents": len(days)}
    return Knox(observed, expected, ratio, (larger + 1) / (permutations + 1), parameters, seed)
