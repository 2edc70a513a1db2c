"""Orders of stops as a plan: the clock with the noon break back in it, the ways drawn, the figures of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gis_app.domain.inspections.balance import loads
from gis_app.domain.inspections.board import Board
from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.plan import Line, Plan, Route, Unserved, Visit
from gis_app.domain.inspections.reasons import unserved
from gis_app.domain.inspections.times import Span
from gis_app.domain.inspections.timetable import times
from gis_app.domain.inspections.vehicles import Orders


@dataclass(frozen=True)
class Made:
    """How a plan came about: see ``Plan``."""

    engine: str
    iterations: int
    finished: bool


def assembled(board: Board, ground: Ground, orders: Orders, made: Made, *, ways: bool = True) -> Plan:
    """The plan. ``ways`` False leaves out the drawn ways and their metres, which take a search each."""
    routes = tuple(_route(board, ground, shift, order, ways) for shift, order in enumerate(orders))
    routes = tuple(sorted(routes, key=lambda route: (route.team, route.day)))
    left = unserved(board, orders)
    return Plan(routes, left, _figures(board, orders, routes, left), made.engine, board.inspection.seed, made.iterations, ground.straight, made.finished)


def _route(board: Board, ground: Ground, shift: int, order: Sequence[int], ways: bool) -> Route:
    on, inspection = board.shifts[shift], board.inspection
    team, told = inspection.teams[on.team], times(board, shift, order)
    path = [on.start, *order, on.start] if order else []
    drawn = [ground.travel[on.mode].way(one, other) for one, other in pairwise(path)] if ways else []
    metres = [length for _, length in drawn] if ways else [0.0] * (len(path) - 1)
    lunch, clock = _lunch(board, told.depart, [*told.begin], [int(board.service[stop]) for stop in order], told.back)
    locked = {lock.wish for lock in inspection.locks}
    legs = [int(board.seconds[on.mode][one, other]) for one, other in pairwise(path)]
    visits = tuple(
        Visit(
            inspection.wishes[stop].id, clock(told.arrive[k]), clock(told.begin[k]), clock(told.begin[k], int(board.service[stop])), legs[k],
            metres[k], inspection.wishes[stop].id in locked, _reasons(board, stop),
        ) for k, stop in enumerate(order)
    )
    lines: tuple[Line, ...] = tuple(tuple((float(x), float(y)) for x, y in line.round(7)) for line, _ in drawn)
    return Route(team.id, inspection.days[on.day], clock(told.depart), clock(told.back), visits, lunch, told.travel, sum(metres), lines)


class _Clock:
    """The board's clock as it is read on the wall: everything that begins after the break is later by it."""

    def __init__(self, noon: int, pause: int) -> None:
        self.noon, self.pause = noon, pause

    def __call__(self, pressed: int, service: int = 0) -> int:
        return pressed + service + (self.pause if pressed >= self.noon else 0)


def _lunch(board: Board, depart: int, begins: Sequence[int], service: Sequence[int], back: int) -> tuple[Span | None, _Clock]:
    """The break at noon, or after the stop then under way; none where the whole day lies on one side of it."""
    lunch = board.inspection.settings.lunch
    if lunch is None or back <= lunch.start:
        return None, _Clock(back + 1, 0)
    pause = lunch.end - lunch.start
    if depart >= lunch.start:
        return None, _Clock(0, pause)
    start = max([lunch.start, *(begin + lasts for begin, lasts in zip(begins, service, strict=True) if begin < lunch.start)])
    return Span(start, start + pause), _Clock(lunch.start, pause)


def _reasons(board: Board, stop: int) -> tuple[str, ...]:
    wish = board.inspection.wishes[stop]
    return tuple(word for word in (wish.kinds_zh, wish.note) if word)


def _figures(board: Board, orders: Orders, routes: Sequence[Route], left: Sequence[Unserved]) -> dict[str, Any]:
    """What is told of a plan: grids entered of all, stops, work and travel, the longest load over the shortest."""
    inspection, load = board.inspection, loads(board, orders)
    fair = load.work / board.share
    served = {visit.wish for route in routes for visit in route.visits}
    grids = [wish for wish in inspection.wishes if wish.kind == "grid"]
    owed = [wish for wish in inspection.wishes if wish.owed]
    return {
        "grids": len(grids), "grids_entered": sum(wish.id in served for wish in grids), "stops": len(served), "unserved": len(left),
        "owed": len(owed), "owed_served": sum(wish.id in served for wish in owed),
        "points": sum(wish.prize for wish in inspection.wishes if wish.id in served and not wish.required),
        "points_left": sum(wish.prize for wish in inspection.wishes if wish.id not in served and not wish.required),
        "travel_s": int(load.travel.sum()), "travel_m": round(sum(route.travel_m for route in routes), 1), "work_s": int(load.work.sum()),
        "longest_s": int(load.work.max()), "shortest_s": int(load.work.min()), "teams": len(inspection.teams), "days": len(inspection.days),
        "balance": round(float(fair.max() / fair.min()), 4) if fair.min() > 0 else None, "idle_shifts": sum(not order for order in orders),
    }
