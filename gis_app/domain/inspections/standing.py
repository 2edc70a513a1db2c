"""Planning around a plan that teams hold in their hands: every stop stays with its team, day and order; what is new is fitted in.

A search would find a shorter plan and send everybody elsewhere. Here nothing is sought: what was decided by hand is moved, what is
no longer wished for goes, and what must be in or is owed is put where it costs the least. A mere wish that had no place stays out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from gis_app.domain.inspections.assembling import Made, assembled
from gis_app.domain.inspections.board import Board, board
from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Inspection, Lock
from gis_app.domain.inspections.moves import orders_of
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.promises import kept, put_in
from gis_app.domain.inspections.times import DAY, Span
from gis_app.domain.inspections.timetable import times
from gis_app.domain.inspections.vehicles import Orders
from gis_app.domain.inspections.wishes import Window, Wish
from gis_app.errors import Both, WanggeError

NEVER = Window(Span(DAY - 1, DAY))
"""No team works then: of a wish that may no longer be made."""


@dataclass(frozen=True)
class Now:
    """The day and its seconds on which it is planned again, and the wishes that are done by then."""

    day: date
    seconds: int
    done: frozenset[str] = frozenset()


def around(asked: Inspection, ground: Ground, plan: Plan, now: Now, new: Collection[str] = ()) -> Plan:
    """The plan again with what is asked now; ``new`` are wishes that somebody has asked for since. What is done stays at its hour.

    Raises
    ------
    WanggeError
        ``inspect_move_unfit`` where a stop cannot go where it was put by hand, or a team must keep away from one that no other has time for.
    """
    stand = {visit.wish: Lock(visit.wish, route.team, route.day, visit.begin if visit.wish in now.done else None) for route in plan.routes for visit in route.visits}
    by_hand = {lock.wish: lock for lock in asked.locks if lock.wish not in now.done}
    free = {name for name, at in stand.items() if name not in now.done and (_elsewhere(by_hand.get(name), at) or _banned(asked, at))}
    wishes = {wish.id: wish for wish in asked.wishes}
    locks = {name: at for name, at in stand.items() if name in wishes and name not in free} | {name: lock for name, lock in by_hand.items() if name in free or name not in stand}
    bound = replace(asked, locks=tuple(locks.values()), wishes=tuple(wish if wish.id in stand and wish.id not in free else from_now(wish, asked.days, now) for wish in asked.wishes))
    on = board(bound, ground)
    orders = [[stop for stop in order if asked.wishes[stop].id not in free] for order in orders_of(on, plan)]
    for stop, wish in enumerate(asked.wishes):
        if (wish.id in free or wish.id in by_hand or wish.id in new) and not any(stop in order for order in orders) and not _fit(on, orders, stop) and wish.id not in new:
            raise WanggeError("inspect_move_unfit", why=Both(f"“{wish.label}”在那里排不下，其余点位已经下发，不动", f"there is no room for “{wish.label}”, and the other stops are issued and stay"))
    made = assembled(on, ground, kept(on, orders), Made("standing", 0, True))
    decided = {lock.wish for lock in asked.locks}
    return replace(made, routes=tuple(replace(route, visits=tuple(replace(visit, locked=visit.wish in decided) for visit in route.visits)) for route in made.routes))


def after(asked: Inspection, plan: Plan, now: Now) -> Inspection:
    """The inspection to be planned anew from now on: what is done is locked to its hour, everything else may be made later only."""
    stand = [Lock(visit.wish, route.team, route.day, visit.begin) for route in plan.routes for visit in route.visits if visit.wish in now.done]
    by_hand = [lock for lock in asked.locks if lock.wish not in now.done and (lock.day is None or lock.day >= now.day)]
    return replace(asked, locks=(*stand, *by_hand), wishes=tuple(wish if wish.id in now.done else from_now(wish, asked.days, now) for wish in asked.wishes))


def _elsewhere(lock: Lock | None, at: Lock) -> bool:
    return lock is not None and (lock.team != at.team or lock.day not in (None, at.day))


def _banned(asked: Inspection, at: Lock) -> bool:
    return any(ban.team == at.team and ban.holds(wish) for wish in asked.wishes if wish.id == at.wish for ban in asked.bans)


def _fit(on: Board, orders: Orders, stop: int) -> bool:
    """Put a stop where it costs the least travel; whether there was room."""
    tries = []
    for shift, order in enumerate(orders):
        before = times(on, shift, order)
        found = put_in(on, shift, order, stop, before.late) if on.may[stop, shift] else None
        if found is not None:
            tries.append((times(on, shift, found).travel - before.travel, shift, found))
    if tries:
        _, shift, found = min(tries)
        orders[shift] = found
    return bool(tries)


def from_now(wish: Wish, days: Sequence[date], now: Now) -> Wish:
    """The wish where it may still be made; as it was where all days are over."""
    left = tuple(day for day in days if day >= now.day)
    if not left:
        return wish
    windows: list[Window] = []
    for window in wish.windows or (Window(Span(0, DAY)),):
        on = tuple(day for day in left if window.on(day))
        start = max(window.span.start, now.seconds)
        if now.day in on and start < window.span.end:
            windows.append(Window(Span(start, window.span.end), (now.day,)))
        if later := tuple(day for day in on if day != now.day):
            windows.append(Window(window.span, later))
    return replace(wish, windows=tuple(windows) or (NEVER,))


def done_wishes(given: Mapping[str, Wish], wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """The wishes, those that are done as they were when it was done, though nobody would wish for them any more."""
    known = {wish.id for wish in wishes}
    return (*(given.get(wish.id, wish) for wish in wishes), *(wish for name, wish in given.items() if name not in known))
