"""The board as a vehicle routing problem for PyVRP (Wouda, Lan and Kool 2024), and its answer as orders of stops.

Each shift is a vehicle of its own on one time axis, day after day. Who may not do a stop finds no way to it. A stop with
several windows is a group of clients of which one is served.
"""

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from gis_app.domain.inspections.board import NO_WAY, Board, Ints
from gis_app.domain.inspections.times import DAY, Span

WEIGHT = 16
"""What a second of travel costs: prices of overtime are whole numbers beside it."""
Orders = list[list[int]]
"""Stops of each shift, in order."""
LOOK_EVERY = 16


@dataclass(frozen=True)
class Bounds:
    """How long each shift is meant to be and may be, in seconds; a second above what is meant costs ``price`` / ``WEIGHT`` seconds of travel."""

    meant: Ints
    most: Ints
    price: int = 0


class Until:
    """A stop rule: so many steps, or a moment, or when asked; tells the share done."""

    def __init__(self, seconds: float | None, steps: int | None, stop: Event, progress: Callable[[float], object]) -> None:
        self.begun, self.seconds, self.steps = time.monotonic(), seconds, steps
        self.stop, self.progress, self.done = stop, progress, 0

    def __call__(self, best_cost: int) -> bool:
        if self.steps is not None and self.done >= self.steps:
            return True
        self.done += 1
        if self.done % LOOK_EVERY:
            return False
        share = self.share
        self.progress(min(share, 1.0))
        return self.stop.is_set() or share >= 1.0

    @property
    def share(self) -> float:
        if self.steps is not None:
            return self.done / max(self.steps, 1)
        return 1.0 if not self.seconds else (time.monotonic() - self.begun) / self.seconds


@dataclass(frozen=True)
class Problem:
    """PyVRP's data, with the stop that each of its clients stands for, and the options of each stop."""

    data: pyvrp.ProblemData
    stop_of: tuple[int, ...]
    options: tuple[tuple[tuple[int, Span], ...], ...]

    def orders(self, board: Board, solution: pyvrp.Solution) -> Orders:
        found: Orders = [[] for _ in board.shifts]
        for route in solution.routes():
            found[route.vehicle_type()] = [self.stop_of[step.idx] for step in route.schedule() if step.is_client()]
        return found

    def solution(self, board: Board, orders: Orders) -> pyvrp.Solution:
        """An earlier answer as one of this problem's."""
        routes = [
            pyvrp.Route(self.data, [self._client(board, stop, shift) for stop in order], shift)
            for shift, order in enumerate(orders) if order
        ]
        return pyvrp.Solution(self.data, routes)

    def _client(self, board: Board, stop: int, shift: int) -> int:
        day = board.shifts[shift].day * DAY
        fits = (client for client, span in self.options[stop] if span.start < day + DAY and span.end >= day)
        return next(fits, self.options[stop][0][0])


def problem(board: Board, stops: Sequence[int], *, hard: bool, bounds: Bounds | None = None) -> Problem:
    """The problem of the board with these stops.

    Parameters
    ----------
    hard
        Required stops must be served; else each is worth more than all that are not required.
    bounds
        How long shifts may be, else as long as their hours.
    """
    every = int(board.worth[~board.required].sum()) + int(board.hours.sum())
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    stop_of: list[int] = []
    options: list[tuple[tuple[int, Span], ...]] = [()] * len(board.service)
    for stop in stops:
        spans = _spans(board, stop)
        first, must = len(clients), bool(board.required[stop]) and hard
        group = len(groups) if len(spans) > 1 else None
        prize = WEIGHT * (every if board.required[stop] else int(board.worth[stop]))
        clients += [
            pyvrp.Client(stop, service_duration=int(board.service[stop]), tw_early=span.start, tw_late=span.end, prize=0 if must else prize,
                         required=must and group is None, group=group) for span in spans
        ]
        if group is not None:
            groups.append(pyvrp.ClientGroup(list(range(first, len(clients))), required=must))
        options[stop] = tuple(enumerate(spans, first))
        stop_of += [stop] * len(spans)
    starts = sorted({shift.start for shift in board.shifts})
    profiles, profile_of = _profiles(board)
    limits = bounds or Bounds(board.hours, board.hours)
    vehicles = [
        pyvrp.VehicleType(
            start_depot=starts.index(shift.start), end_depot=starts.index(shift.start), tw_early=shift.day * DAY + shift.hours.start,
            tw_late=shift.day * DAY + shift.hours.end, profile=profile_of[at], unit_distance_cost=WEIGHT,
            shift_duration=int(limits.meant[at]), max_overtime=int(limits.most[at] - limits.meant[at]), unit_overtime_cost=limits.price,
        ) for at, shift in enumerate(board.shifts)
    ]
    places = len(board.service) + len(board.inspection.teams)
    ways: Any = profiles
    data = pyvrp.ProblemData([pyvrp.Location(0, 0) for _ in range(places)], clients, [pyvrp.Depot(start) for start in starts], vehicles,
                             ways, ways, groups)
    return Problem(data, tuple(stop_of), tuple(options))


def solve(board: Board, made: Problem, until: Until, seed: int, start: Orders | None = None) -> tuple[Orders, bool]:
    """The best orders found, and whether they keep all limits."""
    first = None if start is None else made.solution(board, start)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PenaltyBoundWarning)  # that limits may not be kept is told by the answer
        best = pyvrp.solve(made.data, until, seed=seed, collect_stats=False, initial_solution=first).best
    return made.orders(board, best), best.is_feasible()


def _spans(board: Board, stop: int) -> list[Span]:
    """When service may begin, on the axis of all days; where nothing but the hours limits it, one span for all."""
    by_day: dict[int, set[Span]] = {}
    for at, shift in enumerate(board.shifts):
        if board.opens[stop][at]:
            by_day.setdefault(shift.day, set()).update(board.opens[stop][at])
    wish = board.inspection.wishes[stop]
    if not wish.windows and not any(lock.wish == wish.id and lock.at is not None for lock in board.inspection.locks):
        return [Span(min(by_day) * DAY, (max(by_day) + 1) * DAY)]
    return [Span(day * DAY + span.start, day * DAY + span.end) for day in sorted(by_day) for span in _joined(by_day[day])]


def _joined(spans: set[Span]) -> list[Span]:
    """Spans of shifts with different hours as one where they overlap; the vehicle's own hours cut what is too much."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _profiles(board: Board) -> tuple[list[Ints], list[int]]:
    """One matrix for all shifts that go the same way and may do the same stops."""
    made: dict[tuple[str, bytes], int] = {}
    matrices: list[Ints] = []
    profile_of = []
    for at, shift in enumerate(board.shifts):
        key = (shift.mode, board.may[:, at].tobytes())
        if key not in made:
            made[key] = len(matrices)
            matrix = board.seconds[shift.mode].copy()
            matrix[:, np.flatnonzero(~board.may[:, at])] = NO_WAY
            np.fill_diagonal(matrix, 0)
            matrices.append(matrix)
        profile_of.append(made[key])
    return matrices, profile_of


