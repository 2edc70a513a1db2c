"""A first division out of the present grids: too many are merged, too few are split, the others stay what they are."""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.plane import Array, Objects

Ints = NDArray[np.int64]
Split = Callable[[Ints], Ints]


def present_of(faces: Objects, present: Objects) -> Ints:
    """The present grid (or villager group) that holds each face, -1 for none; their borders never cross a face."""
    held = np.full(len(faces), -1)
    if len(present):
        face, grid = shapely.STRtree(present).query(shapely.point_on_surface(faces), predicate="intersects")
        held[face[::-1]] = grid[::-1]
    return held


def division_kept(beside: Beside, homes: Array, now: Ints, count: int, split: Split) -> Ints:
    """The part (n,) of each atom, ``count`` connected ones, as near to the present grids as that allows.

    ``now`` (n,) is each atom's present grid, -1 for none; ``split`` cuts some atoms (numbers) in two, telling 0 or 1 for each.
    """
    part = _in_one_piece(beside, homes, now)
    while (parts := int(part.max()) + 1) < count:
        many = np.where(np.bincount(part) > 1, np.bincount(part, homes), -1.0)
        mine = np.flatnonzero(part == many.argmax())
        part[mine[split(mine) == 1]] = parts
    while int(part.max()) + 1 > count:
        part = _without_lightest(beside, homes, part)
    return part


def _in_one_piece(beside: Beside, homes: Array, now: Ints) -> Ints:
    """Present grids by their largest piece; each smaller piece goes to the neighbour it shares most border with."""
    inner = beside.pairs[now[beside.pairs[:, 0]] == now[beside.pairs[:, 1]]]
    piece = connected_components(coo_array((np.ones(len(inner)), inner.T), shape=(len(now), len(now))), directed=False)[1]
    size = np.bincount(piece, homes + 1e-6)
    grid = np.full(len(size), -1)
    grid[piece] = now
    order = np.lexsort((-size, grid))
    _, first = np.unique(grid[order], return_index=True)
    whole = np.zeros(len(size), dtype=bool)
    whole[order[first]] = True
    whole &= (grid >= 0) | (grid < 0).all()
    while not whole.all():
        piece, whole = _absorbed(beside, piece, whole)
    return np.unique(piece, return_inverse=True)[1].astype(np.int64)


def _absorbed(beside: Beside, piece: Ints, whole: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.bool_]]:
    """One round: pieces that are not whole join the whole one beside them with the longest border."""
    between = beside.merged(piece)
    one, other = np.concatenate([between.pairs, between.pairs[:, ::-1]]).T
    metres = np.tile(between.length, 2)
    fit = ~whole[one] & whole[other]
    into = np.arange(len(whole))
    order = np.argsort(metres[fit], kind="stable")
    into[one[fit][order]] = other[fit][order]
    joined = into[piece]
    return np.unique(joined, return_inverse=True)[1].astype(np.int64), whole[np.unique(joined)]


def _without_lightest(beside: Beside, homes: Array, part: Ints) -> Ints:
    """The part with the fewest households joined to the lightest of its neighbours."""
    load, pairs = np.bincount(part, homes), beside.merged(part).pairs
    least = int(load.argmin())
    around = np.unique(pairs[(pairs == least).any(axis=1)])
    around = around[around != least]
    into = int(around[load[around].argmin()])
    return np.unique(np.where(part == least, into, part), return_inverse=True)[1].astype(np.int64)
