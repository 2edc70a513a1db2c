"""Who is next to whom: sparse neighbour lists by number of neighbours or by distance, and a distance chosen from the data."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from gis_app.errors import Both, WanggeError

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]

STEPS = 10
FULL_SHARE = 0.5
"""A band is never so wide that the most crowded cell has more than this share of all as neighbours."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """A symmetric or one-sided relation between cells, nobody next to itself.

    ``matrix`` is CSR with ones; ``parameters`` says how it was made (rule, metres, number) for storing with a result. ``noded`` is False
    where shapes touch without sharing vertices: then those links were found by distance (``contiguity``).
    """

    matrix: Any
    parameters: dict[str, Any] = field(default_factory=dict)
    noded: bool = True

    def __len__(self) -> int:
        return int(self.matrix.shape[0])

    @cached_property
    def degrees(self) -> Indices:
        """How many neighbours each cell has."""
        found: Indices = np.diff(self.matrix.indptr).astype(np.int64)
        return found

    @cached_property
    def with_self(self) -> Any:
        """The same with each cell a neighbour of itself, as the star of Gi* asks."""
        return (self.matrix + sparse.eye_array(len(self), format="csr")).tocsr()

    def among(self, kept: Bools) -> "Neighbours":
        """The relation between the kept cells only, numbered anew."""
        if kept.all():
            return self
        return Neighbours(self.matrix[kept][:, kept].tocsr(), self.parameters, self.noded)


def from_pairs(one: Indices, other: Indices, cells: int, parameters: dict[str, Any], *, noded: bool = True) -> Neighbours:
    """The symmetric relation of distinct pairs, each given once."""
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    matrix = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(cells, cells))
    matrix.sort_indices()
    return Neighbours(matrix, parameters, noded)


def nearest(xy: Floats, count: int) -> Neighbours:
    """The ``count`` nearest others of each place (metres, shape (n, 2)); the lower number first where they are equally far.

    Raises
    ------
    WanggeError
        ``stats_too_few`` where there are not so many others.
    """
    _enough(len(xy), count + 1)
    found = cKDTree(xy).query(xy, count + 1)[1]
    itself = found == np.arange(len(xy))[:, None]
    itself[~itself.any(axis=1), -1] = True
    columns = found[~itself]
    matrix = sparse.csr_array((np.ones(len(columns)), columns, np.arange(0, len(columns) + 1, count)), shape=(len(xy), len(xy)))
    matrix.sort_indices()
    return Neighbours(matrix, {"rule": "nearest", "count": count})


def band(xy: Floats, metres: float) -> Neighbours:
    """All others within ``metres``."""
    pairs = cKDTree(xy).query_pairs(metres, output_type="ndarray")
    return from_pairs(pairs[:, 0], pairs[:, 1], len(xy), {"rule": "band", "metres": float(metres)})


@dataclass(frozen=True)
class Chosen:
    """A band's width with the reason: ``peak`` (clustering is strongest there), ``least`` (the least at which each has a neighbour).

    ``tried`` holds (metres, z of Moran's I) of every width looked at.
    """

    metres: float
    reason: str
    tried: tuple[tuple[float, float], ...]


def choose_band(xy: Floats, values: Floats, *, steps: int = STEPS) -> Chosen:
    """The width at which values are most alike among neighbours: the first peak of Moran's I over growing bands.

    As Esri's Incremental Spatial Autocorrelation: begin where every cell has a neighbour, go on by the average distance to the
    nearest. Where nothing peaks, the least width that leaves nobody alone is taken, and ``reason`` says so.
    """
    _enough(len(xy), 3)
    away = cKDTree(xy).query(xy, 2)[0][:, 1]
    least, step = float(away.max()) * (1 + 1e-9), float(away.mean())
    tried: list[tuple[float, float]] = []
    for width in least + step * np.arange(steps):
        links = band(xy, float(width))
        if tried and links.degrees.max() > FULL_SHARE * len(xy):
            break
        tried.append((float(width), moran_z(values, links)))
    z = np.array([one[1] for one in tried])
    rises = np.flatnonzero((z[1:-1] > z[:-2]) & (z[1:-1] >= z[2:]) & (z[1:-1] > 0)) + 1
    if len(rises):
        return Chosen(tried[rises[0]][0], "peak", tuple(tried))
    return Chosen(tried[0][0], "least", tuple(tried))


def moran_z(values: Floats, links: Neighbours) -> float:
    """How many standard deviations Moran's I lies above chance (Cliff and Ord 1981, randomisation); 0 for values all alike."""
    n, away = len(values), values - values.mean()
    square = float(away @ away)
    s0 = float(links.degrees.sum())
    if square == 0 or s0 == 0 or n < 4:
        return 0.0
    both = links.matrix + links.matrix.T
    s1 = float((both.data**2).sum()) / 2
    s2 = float(((links.degrees + np.asarray(links.matrix.sum(axis=0)).ravel()) ** 2).sum())
    index, expected = n / s0 * float(away @ (links.matrix @ away)) / square, -1 / (n - 1)
    kurtosis = n * float((away**4).sum()) / square**2
    variance = (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0**2) - kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0**2)) / (
        (n - 1) * (n - 2) * (n - 3) * s0**2
    ) - expected**2
    return float((index - expected) / np.sqrt(variance)) if variance > 0 else 0.0


def _enough(cells: int, least: int) -> None:
    if cells < least:
        raise WanggeError("stats_too_few", cells=cells, least=least, what=Both("个单元", "cells"))
