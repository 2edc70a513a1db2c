"""Local Moran's I (Anselin 1995): cells alike their neighbours (high among high, low among low) and cells unlike them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_app.domain.stats.conditional import PERMUTATIONS, ranks
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.gi_star import LEAST_CELLS, closed_form
from gis_app.domain.stats.neighbours import Bools, Floats, Indices, Neighbours

QUADRANTS = ("none", "high_high", "low_high", "low_low", "high_low")
"""What a cell's number means; low_high is a low cell among high ones. 0 where it has no neighbour."""


@dataclass(frozen=True, eq=False)
class LocalMoran:
    """``index`` with row-standardised neighbours, two-sided ``p`` by permutation, ``q`` over all cells, and the quadrant.

    ``z`` is the index against its mean and spread where the cell stays and the others are shuffled: Gi's z, with the sign of the
    cell itself (positive: alike). NaN and quadrant 0 where a cell took no part or has no neighbour.
    """

    index: Floats
    z: Floats
    p: Floats
    q: Floats
    quadrant: Indices
    parameters: dict[str, Any]
    seed: int

    def called(self, most: float = 0.05) -> Bools:
        """Which cells are called at a false discovery rate."""
        return np.nan_to_num(self.q, nan=1.0) <= most


def local_moran(values: Floats, links: Neighbours, *, looked: Bools | None = None, permutations: int = PERMUTATIONS, seed: int = 7) -> LocalMoran:
    """The index of each cell, as ``esda.Moran_Local`` gives it; p is two-sided (esda's before 2.10 is not) and seeded.

    Cells that nobody looked at (``looked``; None: all were) take no part, and nobody is next to them.
    """
    taken = np.ones(len(values), dtype=bool) if looked is None else looked
    parameters = {"statistic": "local_moran", "permutations": permutations, "sides": 2, "correction": "fdr", "neighbours": links.parameters}
    index, z, p = (np.full(len(values), np.nan) for _ in range(3))
    quadrant = np.zeros(len(values), np.int64)
    if taken.sum() >= LEAST_CELLS:
        index[taken], z[taken], p[taken], quadrant[taken] = _tested(values[taken], links.among(taken), permutations, seed)
    return LocalMoran(index, z, p, q_values(p), quadrant, parameters, seed)


def _tested(values: Floats, links: Neighbours, permutations: int, seed: int) -> tuple[Floats, Floats, Floats, Indices]:
    away = values - values.mean()
    square = float(away @ away)
    degrees = links.degrees
    around = np.divide(links.matrix @ away, degrees, out=np.zeros(len(values)), where=degrees > 0)
    index = (len(values) - 1) * away * around / square if square else np.zeros(len(values))
    p = np.where(degrees > 0, ranks(values, links, permutations=permutations, seed=seed).two_sided, np.nan)
    quadrant = np.select([away > 0, away <= 0], [np.where(around > 0, 1, 4), np.where(around > 0, 2, 3)])
    z = np.where(degrees > 0, np.where(away > 0, 1, -1) * closed_form(values, links, star=False), np.nan)
    return index, z, p, np.where(degrees > 0, quadrant, 0)
