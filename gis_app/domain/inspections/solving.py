"""From an inspection to a plan: a first answer, one with fair days, the last hand-overs, what is owed, and what could not be served.

PyVRP looks for the orders. A short first search says how much work there is at all; the second one is bounded to a fair
share of it, and what is then still unfair is handed over stop by stop. One long tour is another problem (``tour``).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

import numpy as np

from gis_app.domain.inspections import promises, tour
from gis_app.domain.inspections.assembling import Made, assembled
from gis_app.domain.inspections.balance import balanced, loads, ratio
from gis_app.domain.inspections.board import Board, board
from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Inspection
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.vehicles import Bounds, Orders, Until, problem, solve

Progress = Callable[[float], object]

FIRST, SECOND, END = 0.12, 0.76, 0.97
"""Shares of the time for the two searches, and when handing over ends."""
SLACK = 0.01
"""In the second search a shift is meant to be so much above the mean at most."""
TURNS = ((0.08, 2), (0.13, 2), (0.10, 1), (0.06, 1))
"""How far a shift may go beyond that, and the price of what is beyond (``Bounds``): dear enough to tell fair days from unfair
ones of the same way, too cheap to buy them with a longer one. Each turn begins anew: from the plan of the one before it
would hardly leave its fold (by trial on twenty areas: 0.03 % above the best known in the mean, 0.3 % at the worst)."""
TURN = 0.04
"""Of the time for handing over after each turn."""
PROMISES = 3
"""So often the last hand-overs are followed by what is owed, at the most."""
WIDER = 1.5
"""How much more room there is where something was left out for the sake of fairness."""


def plan(
    inspection: Inspection, ground: Ground, *, progress: Progress = lambda _: None, stop: Event | None = None, ways: bool = True,
) -> Plan:
    """The plan of an inspection.

    Parameters
    ----------
    ground
        From ``ground.survey``.
    progress
        Told the share done, 0 to 1.
    stop
        Once set, the best plan so far is returned, ``finished`` False.
    ways
        Draw the ways too.
    """
    halt, on = stop or Event(), board(inspection, ground)
    search = _Search(on, halt, progress)
    orders = search.orders()
    made = Made(search.engine, search.steps, not halt.is_set())
    told = assembled(on, ground, orders, made, ways=ways)
    progress(1.0)
    return told


@dataclass
class _Search:
    """The search over one board: how many steps it took, and which share of the time is over."""

    board: Board
    halt: Event
    progress: Progress
    begun: float = field(default_factory=time.monotonic)
    engine: str = "pyvrp"
    steps: int = 0
    done: float = 0.0

    def orders(self) -> Orders:
        on = self.board
        stops = np.flatnonzero(on.may.any(axis=1)).tolist() if on.shifts else []
        if not stops:
            return [[] for _ in on.shifts]
        if tour.suits(on, stops):
            order = tour.shortest(on, stops, self._until(END), on.inspection.seed)
            if tour.fits(on, order):
                self.engine = "tour"
                return [order]
        first, hard = self._solve(stops, FIRST, hard=True)
        if not hard:
            first, _ = self._solve(stops, FIRST, hard=False)
        if len(on.shifts) == 1:
            return promises.kept(on, self._solve(stops, SECOND, hard=hard, start=first)[0])
        return self._promised(self._fair(stops, first, hard))

    def _promised(self, orders: Orders) -> Orders:
        """Fair days, and what is owed in them: handing over may make room, and taking in may make days unfair, so it is done in turns."""
        goal, halt = self.board.inspection.settings.balance, self._for(1.0)
        for _ in range(PROMISES):
            fair = balanced(self.board, orders, goal, halt)
            orders = promises.kept(self.board, fair)
            if orders == fair:
                break
        return orders

    def _fair(self, stops: list[int], best: Orders, hard: bool) -> Orders:
        """The second search, in turns: shifts bounded to a fair share of the work, each turn in its own way; all wider once one left out what was in."""
        wider, goal = 1.0, self.board.inspection.settings.balance
        for room, price in TURNS:
            bounds = self._bounds(best, wider * room, price)
            found, kept = self._solve(stops, SECOND / len(TURNS), hard=hard, bounds=bounds)
            if not kept or self._worth(found) < self._worth(best):
                wider *= WIDER
                continue
            best = min(best, balanced(self.board, found, goal, self._for(TURN)), key=self._badness)
        return best

    def _badness(self, orders: Orders) -> tuple[int, int, float, float]:
        """What is left out first, then unfairness beyond the goal, then travel."""
        required, worth = self._worth(orders)
        return -required, -worth, max(self.board.inspection.settings.balance, ratio(self.board, orders)), float(loads(self.board, orders).travel.sum())

    def _bounds(self, orders: Orders, room: float, price: int) -> Bounds:
        """A fair share of the work for each shift, and so much room above it."""
        fair = (1 + SLACK) * loads(self.board, orders).work.sum() / len(orders) * self.board.share
        meant, most = (np.minimum(np.ceil(fair * (1 + more)), self.board.hours).astype(np.int64) for more in (0, room))
        return Bounds(meant, most, price)

    def _worth(self, orders: Orders) -> tuple[int, int]:
        """Required stops in it, and the worth of the others."""
        served = np.array([stop for order in orders for stop in order], dtype=np.int64)
        return int(self.board.required[served].sum()), int(self.board.worth[served].sum())

    def _solve(self, stops: list[int], share: float, *, hard: bool, start: Orders | None = None, bounds: Bounds | None = None) -> tuple[Orders, bool]:
        until = self._until(share)
        found = solve(self.board, problem(self.board, stops, hard=hard, bounds=bounds), until, self.board.inspection.seed, start)
        self.steps += until.done
        return found

    def _until(self, share: float) -> Until:
        """A stop rule for a share of the time that there is, or of the steps."""
        settings, begun = self.board.inspection.settings, self.done
        self.done += share
        steps = None if settings.iterations is None else round(settings.iterations * share)
        seconds = min(settings.seconds * share, self._left())
        return Until(seconds, steps, self.halt, lambda done: self.progress(min(1.0, begun + share * done)))

    def _for(self, share: float) -> Callable[[], bool]:
        """Says when a share of the time is over, or all of it; where steps are counted it never is."""
        settings = self.board.inspection.settings
        until = time.monotonic() + min(settings.seconds * share, self._left())
        return lambda: self.halt.is_set() or (settings.iterations is None and time.monotonic() > until)

    def _left(self) -> float:
        """Seconds that are left."""
        return max(0.0, END * self.board.inspection.settings.seconds - (time.monotonic() - self.begun))
