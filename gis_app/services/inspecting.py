"""The planning of an inspection by a job: what should be looked at is read, ways are measured, routes sought, stops stored."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.models.inspections import OPEN_STATES
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Inspection, Lock, Plan, Settings, Team, Wish, survey
from gis_app.domain.inspections.reasons import sentence
from gis_app.domain.inspections.solving import plan as solve
from gis_app.domain.inspections.standing import around
from gis_app.errors import WanggeError
from gis_app.services import hotspots_follow, inspection_issued, inspection_wishes
from gis_app.services.inspection_issued import Stood
from gis_app.services.inspection_wants import applied, own_wishes
from gis_app.services.job_watch import Watch, refused
from gis_app.services.snapshot import Snapshot, load
from gis_app.services.ways import town_roads

TASK = queries.TASK
"""The job's name in the queue."""
OUT = {"team": None, "day": None, "serial": None, "arrive": None, "leave": None, "locked": False}


def make(database: Database, actor: Actor, plan_id: int, zone: ZoneInfo, abort: Callable[[], bool] = lambda: False) -> None:
    """Work a version out and let it stand; what cannot be done is noted as its failure. No transaction is open meanwhile.

    One that was given up is left alone. What nobody foresaw is noted too, so that another version can be asked for, and goes on to the queue.
    """
    with database.begin() as connection:
        version = queries.take_up(connection, plan_id)
        if version is None:
            return
        inspection = queries.one(connection, version["inspection_id"])
        assert inspection is not None
        held = load(connection, clock.now())
        stands = inspection_issued.stood(connection, inspection, zone) if inspection["state"] == "issued" else None
    try:
        if stands is not None and not version["asked"].get("rearrange"):
            asked, made = _around(database, held, inspection, stands, version["asked"]["locks"])
        else:
            hotspots_follow.caught_up(database, actor, inspection["town_id"], held.by_town[inspection["town_id"]]["code"], zone)
            with database.begin() as connection:
                asked = gathered(connection, actor, held, inspection, version["asked"]["locks"])
                roads = town_roads(connection, inspection["town_id"])
            if stands is not None:
                asked = inspection_issued.anew(asked, stands)
            watch = Watch(database, partial(queries.advance, plan_id=plan_id), abort)
            made = solve(asked, survey(asked, roads), progress=watch, stop=watch.stop)
            made = made if stands is None else unlocked(made, stands.now.done, version["asked"]["locks"])
    except WanggeError as refusal:
        _failed(database, plan_id, refusal)
        return
    except Exception:
        _failed(database, plan_id, WanggeError("inspect_plan_failed"))
        raise
    with database.begin() as connection:
        store(connection, held, inspection, (plan_id, version["number"]), asked, made, zone)


def _failed(database: Database, plan_id: int, refusal: WanggeError) -> None:
    with database.begin() as connection:
        queries.finish_plan(connection, plan_id, "failed", failure=refused(refusal))


def _around(database: Database, held: Snapshot, inspection: RowMapping, stands: Stood, locks: Sequence[dict[str, Any]]) -> tuple[Inspection, Plan]:
    """Planned around what the teams hold in their hands."""
    with database.begin() as connection:
        asked, new = inspection_issued.around(connection, held, inspection, stands, locks)
        roads = town_roads(connection, inspection["town_id"])
    return asked, around(asked, survey(asked, roads), stands.plan, stands.now, new)


def unlocked(made: Plan, done: Collection[str], locks: Sequence[Mapping[str, Any]]) -> Plan:
    """The plan with nothing said to be locked that only stays because it is done."""
    by_hand = {lock["wish"] for lock in locks}
    return replace(made, routes=tuple(replace(route, visits=tuple(
        replace(visit, locked=False) if visit.wish in done and visit.wish not in by_hand else visit for visit in route.visits)) for route in made.routes))


def gathered(connection: Connection, actor: Actor, held: Snapshot, inspection: RowMapping, locks: Sequence[dict[str, Any]]) -> Inspection:
    """The inspection as the planner takes it, with what people decided; locks on what is no longer wished for are dropped."""
    days = tuple(date.fromisoformat(day) for day in inspection["days"])
    teams = tuple(Team.from_dict(team["said"]) for team in queries.teams(connection, inspection["id"]))
    wishes = (*inspection_wishes.gathered(connection, actor, held, inspection), *own_wishes(inspection["wanted"]))
    known = {wish.id for wish in wishes}
    kept = tuple(Lock.from_dict(lock) for lock in locks if lock["wish"] in known)
    return applied(Inspection(inspection["area_code"], days, teams, wishes, Settings.from_dict(inspection["settings"]), locks=kept), inspection["wanted"])


def store(connection: Connection, held: Snapshot, inspection: RowMapping, version: tuple[int, int], asked: Inspection, made: Plan, zone: ZoneInfo) -> None:
    """The version (its id and number) with its stops; it becomes the one that stands, unless it was given up or the inspection is over."""
    plan_id, number = version
    now = queries.one(connection, inspection["id"], lock=True)
    assert now is not None
    if now["state"] not in OPEN_STATES:
        queries.finish_plan(connection, plan_id, "stopped")
        return
    if not queries.finish_plan(connection, plan_id, "done" if made.finished else "stopped", result=made.to_dict()):
        return
    grids = {row["code"]: row["grid_id"] for row in held.rows}
    wishes = {wish.id: wish for wish in asked.wishes}
    rows: list[dict[str, Any]] = []
    for route in made.routes:
        for serial, visit in enumerate(route.visits, 1):
            placed = {"team": int(route.team), "day": route.day, "serial": serial, "arrive": _moment(route.day, visit.arrive, zone),
                      "leave": _moment(route.day, visit.leave, zone), "locked": visit.locked}
            rows.append(_stop(inspection, plan_id, wishes[visit.wish], grids, placed, {}))
    for left in made.unserved:
        why = {"why": left.why, "why_zh": sentence(left), "why_en": sentence(left, "en")}
        rows.append(_stop(inspection, plan_id, wishes[left.wish], grids, OUT, why))
    queries.add_stops(connection, rows)
    queries.put(connection, inspection["id"], plan=number)


def _stop(inspection: RowMapping, plan_id: int, wish: Wish, grids: Mapping[str, int], placed: Mapping[str, Any], why: Mapping[str, str]) -> dict[str, Any]:
    return {
        **placed, "wish": wish.id, "plan_id": plan_id, "inspection_id": inspection["id"], "town_id": inspection["town_id"], "kind": wish.kind,
        "label": wish.label, "grid_code": wish.grid, "grid_id": grids.get(wish.grid), "about": {**wish.to_dict(), **why}, "geom": wish.place,
    }


def _moment(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    return clock.midnight(day, zone) + timedelta(seconds=seconds)
