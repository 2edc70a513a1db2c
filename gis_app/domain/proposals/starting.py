"""A first division: seeds among the homes, and each atom with the seed it is nearest to by ways over the ground.

The ways are weighted: a seed with too many households is handicapped, one with too few gets a head start, and seeds
move to the middle of their homes (balanced centroidal power diagrams, Cohen-Addad, Klein and Young 2018, here over a
graph instead of the plane). With distances over a graph each part is connected whatever the weights are.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.plane import Array

Ints = NDArray[np.int64]

ROUNDS = 60
MOVES = 40
"""Rounds in which seeds still move; in the rest only their weights are balanced."""
PACE = 0.25


def ways(beside: Beside, middle: Array, toll: Array) -> csr_array:
    """Metres from atom to atom over each border, times ``toll`` (pairs,); never zero, so that a way is a way."""
    one, other = beside.pairs.T
    length = np.maximum(np.hypot(*(middle[one] - middle[other]).T) * toll, 0.1)
    n = len(middle)
    return csr_array(coo_array((np.tile(length, 2), (np.concatenate([one, other]), np.concatenate([other, one]))), shape=(n, n)))


def nearest(graph: csr_array, sources: Ints, head_start: Array) -> tuple[Ints, Array]:
    """The source (n,) that reaches each atom first, and how far it is; a source overrun by another owns nothing."""
    n = graph.shape[0]
    late = head_start.max() - head_start + 0.1
    start = csr_array((late, sources, [0, len(sources)]), shape=(1, n))
    rows = np.concatenate([graph.indptr, [graph.indptr[-1] + len(sources)]])
    with_origin = csr_array(
        (np.concatenate([graph.data, start.data]), np.concatenate([graph.indices, start.indices]), rows), shape=(n + 1, n + 1)
    )
    away, before = dijkstra(with_origin, indices=n, return_predecessors=True)
    root = np.where(before[:n] == n, np.arange(n), before[:n])
    while (root[root] != root).any():
        root = root[root]
    number = np.full(n, -1)
    number[sources] = np.arange(len(sources))
    return number[root].astype(np.int64), away[:n]


def first_division(
    graph: csr_array, middle: Array, homes: Array, count: int, rng: np.random.Generator, go_on: Callable[[], bool]
) -> Ints:
    """The part (n,) of each atom, all connected, none empty, near to balance in homes."""
    sources = spread(middle, homes, count, rng)
    head_start, mean = np.zeros(count), homes.sum() / count
    best, least = nearest(graph, sources, head_start)[0], np.inf
    side = np.sqrt(np.ptp(middle[:, 0]) * np.ptp(middle[:, 1]) / count)
    for turn in range(ROUNDS):
        part, _ = nearest(graph, sources, head_start)
        load = np.bincount(part, homes, count)
        gap = float(np.abs(load / mean - 1).max())
        if gap < least and len(np.unique(part)) == count:
            best, least = part, gap
        if not go_on():
            break
        head_start += PACE * side * np.clip(1 - load / mean, -1, 1) * (1 - turn / ROUNDS)
        if turn < MOVES:
            sources = _middles(part, middle, homes, sources)
    return best


def spread(middle: Array, homes: Array, count: int, rng: np.random.Generator) -> Ints:
    """Distinct atoms, drawn by homes, each new one likelier the farther it lies (k-means++, Arthur, Vassilvitskii 2007)."""
    weight = homes + 1e-6
    chosen = [int(rng.choice(len(homes), p=weight / weight.sum()))]
    away = np.full(len(homes), np.inf)
    while len(chosen) < count:
        away = np.minimum(away, ((middle - middle[chosen[-1]]) ** 2).sum(axis=1))
        chance = weight * away
        chance[chosen] = 0
        chosen.append(int(rng.choice(len(homes), p=chance / chance.sum())))
    return np.array(chosen)


def _middles(part: Ints, middle: Array, homes: Array, sources: Ints) -> Ints:
    """The atom of each part nearest to the middle of its homes."""
    weight, count = homes + 1e-6, len(sources)
    total = np.maximum(np.bincount(part, weight, count), 1e-9)
    centre = np.column_stack([np.bincount(part, weight * axis, count) for axis in middle.T]) / total[:, None]
    off = ((middle - centre[part]) ** 2).sum(axis=1)
    order = np.lexsort((off, part))
    found, first = np.unique(part[order], return_index=True)
    moved = sources.copy()
    moved[found] = order[first]
    return moved
