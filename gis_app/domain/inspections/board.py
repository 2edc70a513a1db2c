"""An inspection as numbers: shifts (a team on a day), stops, who may do what, and when.

The noon break is cut out of the day's clock: times on the board run on without it (``pressed``), and ``timetable`` puts it
back. So a break costs no search, and a stop that is under way at noon is finished before the break begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Inspection, Lock
from gis_app.domain.inspections.times import DAY, Span, cut_out
from gis_app.domain.inspections.wishes import Wish
from gis_app.domain.routes.speeds import MODES

Ints = NDArray[np.int64]

NO_WAY = 10 * DAY
"""Seconds that stand for no way at all: no day is so long."""


class Shift(NamedTuple):
    """One team on one day: positions of both, where it starts, and its hours on the board's clock."""

    team: int
    day: int
    start: int
    hours: Span
    mode: str


@dataclass(frozen=True, eq=False)
class Board:
    """``seconds`` by mode between places (see ``Ground``); ``service`` and ``prize`` of stops in seconds; ``rank``: see ``ranked``.

    ``opens[stop][shift]`` are the spans in which service may begin; none: the team may not, cannot or need not come.
    """

    inspection: Inspection
    shifts: tuple[Shift, ...]
    seconds: dict[str, Ints]
    service: Ints
    prize: Ints
    required: NDArray[np.bool_]
    rank: Ints
    opens: tuple[tuple[tuple[Span, ...], ...], ...]

    @cached_property
    def may(self) -> NDArray[np.bool_]:
        """(stops, shifts): whether a shift may take a stop."""
        return np.array([[bool(spans) for spans in row] for row in self.opens])

    @cached_property
    def worth(self) -> Ints:
        """What a search gains by a stop: its prize; one that is owed more than all together that are only wished for."""
        wished = (self.rank == 0) & ~self.required
        return self.prize + np.where(self.rank > 0, int(self.prize[wished].sum()) + int(self.hours.sum()), 0)

    @cached_property
    def hours(self) -> Ints:
        """Seconds that each shift works at the most."""
        return np.array([shift.hours.end - shift.hours.start for shift in self.shifts])

    @cached_property
    def share(self) -> NDArray[np.float64]:
        """Each shift's hours beside the mean of all: what a fair load is measured by."""
        return np.asarray(self.hours / self.hours.mean())


def pressed(time: int, lunch: Span | None) -> int:
    """A time of day on the board's clock."""
    if lunch is None or time <= lunch.start:
        return time
    return max(lunch.start, time - (lunch.end - lunch.start))


def board(inspection: Inspection, ground: Ground) -> Board:
    """The numbers of an inspection."""
    lunch, wishes = inspection.settings.lunch, inspection.wishes
    shifts = tuple(
        Shift(at, number, len(wishes) + at, Span(pressed(team.hours.start, lunch), pressed(team.hours.end, lunch)), team.mode)
        for number, day in enumerate(inspection.days) for at, team in enumerate(inspection.teams) if team.works(day)
    )
    service = np.array([round(60 * wish.service_min) for wish in wishes])
    seconds = {mode: _whole(by.seconds) for mode, by in ground.travel.items()}
    locks = {lock.wish: lock for lock in inspection.locks}
    opens = tuple(
        tuple(_opens(inspection, wish, int(service[at]), shift, locks.get(wish.id), int(seconds[shift.mode][shift.start, at])) for shift in shifts)
        for at, wish in enumerate(wishes)
    )
    prize = np.array([round(wish.prize * inspection.settings.point_s) for wish in wishes])
    return Board(inspection, shifts, seconds, service, prize, np.array([wish.required for wish in wishes]), ranked(wishes), opens)


def ranked(wishes: Sequence[Wish]) -> Ints:
    """Which stops go before which where not all fit: 0 a wish, then what is owed by how long it is overdue, then what must be in, then the grids."""
    most = max((wish.owed for wish in wishes), default=0)
    return np.array([most + 1 + (wish.kind == "grid") if wish.required else wish.owed for wish in wishes], dtype=np.int64)


def _whole(seconds: NDArray[np.float64]) -> Ints:
    return np.where(np.isfinite(seconds), np.ceil(np.where(np.isfinite(seconds), seconds, 0)), NO_WAY).astype(np.int64)


def _opens(inspection: Inspection, wish: Wish, service: int, shift: Shift, lock: Lock | None, way: int) -> tuple[Span, ...]:
    """When a shift may begin a stop."""
    if not able(inspection, wish, shift) or way >= NO_WAY or not _free(inspection, shift, lock):
        return ()
    found = within(inspection, wish, service, shift)
    if lock is None or lock.at is None:
        return found
    at = pressed(lock.at, inspection.settings.lunch)
    return (Span(at, at),) if any(span.start <= at <= span.end for span in found) else ()


def able(inspection: Inspection, wish: Wish, shift: Shift) -> bool:
    """Whether the team has the skills and is not banned from the stop."""
    team = inspection.teams[shift.team]
    return wish.skills <= team.skills and not any(ban.team == team.id and ban.holds(wish) for ban in inspection.bans)


def _free(inspection: Inspection, shift: Shift, lock: Lock | None) -> bool:
    """Whether nobody locked the stop elsewhere."""
    return lock is None or (lock.team == inspection.teams[shift.team].id and lock.day in (None, inspection.days[shift.day]))


def within(inspection: Inspection, wish: Wish, service: int, shift: Shift) -> tuple[Span, ...]:
    """The spans of a shift's hours in which service may begin, whoever does it."""
    lunch, day = inspection.settings.lunch, inspection.days[shift.day]
    given = [window.span for window in wish.windows if window.on(day)] if wish.windows else [Span(0, DAY)]
    spans: list[Span] = []
    for span in sorted(Span(pressed(part.start, lunch), pressed(part.end, lunch)) for part in cut_out(given, lunch)):
        if spans and span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(span.end, spans[-1].end))
        else:
            spans.append(span)
    cut = (Span(max(span.start, shift.hours.start), min(span.end, shift.hours.end) - service) for span in spans)
    return tuple(span for span in cut if span.start <= span.end)


def modes(shifts: Sequence[Shift]) -> tuple[str, ...]:
    """The modes in use, in their usual order."""
    return tuple(mode for mode in MODES if any(shift.mode == mode for shift in shifts))
