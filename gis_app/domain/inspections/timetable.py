"""When a shift is where: the times of an order of stops, with as little waiting as the end allows, and the noon break in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from gis_app.domain.inspections.board import Board
from gis_app.domain.inspections.times import Span

Order = Sequence[int]


@dataclass(frozen=True)
class Times:
    """On the board's clock: when it leaves, arrives, begins and is back; ``late`` counts the seconds that windows or hours are missed by."""

    depart: int
    arrive: tuple[int, ...]
    begin: tuple[int, ...]
    back: int
    travel: int
    late: int

    @property
    def length(self) -> int:
        return self.back - self.depart


def times(board: Board, shift: int, order: Order) -> Times:
    """Earliest end, then the latest start that still ends then."""
    on = board.shifts[shift]
    seconds, at, clock, late = board.seconds[on.mode], on.start, on.hours.start, 0
    legs, begins, latest = [], [], []
    for stop in order:
        leg = int(seconds[at, stop])
        legs.append(leg)
        clock += leg
        spans = board.opens[stop][shift]
        span = next((span for span in spans if clock <= span.end), spans[-1] if spans else Span(clock, clock))
        late += max(0, clock - span.end) + (0 if spans else board.hours[shift])
        clock = max(clock, span.start)
        begins.append(clock)
        latest.append(span.end)
        clock += int(board.service[stop])
        at = stop
    legs.append(int(seconds[at, on.start]) if order else 0)
    back = clock + legs[-1]
    late += max(0, back - on.hours.end)
    depart, eased = _eased(board, order, legs, begins, latest, back)
    arrive = tuple((depart if not k else eased[k - 1] + int(board.service[order[k - 1]])) + legs[k] for k in range(len(order)))
    return Times(depart, arrive, tuple(eased), back, sum(legs), int(late))


def _eased(board: Board, order: Order, legs: Sequence[int], begins: list[int], latest: Sequence[int], back: int) -> tuple[int, list[int]]:
    """The latest beginnings that keep the end, as long as they shorten a wait; else what was given."""
    if not order:
        return back, begins
    slack = [0] * len(order)
    after = back - legs[-1]
    for k in range(len(order) - 1, -1, -1):
        after = max(begins[k], min(latest[k], after - int(board.service[order[k]])))
        slack[k] = after
        after -= legs[k]
    return slack[0] - legs[0], slack


def length(board: Board, shift: int, order: Order) -> tuple[int, int, int]:
    """Work, travel and lateness of an order, in seconds."""
    told = times(board, shift, order)
    return told.length, told.travel, told.late
