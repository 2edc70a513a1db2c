"""Small faces joined to larger ones: a strip between a road and a half-way line has no home and no use of its own."""

import heapq

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.plane import Array

Ints = NDArray[np.int64]

AWAY = 0.02
"""What a metre along a road or stream counts beside an open one when a face looks for whom to join."""
OPEN_M = 5.0
"""Faces with a point of their own join only over so many open metres, so that roads between them stay borders."""


def joined(beside: Beside, homes: Array, area: Array, alone: NDArray[np.bool_], few: float, small_m2: float) -> Ints:
    """The owner (n,) of each face, numbered from 0: the face itself, or the neighbour that it joined.

    Parameters
    ----------
    alone
        Faces with a home or a point of open land in them; all others must join some neighbour.
    few, small_m2
        Faces join each other while both together have at most so many households and so much land.
    """
    around = _around(beside, len(homes))
    parent = np.arange(len(homes))
    state = homes.tolist(), area.tolist(), alone.tolist()
    heap = [(state[2][face], state[0][face], state[1][face], face) for face in range(len(homes))]
    heapq.heapify(heap)
    while heap:
        *_, ground, face = heapq.heappop(heap)
        if parent[face] != face or ground != state[1][face]:
            continue
        into = _best(face, around, state, few, small_m2)
        if into is None:
            continue
        parent[face] = into
        _absorb(face, into, around, state)
        heapq.heappush(heap, (state[2][into], state[0][into], state[1][into], into))
    return _roots(parent)


Around = list[dict[int, float]]
State = tuple[list[float], list[float], list[bool]]


def _around(beside: Beside, count: int) -> Around:
    around: Around = [{} for _ in range(count)]
    pull = beside.open + AWAY * (beside.length - beside.open)
    for (one, other), strength in zip(beside.pairs.tolist(), pull.tolist(), strict=True):
        around[one][other] = around[other][one] = strength
    return around


def _best(face: int, around: Around, state: State, few: float, small_m2: float) -> int | None:
    """The neighbour with the longest open border that may be joined."""
    homes, area, alone = state
    may = {
        other: pull for other, pull in around[face].items()
        if not alone[face] or (pull >= OPEN_M and _fits(homes[face] + homes[other], area[face] + area[other], few, small_m2))
    }
    return max(may, key=lambda other: (may[other], -other)) if may else None


def _fits(homes: float, area: float, few: float, small_m2: float) -> bool:
    return homes <= few and area <= small_m2


def _absorb(face: int, into: int, around: Around, state: State) -> None:
    homes, area, alone = state
    homes[into] += homes[face]
    area[into] += area[face]
    alone[into] = alone[into] or alone[face]
    for other, strength in around[face].items():
        around[other].pop(face)
        if other != into:
            around[into][other] = around[other][into] = around[into].get(other, 0.0) + strength
    around[face] = {}


def _roots(parent: Ints) -> Ints:
    while (parent[parent] != parent).any():
        parent = parent[parent]
    return np.unique(parent, return_inverse=True)[1].astype(np.int64)
