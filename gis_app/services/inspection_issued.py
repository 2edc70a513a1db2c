"""An issued inspection is planned around what the teams hold in their hands, and what changed since it was issued is said.

Its list of places stands as it was issued: only what somebody adds or takes out changes it. It is gathered anew where the secretary
has everything rearranged; what is done stays where and when it was done even then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.domain.inspections import Inspection, Lock, Plan, Settings, Team, Wish
from gis_app.domain.inspections.pairs import decided
from gis_app.domain.inspections.standing import Now, after, done_wishes
from gis_app.services import inspection_requests, inspections
from gis_app.services.inspection_wants import own_wishes, pairs_of
from gis_app.services.snapshot import Snapshot

ISSUED = ("issue", "renew")


@dataclass(frozen=True)
class Stood:
    """What stands: the plan, its wishes as they were planned (those left out too), and the present."""

    plan: Plan
    wishes: Mapping[str, Wish]
    now: Now


def stood(connection: Connection, inspection: RowMapping, zone: ZoneInfo) -> Stood:
    """What stands of an issued inspection."""
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    assert plan is not None, "only an inspection with a plan is issued"
    said = {row["wish"]: row["kind"] for row in queries.records(connection, inspection["id"], kinds=("tick", "skip"))}
    local = clock.now().astimezone(zone)
    now = Now(local.date(), local.hour * 3600 + local.minute * 60 + local.second, frozenset(wish for wish, kind in said.items() if kind == "tick"))
    return Stood(Plan.from_dict(plan["result"]), {stop["wish"]: Wish.from_dict(stop["about"]) for stop in queries.stops(connection, plan["id"])}, now)


def around(connection: Connection, held: Snapshot, inspection: RowMapping, stands: Stood, locks: Sequence[Mapping[str, Any]]) -> tuple[Inspection, frozenset[str]]:
    """What is asked when it is planned around what stands, and which wishes somebody has asked for since."""
    leaves = [row for row in inspections.leaves(held, inspection["area_id"]) if row["geom"] is not None]
    own = {wish.id: wish for wish in own_wishes(inspection["wanted"])}
    base = [wish for name, wish in stands.wishes.items() if not name.startswith("own:") or name in own or name in stands.now.done]
    base += [wish for name, wish in own.items() if name not in stands.wishes]
    wishes = inspection_requests.since_issued(connection, inspection, held, leaves, base, stands.now.done)
    known = {wish.id for wish in wishes}
    days = tuple(date.fromisoformat(day) for day in inspection["days"])
    teams = tuple(Team.from_dict(team["said"]) for team in queries.teams(connection, inspection["id"]))
    kept = tuple(Lock.from_dict(lock) for lock in locks if lock["wish"] in known)
    asked = Inspection(inspection["area_code"], days, teams, wishes, Settings.from_dict(inspection["settings"]), locks=kept)
    return decided(asked, pairs_of(inspection["wanted"])), frozenset(known - set(stands.wishes))


def anew(asked: Inspection, stands: Stood) -> Inspection:
    """What is asked when everything is rearranged: what was done stays, and the rest is made from now on."""
    done = {visit.wish: stands.wishes[visit.wish] for route in stands.plan.routes for visit in route.visits if visit.wish in stands.now.done}
    return after(replace(asked, wishes=done_wishes(done, asked.wishes)), stands.plan, stands.now)


def since(connection: Connection, inspection: RowMapping) -> dict[str, Any] | None:
    """Stops moved to another team or day, added and dropped since the teams were given their links the last time; None before."""
    issued = [change["plan"] for change in queries.changes(connection, inspection["id"]) if change["action"] in ISSUED]
    if not issued or inspection["state"] != "issued":
        return None
    before, now = (_placed(connection, inspection, number) for number in (issued[-1], inspection["plan"]))
    return {
        "plan": issued[-1],
        "moved": [{**_name(stop), "from": _where(before[wish]), "to": _where(stop)} for wish, stop in now.items() if wish in before and _where(stop) != _where(before[wish])],
        "added": [{**_name(stop), "to": _where(stop)} for wish, stop in now.items() if wish not in before],
        "dropped": [{**_name(stop), "from": _where(stop)} for wish, stop in before.items() if wish not in now],
    }


def _placed(connection: Connection, inspection: RowMapping, number: int) -> dict[str, RowMapping]:
    plan = queries.plan_numbered(connection, inspection["id"], number)
    return {stop["wish"]: stop for stop in (queries.stops(connection, plan["id"]) if plan else ()) if stop["team"] is not None}


def _name(stop: RowMapping) -> dict[str, Any]:
    return {"wish": stop["wish"], "label": stop["label"]}


def _where(stop: RowMapping) -> dict[str, Any]:
    return {"team": stop["team"], "day": stop["day"]}
