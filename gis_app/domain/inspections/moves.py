"""Changes by hand: a stop taken to another team, day or place in the order, or taken out. Each needs a reason and is kept."""

from dataclasses import dataclass, replace
from datetime import date

from gis_app.domain.inspections.assembling import Made, assembled
from gis_app.domain.inspections.balance import cheapest
from gis_app.domain.inspections.board import Board, board
from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Ban, Inspection, Lock
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.timetable import times
from gis_app.domain.inspections.vehicles import Orders
from gis_app.errors import Both, WanggeError


@dataclass(frozen=True)
class Move:
    """Where a stop is to go: ``place`` counts from 0 in that team's day, None is wherever it costs least; ``team`` None takes it out."""

    wish: str
    team: str | None
    day: date | None
    reason: str
    place: int | None = None


def moved(inspection: Inspection, ground: Ground, plan: Plan, move: Move) -> tuple[Inspection, Plan]:
    """The inspection with the decision in it, so that planning again keeps it, and the plan with nothing else changed.

    Raises
    ------
    WanggeError
        ``inspect_reason_missing``; ``inspect_lock_unknown``; ``inspect_required`` where a grid would be taken out;
        ``inspect_move_unfit`` where team, window or hours do not allow it.
    """
    if not move.reason.strip():
        raise WanggeError("inspect_reason_missing")
    stop = next((at for at, wish in enumerate(inspection.wishes) if wish.id == move.wish), None)
    if stop is None:
        raise WanggeError("inspect_lock_unknown", wish=move.wish, team=move.team or "")
    if move.team is None:
        return _taken_out(inspection, ground, plan, stop)
    if move.day is None:
        raise WanggeError("missing_field", field="day")
    freed = replace(inspection, locks=tuple(lock for lock in inspection.locks if lock.wish != move.wish),
                    bans=tuple(ban for ban in inspection.bans if ban.wish != move.wish or ban.team != move.team))
    lock = Lock(move.wish, move.team, move.day, reason=move.reason)
    on = board(freed.locked(lock), ground)
    shift = next((at for at, one in enumerate(on.shifts) if (freed.teams[one.team].id, freed.days[one.day]) == (move.team, move.day)), None)
    if shift is None:
        raise WanggeError("inspect_lock_unknown", wish=move.wish, team=move.team)
    orders = [[other for other in order if other != stop] for order in orders_of(on, plan)]
    orders[shift] = _put_in(on, shift, orders[shift], stop, move.place)
    if move.place is not None:
        lock = replace(lock, at=_begin(on, ground, orders, plan, move))
    after = freed.locked(lock)
    return after, again(after, ground, plan, orders)


def orders_of(on: Board, plan: Plan) -> Orders:
    """A plan's stops by shift."""
    number = {wish.id: at for at, wish in enumerate(on.inspection.wishes)}
    found = []
    for shift in on.shifts:
        route = plan.route(on.inspection.teams[shift.team].id, on.inspection.days[shift.day])
        found.append([number[visit.wish] for visit in route.visits if visit.wish in number] if route else [])
    return found


def again(inspection: Inspection, ground: Ground, plan: Plan, orders: Orders | None = None) -> Plan:
    """A plan's orders, or others in their place, with times, ways and figures worked out anew."""
    on = board(inspection, ground)
    return assembled(on, ground, orders_of(on, plan) if orders is None else orders, Made(plan.engine, plan.iterations, plan.finished))


def _put_in(on: Board, shift: int, order: list[int], stop: int, place: int | None) -> list[int]:
    """The order with a stop more; refused where the shift cannot keep it."""
    if not on.opens[stop][shift]:
        raise WanggeError("inspect_move_unfit", why=Both("该小组当天不能查这个点位（专长、回避、可查时段或道路）",
                                                        "that team cannot do this stop on that day (skills, bans, hours or ways)"))
    before = times(on, shift, order).late
    places = range(len(order) + 1) if place is None else [min(max(place, 0), len(order))]
    likely = cheapest(on, shift, order, stop)
    tries = [[*order[:at], stop, *order[at:]] for at in sorted(places, key=lambda at: (at != likely, at))]
    found = min(tries, key=lambda told: times(on, shift, told).late)
    late = times(on, shift, found).late - before
    if late > 0:
        minutes = max(1, round(late / 60))
        raise WanggeError("inspect_move_unfit", why=Both(f"时间不够，超出约 {minutes} 分钟", f"there is no time: about {minutes} minutes are short"))
    return found


def _begin(on: Board, ground: Ground, orders: Orders, plan: Plan, move: Move) -> int:
    made = assembled(on, ground, orders, Made(plan.engine, plan.iterations, plan.finished), ways=False)
    return next(visit.begin for route in made.routes for visit in route.visits if visit.wish == move.wish)


def _taken_out(inspection: Inspection, ground: Ground, plan: Plan, stop: int) -> tuple[Inspection, Plan]:
    wish = inspection.wishes[stop]
    if wish.required:
        raise WanggeError("inspect_required", label=wish.label)
    bans = tuple(ban for ban in inspection.bans if ban.wish != wish.id) + tuple(Ban(team.id, wish.id) for team in inspection.teams)
    after = replace(inspection, bans=bans, locks=tuple(lock for lock in inspection.locks if lock.wish != wish.id))
    on = board(after, ground)
    return after, again(after, ground, plan, [[other for other in order if other != stop] for order in orders_of(on, plan)])
