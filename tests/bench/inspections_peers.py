"""The peers of ``tests/bench/inspections.py`` on the same numbers: OR-tools' routing, and PyVRP by itself for long.

Both get the same matrix, stops, worths and the same longest shift; neither is asked to keep the shortest shift up, which
only makes it easier for them. ``cost`` is what all are measured by.
"""

from itertools import pairwise
from threading import Event

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from gis_app.domain.inspections.board import NO_WAY, Board
from gis_app.domain.inspections.vehicles import Bounds, Orders, Until, problem, solve


def cost(board: Board, orders: Orders) -> int:
    """Seconds of travel, and the worth of what was left out; a required stop left out costs more than all others."""
    total, served = 0, set()
    for shift, order in enumerate(orders):
        on = board.shifts[shift]
        path = [on.start, *order, on.start] if order else []
        total += sum(int(board.seconds[on.mode][one, other]) for one, other in pairwise(path))
        served |= set(order)
    left = [stop for stop in range(len(board.service)) if stop not in served]
    return total + int(board.prize[left].sum()) + NO_WAY * int(board.required[left].sum())


def pyvrp(board: Board, most: np.ndarray, seconds: float, seed: int) -> Orders:
    made = problem(board, range(len(board.service)), hard=True, bounds=Bounds(most, most))
    return solve(board, made, Until(seconds, None, Event(), lambda _: None), seed)[0]


def ortools(board: Board, most: np.ndarray, seconds: float) -> Orders:
    """As the documentation shows: parallel cheapest insertion, then guided local search until the time is over."""
    starts = [shift.start for shift in board.shifts]
    manager = pywrapcp.RoutingIndexManager(len(board.service) + len(board.inspection.teams), len(starts), starts, starts)
    routing = pywrapcp.RoutingModel(manager)
    service = np.concatenate([board.service, np.zeros(len(board.inspection.teams), dtype=np.int64)])
    works = []
    for shift, on in enumerate(board.shifts):
        seconds_of = board.seconds[on.mode]
        routing.SetArcCostEvaluatorOfVehicle(routing.RegisterTransitMatrix(seconds_of.tolist()), shift)
        works.append(routing.RegisterTransitMatrix((seconds_of + service[:, None]).tolist()))
    routing.AddDimensionWithVehicleTransitAndCapacity(works, 0, most.tolist(), True, "work")
    for stop in range(len(board.service)):
        if not board.required[stop]:
            routing.AddDisjunction([manager.NodeToIndex(stop)], int(board.prize[stop]))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int(1000 * seconds))
    found = routing.SolveWithParameters(asked)
    return [[] for _ in starts] if found is None else [_order(routing, manager, found, shift) for shift in range(len(starts))]


def _order(routing: pywrapcp.RoutingModel, manager: pywrapcp.RoutingIndexManager, found: pywrapcp.Assignment, shift: int) -> list[int]:
    at, order = found.Value(routing.NextVar(routing.Start(shift))), []
    while not routing.IsEnd(at):
        order.append(manager.IndexToNode(at))
        at = found.Value(routing.NextVar(at))
    return order
