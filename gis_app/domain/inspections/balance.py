"""Fair days: stops handed from the longest shifts to the shortest until none is more than so many times another.

A shift's load is its work as a share of its hours. A solver bounds the longest from above only; here single stops and
pairs of stops change shifts, each time the change that mends most for the travel it costs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.inspections.board import Board
from gis_app.domain.inspections.timetable import length
from gis_app.domain.inspections.vehicles import Orders

MARGIN = 0.01
"""Aimed at inside the goal, so that rounding does not lose it."""
RATES = (4.0, 16.0, 64.0)
"""Seconds of travel that a second of unfairness is worth; the next where the one before finds nothing more to mend."""


@dataclass(frozen=True)
class Loads:
    """Work, travel and lateness of each shift."""

    work: NDArray[np.float64]
    travel: NDArray[np.float64]
    late: NDArray[np.float64]


def loads(board: Board, orders: Orders) -> Loads:
    told = np.array([length(board, shift, order) for shift, order in enumerate(orders)], dtype=np.float64)
    return Loads(*told.T)


def ratio(board: Board, orders: Orders) -> float:
    """The longest load over the shortest; infinite where a shift has nothing to do."""
    fair = loads(board, orders).work / board.share
    return float(fair.max() / fair.min()) if fair.min() > 0 else float("inf")


def balanced(board: Board, orders: Orders, goal: float, halt: Callable[[], bool]) -> Orders:
    """The orders with stops handed over until the goal holds or nothing helps; what is locked to a shift stays in it."""
    now = [list(order) for order in orders]
    state = loads(board, now)
    for rate in RATES:
        while not halt() and not _kept(board, state, goal) and (change := _mend(board, now, state, goal, rate, halt)) is not None:
            for shift, order in change.items():
                now[shift] = order
            state = loads(board, now)
    return now


def _mend(board: Board, now: Orders, state: Loads, goal: float, rate: float, halt: Callable[[], bool]) -> dict[int, list[int]] | None:
    """The change that mends most for what it costs; None where none does."""
    best, change = _cost(board, state, goal, rate) - 1.0, None
    for candidate in _changes(board, now, state.work / board.share):
        if halt():
            break
        told = Loads(state.work.copy(), state.travel.copy(), state.late.copy())
        for shift, order in candidate.items():
            told.work[shift], told.travel[shift], told.late[shift] = length(board, shift, order)
        cost = _cost(board, told, goal, rate)
        if cost < best:
            best, change = cost, candidate
    return change


def _kept(board: Board, state: Loads, goal: float) -> bool:
    return _unfair(board, state.work, goal) <= 0 and state.late.sum() == 0


def _unfair(board: Board, work: NDArray[np.float64], goal: float) -> float:
    """Seconds by which the longest load is above what the shortest allows."""
    fair = work / board.share
    return float(fair.max() - (goal - MARGIN) * fair.min())


def _cost(board: Board, state: Loads, goal: float, rate: float) -> float:
    return float(state.travel.sum() + rate * max(0.0, _unfair(board, state.work, goal)) + 1000 * state.late.sum())


def _changes(board: Board, orders: Orders, fair: NDArray[np.float64]) -> Iterator[dict[int, list[int]]]:
    """One stop to another shift, or two stops exchanged, where the longest or the shortest shift takes part."""
    longest, shortest = int(fair.argmax()), int(fair.argmin())
    pairs = {(longest, other) for other in range(len(orders))} | {(other, shortest) for other in range(len(orders))}
    for giver, taker in sorted(pairs):
        if giver == taker:
            continue
        for at, stop in enumerate(orders[giver]):
            if not board.may[stop, taker]:
                continue
            rest = [*orders[giver][:at], *orders[giver][at + 1 :]]
            place = cheapest(board, taker, orders[taker], stop)
            yield {giver: rest, taker: [*orders[taker][:place], stop, *orders[taker][place:]]}
            for there, other in enumerate(orders[taker]):
                if board.may[other, giver]:
                    left = [*orders[taker][:there], *orders[taker][there + 1 :]]
                    mine, yours = cheapest(board, giver, rest, other), cheapest(board, taker, left, stop)
                    yield {giver: [*rest[:mine], other, *rest[mine:]], taker: [*left[:yours], stop, *left[yours:]]}


def cheapest(board: Board, shift: int, order: list[int], stop: int) -> int:
    """Where a stop lengthens the way least; windows are looked at afterwards."""
    on = board.shifts[shift]
    seconds = board.seconds[on.mode]
    path = np.array([on.start, *order, on.start])
    return int((seconds[path[:-1], stop] + seconds[stop, path[1:]] - seconds[path[:-1], path[1:]]).argmin())
