"""The life of a joint inspection: begun as a draft, planned, moved by hand, issued to the teams by links, ended."""

import hashlib
import math
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import inspection_places as place_queries
from gis_app.db.queries import inspection_requests as requests
from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Settings, Team
from gis_app.domain.inspections.pairs import Pair
from gis_app.domain.inspections.settings import check_asked
from gis_app.domain.inspections.teams import HOW_MANY, MOST_TEAMS
from gis_app.domain.places import scale_at
from gis_app.domain.quarters import quarter_of
from gis_app.errors import Both, WanggeError
from gis_app.services import checklists
from gis_app.services.incidents import uuid7
from gis_app.services.inspection_wants import Wants, field_of, pairs_of, settled
from gis_app.services.job_watch import refused
from gis_app.services.snapshot import Snapshot

TOKEN_BYTES = 24
"""192 bits: nobody guesses a link."""
MOST_DAYS = 10
FARTHEST_KM = 50.0
"""Who starts farther from the work area than this has other coordinates than were meant."""
NAMES = "一二三四五六七八九十"


@dataclass(frozen=True)
class Order:
    """What is wanted: the work area's code, its days, the teams as ``Team.from_dict`` reads them (id and start may be left out)."""

    area: str
    days: tuple[date, ...]
    teams: tuple[Mapping[str, Any], ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    wants: Wants = Wants()


def begin(connection: Connection, actor: Actor, held: Snapshot, order: Order) -> UUID:
    """A draft for a work area, and its first plan asked for.

    Raises
    ------
    WanggeError
        Those of ``draft``.
    """
    made = draft(connection, actor, held, order)
    plan_again(connection, actor, made)
    return made


def draft(connection: Connection, actor: Actor, held: Snapshot, order: Order, made: UUID | None = None) -> UUID:
    """A draft for a work area, with its teams, today's check-list and what it was asked to look at, under an id of the caller's or a new one.

    Raises
    ------
    WanggeError
        ``inspect_area``; ``inspect_open`` while the area has one that has not ended; ``inspect_start_far``; what teams, settings and wants refuse.
    """
    area = area_row(held, order.area)
    days = checked_days(order.days)
    check_count(order.teams)
    if queries.open_of(connection, area["grid_id"]) is not None:
        raise WanggeError("inspect_open", area=area["name"])
    start = queries.middle_of(connection, area["grid_id"], clock.now())
    teams = [team_of(number, said, start) for number, said in enumerate(order.teams, 1)]
    check_starts(area, teams)
    settings = town_settings(place_queries.settings(connection, area["town_id"]), order.settings)
    wanted = settled(order.wants, field_of(held, leaves(held, area["grid_id"]), teams, days))
    made = made or uuid7()
    queries.begin(connection, {
        "id": made, "town_id": area["town_id"], "area_id": area["grid_id"], "area_code": area["code"], "area_name": area["name"],
        "quarter": quarter_of(days[0]), "days": [day.isoformat() for day in days], "settings": settings.to_dict(), "wanted": wanted,
        "checklist": checklists.told(checklists.checklist()), "created_by": actor.name, "created_at": clock.now(),
    }, [team.to_dict() for team in teams])
    requests.take_up(connection, area["grid_id"], made)
    audit.record(connection, actor, "inspection.begin", "inspection", made, town_id=area["town_id"], days=len(days), teams=len(teams))
    return made


def town_settings(town: Mapping[str, Any], asked: Mapping[str, Any]) -> Settings:
    """The settings of an inspection: as asked, else as the town's own settings say (``inspection``), else as usual."""
    check_asked(asked)
    known = {one.name for one in fields(Settings)}
    return Settings.from_dict({**{name: value for name, value in town.get("inspection", {}).items() if name in known}, **asked})


def checked_days(given: Sequence[date]) -> tuple[date, ...]:
    """The days in their order, each once; raises ``bad_value`` where they are too many or not of one quarter."""
    days = tuple(sorted(set(given)))
    if not 0 < len(days) <= MOST_DAYS:
        raise WanggeError("bad_value", field="days", why=Both(f"应为 1 至 {MOST_DAYS} 天", f"it must be 1 to {MOST_DAYS} days"))
    if quarter_of(days[0]) != quarter_of(days[-1]):
        raise WanggeError("bad_value", field="days", why=Both("应在同一季度内", "they must lie in one quarter"))
    return days


def check_count(teams: Sequence[Any]) -> None:
    """Raises ``bad_value`` for no team or too many."""
    if not 0 < len(teams) <= MOST_TEAMS:
        raise WanggeError("bad_value", field="teams", why=HOW_MANY)


def team_of(number: int, said: Mapping[str, Any], start: tuple[float, float]) -> Team:
    """A team as it was described; what is not said is as usual."""
    known = {name: value for name, value in said.items() if value not in (None, "")}
    return Team.from_dict({"name": f"{NAMES[number - 1] if number <= 10 else number}组", "start": start, **known, "id": str(number)})


def check_starts(area: Mapping[str, Any], teams: Sequence[Team]) -> None:
    """Raises ``inspect_start_far`` for a team that starts too far from the area."""
    west, south, east, north = area["geom"].bounds
    for team in teams:
        (lon, lat), scale = team.start, scale_at((south + north) / 2)
        km = math.hypot((lon - min(max(lon, west), east)) * scale.east, (lat - min(max(lat, south), north)) * scale.north) / 1000
        if km > FARTHEST_KM:
            raise WanggeError("inspect_start_far", team=team.name, area=area["name"], km=round(km))


def area_row(held: Snapshot, code: str) -> dict[str, Any]:
    """A work area in force that is drawn; raises ``inspect_area``."""
    for row in held.rows:
        if row["code"] == code and row["kind"] == "work_area" and row["geom"] is not None:
            return row
    raise WanggeError("inspect_area", area=code)


def leaves(held: Snapshot, area_id: int) -> list[dict[str, Any]]:
    """The grids on an area's ground that have no grids of their own, the enterprises among them."""
    return held.leaves.get(area_id, [])


def one(connection: Connection, actor: Actor, inspection_id: UUID, *, lock: bool = False) -> RowMapping:
    """Raises ``not_found``."""
    found = queries.one(connection, inspection_id, lock=lock)
    if found is None:
        raise WanggeError("not_found", what=Both("这次联查", "The inspection"))
    return found


def plan_again(connection: Connection, actor: Actor, inspection_id: UUID, *, rearrange: bool = False) -> int:
    """Ask for another version around what is locked; once issued, around all stops, unless everything is to be rearranged. The number of the version.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``; ``inspect_planning`` while one is being worked out.
    """
    inspection = changeable(connection, actor, inspection_id)
    check_idle(connection, inspection_id)
    return queries.ask_plan(connection, inspection, {"locks": _locks(connection, inspection), "rearrange": rearrange}, actor.name)


def rearrange(connection: Connection, actor: Actor, inspection_id: UUID, reason: str) -> int:
    """Have an issued inspection planned anew from nothing but what is done and what is locked, with a reason; teams may get other stops. The number of the version.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_not_issued``, ``inspect_planning``, ``inspect_reason_missing``.
    """
    inspection = changeable(connection, actor, inspection_id)
    if inspection["state"] != "issued":
        raise WanggeError("inspect_not_issued", area=inspection["area_name"])
    if not reason.strip():
        raise WanggeError("inspect_reason_missing")
    queries.note_change(connection, inspection, "rearrange", reason, actor.name)
    return plan_again(connection, actor, inspection_id, rearrange=True)


def check_idle(connection: Connection, inspection_id: UUID) -> None:
    """Raises ``inspect_planning`` while a version is being worked out. One that was broken off is given up instead: nobody waits for it."""
    newest = queries.newest_plan(connection, inspection_id)
    if newest is None or newest["state"] not in queries.UNDER_WAY:
        return
    if not queries.broken_off(connection, newest["id"]):
        raise WanggeError("inspect_planning")
    queries.finish_plan(connection, newest["id"], "failed", failure=refused(WanggeError("inspect_broken_off")))


def _locks(connection: Connection, inspection: RowMapping) -> list[dict[str, Any]]:
    """What people decided, as ``Lock.to_dict`` writes it: the stops that are locked in the version that stands."""
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    reasons = {change["wish"]: change["reason"] for change in queries.changes(connection, inspection["id"]) if change["wish"]}
    return [
        {"wish": stop["wish"], "team": str(stop["team"]), "day": stop["day"].isoformat(), "at": None, "reason": reasons.get(stop["wish"], "")}
        for stop in (queries.stops(connection, plan["id"]) if plan else ()) if stop["locked"]
    ]


def stop_planning(connection: Connection, actor: Actor, inspection_id: UUID) -> None:
    """Ask the planner to end; the best plan by then is kept. What no worker has begun, or was broken off, ends at once without one."""
    newest = queries.newest_plan(connection, one(connection, actor, inspection_id, lock=True)["id"])
    if newest is None or newest["state"] not in queries.UNDER_WAY:
        return
    if newest["state"] == "waiting":
        queries.finish_plan(connection, newest["id"], "stopped", failure=refused(WanggeError("inspect_not_started")))
    elif queries.broken_off(connection, newest["id"]):
        queries.finish_plan(connection, newest["id"], "failed", failure=refused(WanggeError("inspect_broken_off")))
    else:
        queries.ask_to_stop(connection, inspection_id)


def move(connection: Connection, actor: Actor, inspection_id: UUID, wish: str, team: int, day: date, reason: str) -> int:
    """Put a stop to a team and a day, with a reason; the rest is planned anew around it. The number of the version asked for.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_planning``; ``inspect_no_stop``; ``bad_value`` for an unknown team or day;
        ``inspect_move_unfit`` where the team must keep away from it; ``inspect_stop_done`` where somebody has been there.
    """
    inspection = changeable(connection, actor, inspection_id)
    check_idle(connection, inspection_id)
    if team not in [row["number"] for row in queries.teams(connection, inspection_id)]:
        raise WanggeError("bad_value", field="team", why=Both("没有这一组", "there is no such team"))
    if day.isoformat() not in inspection["days"]:
        raise WanggeError("bad_value", field="day", why=Both("不是联查的日子", "it is no day of the inspection"))
    stop = _stop(connection, inspection, wish)
    if {row["wish"]: row["kind"] for row in queries.records(connection, inspection_id, kinds=("tick", "skip"))}.get(wish) == "tick":
        raise WanggeError("inspect_stop_done", stop=stop["label"])
    pairs = _unfixed(pairs_of(inspection["wanted"]), wish)
    if any(pair.forbids(str(team), wish, stop["grid_code"]) for pair in pairs):
        raise WanggeError("inspect_move_unfit", why=Both("该小组不查这个网格或点位，请先取消这条指定或回避", "that team must keep away from it: take that decision back first"))
    queries.put(connection, inspection_id, wanted={**inspection["wanted"], "pairs": [pair.to_dict() for pair in pairs]})
    queries.note_change(connection, inspection, "move", reason, actor.name, wish=wish, detail={
        "from": {"team": stop["team"], "day": stop["day"].isoformat() if stop["day"] else None}, "to": {"team": team, "day": day.isoformat()},
    })
    others = [lock for lock in _locks(connection, inspection) if lock["wish"] != wish]
    lock = {"wish": wish, "team": str(team), "day": day.isoformat(), "at": None, "reason": reason}
    return queries.ask_plan(connection, inspection, {"locks": [*others, lock]}, actor.name)


def lock(connection: Connection, actor: Actor, inspection_id: UUID, wish: str, reason: str, *, locked: bool) -> None:
    """Keep a stop with its team and day in all later versions, or let it go again; either way with a reason.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``; ``inspect_no_stop``; ``inspect_unplaced`` for a stop of no team; ``inspect_planning`` while a
        version is being worked out, which would not know of it.
    """
    inspection = changeable(connection, actor, inspection_id)
    check_idle(connection, inspection_id)
    stop = _stop(connection, inspection, wish)
    if not queries.lock_stop(connection, stop["plan_id"], wish, locked=locked):
        raise WanggeError("inspect_unplaced", stop=stop["label"])
    if not locked:
        queries.put(connection, inspection_id, wanted={**inspection["wanted"], "pairs": [pair.to_dict() for pair in _unfixed(pairs_of(inspection["wanted"]), wish)]})
    queries.note_change(connection, inspection, "lock" if locked else "unlock", reason, actor.name, wish=wish)


def _unfixed(pairs: Sequence[Pair], wish: str) -> list[Pair]:
    """The pairs without those that fix a stop which is now decided on by hand."""
    return [pair for pair in pairs if pair.rule != "fixed" or (pair.wish != wish and f"grid:{pair.grid}" != wish)]


def _stop(connection: Connection, inspection: RowMapping, wish: str) -> RowMapping:
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    for stop in queries.stops(connection, plan["id"]) if plan else ():
        if stop["wish"] == wish:
            return stop
    raise WanggeError("inspect_no_stop", stop=wish)


def issue(connection: Connection, actor: Actor, inspection_id: UUID, *, again: bool = False) -> Sequence[tuple[int, str, str]]:
    """Hand the plan to the teams: number, name and token of each. Only hashes are kept, so a link is shown this once;
    issuing ``again`` makes new links and ends the old ones, which nobody does by pressing at the same time as somebody else.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``; ``inspect_no_plan`` before there is one; ``inspect_stale``; ``inspect_issued_already`` unless it is meant; ``inspect_planning``.
    """
    inspection = changeable(connection, actor, inspection_id)
    if inspection["state"] == "issued" and not again:
        raise WanggeError("inspect_issued_already", area=inspection["area_name"])
    if inspection["plan"] is None:
        raise WanggeError("inspect_no_plan")
    check_fresh(connection, inspection)
    if inspection["state"] == "draft":
        check_idle(connection, inspection_id)
    links = []
    for team in queries.teams(connection, inspection_id):
        token = secrets.token_urlsafe(TOKEN_BYTES)
        queries.give_token(connection, inspection_id, team["number"], digest_of(token))
        links.append((team["number"], team["name"], token))
    renewed = inspection["state"] == "issued"
    queries.put(connection, inspection_id, state="issued", issued_at=inspection["issued_at"] or clock.now())
    queries.note_change(connection, inspection, "renew" if renewed else "issue", "重新下发" if renewed else "下发到各组", actor.name)
    audit.record(connection, actor, "inspection.issue", "inspection", inspection_id, town_id=inspection["town_id"], again=renewed)
    return links


def stale(connection: Connection, inspection: RowMapping) -> bool:
    """Whether days or teams were changed since the version that stands was worked out."""
    return any(change["action"] == "setup" and change["plan"] == inspection["plan"] for change in queries.changes(connection, inspection["id"]))


def check_fresh(connection: Connection, inspection: RowMapping) -> None:
    """Raises ``inspect_stale``."""
    if stale(connection, inspection):
        raise WanggeError("inspect_stale")


def withdraw(connection: Connection, actor: Actor, inspection_id: UUID) -> None:
    """Take back a draft that was begun by mistake: nobody was sent, so nothing is a dead corner. What was asked of it waits for the next one.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_withdrawn``; ``inspect_issued`` once teams have their links.
    """
    inspection = changeable(connection, actor, inspection_id)
    if inspection["state"] == "issued":
        raise WanggeError("inspect_issued", area=inspection["area_name"])
    queries.ask_to_stop(connection, inspection_id)
    requests.put_back(connection, inspection_id)
    queries.put(connection, inspection_id, state="withdrawn")
    audit.record(connection, actor, "inspection.withdraw", "inspection", inspection_id, town_id=inspection["town_id"])


def digest_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def changeable(connection: Connection, actor: Actor, inspection_id: UUID) -> RowMapping:
    """One that has not ended, held until the transaction's end; raises ``not_found``, ``inspect_ended``, ``inspect_withdrawn``."""
    inspection = one(connection, actor, inspection_id, lock=True)
    if inspection["state"] == "ended":
        raise WanggeError("inspect_ended", area=inspection["area_name"])
    if inspection["state"] == "withdrawn":
        raise WanggeError("inspect_withdrawn", area=inspection["area_name"])
    return inspection
