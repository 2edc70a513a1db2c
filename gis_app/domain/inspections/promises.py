"""What is owed is kept before what is wished: no stop is left out while a lesser one stands in a shift that could take it.

A search weighs stops by points and may end a little short of that; here it is made sure of, stop by stop, the highest rank
first. What a person locked to its place is never given up.
"""

from collections.abc import Sequence
from typing import NamedTuple

from gis_app.domain.inspections.board import Board
from gis_app.domain.inspections.timetable import times
from gis_app.domain.inspections.vehicles import Orders


class _Try(NamedTuple):
    """A way to take a stop in: what is given up for it (ranks, then points), the travel of its shift, the shift and its order."""

    given_up: tuple[int, int, int]
    travel: int
    shift: int
    order: list[int]


def kept(board: Board, orders: Orders) -> Orders:
    """The orders with every stop of a rank that hours and ways allow, lesser ones given up for it where they must be."""
    now = [list(order) for order in orders]
    for rank in sorted({int(one) for one in board.rank if one}, reverse=True):
        served = {stop for order in now for stop in order}
        for stop in sorted((stop for stop in range(len(board.rank)) if board.rank[stop] == rank and stop not in served), key=lambda stop: int(board.service[stop])):
            _take_in(board, now, stop)
    return _filled(board, now, sorted({stop for order in orders for stop in order} - {stop for order in now for stop in order}))


def _take_in(board: Board, now: Orders, stop: int) -> None:
    tries = [found for shift in range(len(now)) if board.may[stop, shift] and (found := _room(board, shift, now[shift], stop)) is not None]
    if tries:
        best = min(tries)
        now[best.shift] = best.order


def _room(board: Board, shift: int, order: Sequence[int], stop: int) -> _Try | None:
    """The order with the stop in it and as little given up as will do; None where giving up all lesser ones is not enough."""
    locked = {lock.wish for lock in board.inspection.locks}
    less = [one for one in order if board.rank[one] < board.rank[stop] and board.inspection.wishes[one].id not in locked]
    late = times(board, shift, order).late
    if put_in(board, shift, [one for one in order if one not in less], stop, late) is None:
        return None
    left, gone = list(order), []
    by_worth = sorted(less, key=lambda one: (int(board.rank[one]), int(board.prize[one]), -int(board.service[one])))
    while (found := put_in(board, shift, left, stop, late)) is None:
        gone.append(by_worth.pop(0))
        left = [one for one in left if one != gone[-1]]
    for one in reversed(gone):
        found = put_in(board, shift, found, one, late) or found
    lost = [one for one in gone if one not in found]
    given_up = max((int(board.rank[one]) for one in lost), default=-1), sum(int(board.rank[one]) for one in lost), sum(int(board.prize[one]) for one in lost)
    return _Try(given_up, times(board, shift, found).travel, shift, found)


def put_in(board: Board, shift: int, order: Sequence[int], stop: int, late: int = 0) -> list[int] | None:
    """The order with a stop more where it costs the least; None where hours or windows would be missed by more than ``late`` seconds."""
    tries = [[*order[:at], stop, *order[at:]] for at in range(len(order) + 1)]
    told = [times(board, shift, one) for one in tries]
    fits = [(one.length, at) for at, one in enumerate(told) if one.late <= late]
    return tries[min(fits)[1]] if fits else None


def _filled(board: Board, now: Orders, given_up: Sequence[int]) -> Orders:
    """Wishes that were given up, where another shift can take them for less travel than they are worth."""
    for stop in given_up:
        tries = []
        for shift, order in enumerate(now):
            found = put_in(board, shift, order, stop, times(board, shift, order).late) if board.may[stop, shift] else None
            if found is not None:
                tries.append((times(board, shift, found).travel - times(board, shift, order).travel, shift, found))
        if tries and (best := min(tries))[0] <= board.prize[stop]:
            now[best[1]] = best[2]
    return now
