"""Natural villages (自然村): homes that stand close together, and the land between them divided by ways."""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.plane import Array
from gis_app.domain.proposals.starting import nearest
from gis_app.errors import WanggeError

Ints = NDArray[np.int64]

CLOSE_M = 70.0
"""Homes nearer than this belong to one settlement."""
OVER_M = 10_000.0
"""A village is seldom so wide: nobody else reaches land of a villager group in which one of its homes stands."""
STRIP = 0.7
"""An atom whose way to its own village is this share of the way to the next one, or more, may change hands."""


def settlements(beside: Beside, homes: Array, home_xy: Array) -> Ints:
    """The settlement (n,) of each atom, -1 without homes; each is connected over the graph.

    ``home_xy`` (n, 2) is the middle of each atom's homes, metres; NaN without.
    """
    one, other = beside.pairs.T
    away = np.hypot(*(home_xy[one] - home_xy[other]).T)
    close = (homes[one] > 0) & (homes[other] > 0) & (away < CLOSE_M)
    graph = coo_array((np.ones(close.sum()), (one[close], other[close])), shape=(len(homes), len(homes)))
    label = connected_components(graph, directed=False)[1]
    found = np.where(homes > 0, label, -1)
    return np.where(found >= 0, np.unique(found, return_inverse=True)[1] - int((found < 0).any()), -1).astype(np.int64)


def villages(graph: csr_array, settled: Ints, group: Ints, homes: Array, least: int) -> tuple[Ints, NDArray[np.bool_]]:
    """The village (n,) that each atom belongs to, each connected, and which atoms are beyond doubt (n,).

    Every settlement of ``least`` households is a village of its own; all else goes to the nearest by way, where the way
    into the land of a villager group is long: it goes with the group's homes.

    Raises
    ------
    WanggeError
        ``propose_no_village`` where no settlement is large enough.
    """
    large = np.flatnonzero(np.bincount(settled[settled >= 0], homes[settled >= 0]) >= least)
    if not len(large):
        raise WanggeError("propose_no_village", least=least)
    free = _free_within(graph, settled, group)
    sources = np.flatnonzero(np.isin(settled, large))
    first, _ = nearest(free, sources, np.zeros(len(sources)))
    part = np.searchsorted(large, settled[sources[first]])
    away = np.sort([dijkstra(free, indices=np.flatnonzero(settled == village), min_only=True) for village in large], axis=0)
    sure = np.ones(len(homes), bool) if len(large) == 1 else away[0] < STRIP * away[1]
    return part.astype(np.int64), sure | (homes > 0)


def _free_within(graph: csr_array, settled: Ints, group: Ints) -> csr_array:
    """Ways inside a settlement cost next to nothing, so that it falls to one village as a whole; a way into a group is long."""
    ways = graph.tocoo()
    one, other = ways.coords
    inside = (settled[one] == settled[other]) & (settled[one] >= 0)
    enters = (group[one] != group[other]) & (group[other] >= 0)
    return csr_array(coo_array((np.where(inside, 1e-6, ways.data + OVER_M * enters), ways.coords), shape=graph.shape))
