"""One team, one day, many stops in any order: a travelling salesman's tour, for which general solvers are too slow."""

import importlib.util
from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.inspections.board import Board, Ints
from gis_app.domain.inspections.timetable import times
from gis_app.domain.inspections.tour_kernels import shake
from gis_app.domain.inspections.vehicles import Until

LONG = 120
"""With so many stops the tour's own search finds shorter ways than PyVRP in the same time."""
NEAR = 10
ROUND, SLOW_ROUND = 512, 4
"""Shakes between two looks at the clock, compiled or not."""


def suits(board: Board, stops: list[int]) -> bool:
    """Whether this is one long tour: a single shift, any order, and time on the spot for all."""
    free = not any(board.inspection.wishes[stop].windows for stop in stops) and not any(lock.at is not None for lock in board.inspection.locks)
    return len(board.shifts) == 1 and len(stops) >= LONG and free and int(board.service[stops].sum()) < int(board.hours[0])


def fits(board: Board, order: list[int]) -> bool:
    """Whether the hours suffice for it."""
    return times(board, 0, order).late == 0


@cache
def compiled() -> bool:
    """Whether the fast engine is installed."""
    return importlib.util.find_spec("numba") is not None


def shortest(board: Board, stops: list[int], until: Until, seed: int) -> list[int]:
    """The stops in the order of a short tour from the team's start and back."""
    on = board.shifts[0]
    places = np.array([on.start, *stops])
    found = tour(board.seconds[on.mode][np.ix_(places, places)], lambda: until(0), np.random.default_rng(seed))
    return [int(places[at]) for at in found[1:]]


def tour(ways: Ints, halt: Callable[[], bool], rng: np.random.Generator, *, fast: bool | None = None) -> Ints:
    """A short closed tour over all places, beginning with the first. ``halt`` is asked after each round of shakes.

    Parameters
    ----------
    ways
        Shape (n, n): from row to column, whole numbers; there and back may differ.
    fast
        False works without a compiler.
    """
    count = len(ways)
    if count < 4:
        return np.arange(count)
    fast = compiled() if fast is None else fast
    step: Callable[..., int] = shake if fast else shake.python
    d = np.ascontiguousarray(ways, dtype=np.int32)
    room = _room(d, _greedy(ways))
    draws = 3 * (ROUND if fast else SLOW_ROUND)
    step(*room, np.empty(0))
    while not halt():
        step(*room, rng.random(draws))
    return np.asarray(room[2])


def _room(d: NDArray[np.int32], start: Ints) -> tuple[NDArray[np.int32] | Ints, ...]:
    """The kernel's arrays in its order; every place waits to be looked at."""
    count = len(d)
    far = np.where(np.eye(count, dtype=bool), np.iinfo(np.int32).max, d)
    near = np.ascontiguousarray(np.argsort(far, axis=1, kind="stable")[:, : min(NEAR, count - 1)].astype(np.int32))
    pos = np.empty(count, dtype=np.int64)
    pos[start] = np.arange(count)
    there, back = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    return d, near, start, pos, start.copy(), there, back, start.copy(), np.ones(count, dtype=np.int64), np.array([0, count])


def _greedy(ways: Ints) -> Ints:
    """Always on to the nearest place not yet seen."""
    count = len(ways)
    order, left = [0], np.ones(count, dtype=bool)
    left[0] = False
    for _ in range(count - 1):
        order.append(int(np.where(left, ways[order[-1]], np.iinfo(np.int64).max).argmin()))
        left[order[-1]] = False
    return np.array(order, dtype=np.int64)
