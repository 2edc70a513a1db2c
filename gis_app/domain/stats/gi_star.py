"""Getis-Ord Gi*: is the sum over a cell and its neighbours larger or smaller than chance would have it.

Closed form of Ord and Getis (1995) over sparse binary neighbours, as ``esda.G_Local(transform="B")`` computes it (its default
transform R makes z too small by the root of the number of neighbours), and by conditional permutation. Cells that nobody looked
at take no part: their nought is no count (``looked``).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_app.domain.stats.conditional import PERMUTATIONS, Ranks, ranks
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.levels import confidence
from gis_app.domain.stats.neighbours import Bools, Floats, Indices, Neighbours
from gis_app.domain.stats.tails import half_step, skewness, two_sided

LEAST_CELLS = 3


@dataclass(frozen=True, eq=False)
class GiStar:
    """``z``, two-sided ``p`` and its ``q`` (Benjamini-Hochberg) by cell, NaN where a cell took no part or has no variation around it.

    ``confidence`` is 90, 95, 99 for hot cells, negative for cold, 0 for neither, judged by q. ``simulated`` are the ranks of a
    permutation, over the cells that took part (``looked``); ``p`` and ``q`` stay those of the closed form, whose p is not bounded
    below by the number of permutations.
    """

    z: Floats
    p: Floats
    q: Floats
    confidence: Indices
    looked: Bools
    simulated: Ranks | None
    parameters: dict[str, Any]
    seed: int | None


def closed_form(values: Floats, links: Neighbours, *, star: bool = True) -> Floats:
    """z of each cell; without ``star`` the cell itself is left out (Gi). NaN where nothing varies."""
    weights = links.with_self if star else links.matrix
    own = 0.0 if star else values
    n = len(values) - (not star)
    sums = weights @ values
    count = np.diff(weights.indptr).astype(float)
    total, squares = float(values.sum()), float(values @ values)
    mean = (total - own) / n
    variance = np.maximum((squares - own * own) / n - mean * mean, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = (sums - mean * count) / np.sqrt(variance * count * (n - count) / (n - 1))
    z[~np.isfinite(z)] = np.nan
    return z


def gi_star(
    values: Floats, links: Neighbours, *, looked: Bools | None = None, permutations: int = 0, seed: int = 7,
) -> GiStar:
    """Test every cell that was looked at.

    Parameters
    ----------
    values
        Counts or rates by cell.
    looked
        Which cells take part; all where it is None.
    permutations
        How many random rearrangements to compare with besides the closed form; 0 for none.
    """
    taken = np.ones(len(values), dtype=bool) if looked is None else looked
    z = np.full(len(values), np.nan)
    inner = links.among(taken)
    simulated = None
    if taken.sum() >= LEAST_CELLS:
        z[taken] = closed_form(values[taken], inner)
        simulated = ranks(values[taken], inner, permutations=permutations, seed=seed) if permutations else None
    p = np.full(len(values), np.nan)
    p[taken] = _p(z[taken], values[taken], inner)
    q = q_values(p)
    parameters = {"statistic": "gi_star", "star": True, "permutations": permutations, "correction": "fdr", "tail": "skewness taken in", "neighbours": links.parameters}
    return GiStar(z, p, q, confidence(z, q), taken, simulated, parameters, seed if permutations else None)


def _p(z: Floats, values: Floats, links: Neighbours) -> Floats:
    """Two-sided, with the skewness of the counts taken in (``tails``)."""
    n, drawn = len(values), links.degrees.astype(np.float64) + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        half = half_step(values) / np.sqrt(float(values.var()) * drawn * (n - drawn) / max(n - 1, 1)) if n else np.zeros(0)
    return two_sided(z, drawn, n, skewness(values) if n else 0.0, half)


__all__ = ["PERMUTATIONS", "GiStar", "closed_form", "gi_star"]
