"""Decisions about an inspection that is under way: who goes where and who does not, places added and taken out; each with a reason, and planned anew."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Team
from gis_app.domain.inspections.own_stops import OwnStop
from gis_app.domain.inspections.pairs import Pair
from gis_app.errors import Both, Fault, WanggeError
from gis_app.services import inspection_wishes, inspections
from gis_app.services.inspection_wants import (
    Field,
    Wants,
    check_pairs,
    field_of,
    own_wishes,
    pairs_of,
    placed,
    read_pairs,
)
from gis_app.services.snapshot import Snapshot

Said = Mapping[str, Any]


def check_named(connection: Connection, actor: Actor, held: Snapshot, made: UUID, wants: Wants) -> None:
    """Raises ``inspect_pairs_bad`` for a pair on a stop that the inspection will not have; what it will is read only where a stop is named."""
    named = [pair for pair in wants.pairs if pair.get("wish")]
    if not named:
        return
    inspection = inspections.one(connection, actor, made)
    known = {wish.id for wish in (*inspection_wishes.gathered(connection, actor, held, inspection), *own_wishes(inspection["wanted"]))}
    faults = [Fault(pair["at"], WanggeError("inspect_no_stop", stop=pair["wish"]).sentences) for pair in named if pair["wish"] not in known]
    if faults:
        raise WanggeError("inspect_pairs_bad", errors=faults)


def pair(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID, said: Said) -> int:
    """Decide on one more pair, with a reason; everything is planned anew around it. The number of the version asked for.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_planning``; those of ``settled``.
    """
    inspection = inspections.changeable(connection, actor, inspection_id)
    on, pairs = _field(connection, held, inspection), pairs_of(inspection["wanted"])
    [new] = read_pairs([said], on, [stop["wish"] for stop in _stops(connection, inspection)])
    pairs = [one for one in pairs if (one.rule, one.team, one.grid, one.wish) != (new.rule, new.team, new.grid, new.wish)]
    check_pairs([*pairs, new], on)
    if new.rule == "forbidden":
        _let_go(connection, inspection, new)
    return _keep(connection, actor, inspection, {"pairs": [one.to_dict() for one in [*pairs, new]]}, "pair", new.reason, new)


def unpair(connection: Connection, actor: Actor, inspection_id: UUID, said: Said, reason: str) -> int:
    """Take a pair back, with a reason, and plan anew.

    Raises
    ------
    WanggeError
        ``not_found``, also where there is no such pair; ``inspect_ended``, ``inspect_planning``.
    """
    inspection = inspections.changeable(connection, actor, inspection_id)
    pairs = pairs_of(inspection["wanted"])
    gone = next((one for one in pairs if (one.rule, one.team, one.grid, one.wish) == tuple(said.get(name) for name in ("rule", "team", "grid", "wish"))), None)
    if gone is None:
        raise WanggeError("not_found", what=Both("这条指定或回避", "This pair"))
    if gone.rule == "fixed":
        _let_go(connection, inspection, gone)
    return _keep(connection, actor, inspection, {"pairs": [one.to_dict() for one in pairs if one != gone]}, "unpair", reason, gone)


def add_stop(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID, said: Said) -> int:
    """Add a place of one's own, with a reason, and plan anew.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_planning``; ``inspect_stops_bad``.
    """
    inspection = inspections.changeable(connection, actor, inspection_id)
    stops = inspection["wanted"].get("stops", [])
    first = max((stop["serial"] for stop in stops), default=0) + 1
    [new] = placed([said], inspections.leaves(held, inspection["area_id"]), first)
    return _keep(connection, actor, inspection, {"stops": [*stops, new.to_dict()]}, "add", new.reason, wish=new.id)


def drop_stop(connection: Connection, actor: Actor, inspection_id: UUID, wish: str, reason: str) -> int:
    """Take a place of one's own out again, and plan anew.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_planning``; ``inspect_no_stop`` for what nobody added.
    """
    inspection = inspections.changeable(connection, actor, inspection_id)
    stops = [OwnStop.from_dict(stop) for stop in inspection["wanted"].get("stops", ())]
    left = [stop.to_dict() for stop in stops if stop.id != wish]
    if len(left) == len(stops):
        raise WanggeError("inspect_no_stop", stop=wish)
    return _keep(connection, actor, inspection, {"stops": left}, "drop", reason, wish=wish)


def _keep(connection: Connection, actor: Actor, inspection: RowMapping, change: Said, action: str, reason: str, about: Pair | None = None, *,
          wish: str | None = None) -> int:
    if not reason.strip():
        raise WanggeError("inspect_reason_missing")
    queries.put(connection, inspection["id"], wanted={**inspection["wanted"], **change})
    queries.note_change(connection, inspection, action, reason, actor.name, wish=wish or (about.wish if about else None), detail=about.to_dict() if about else {})
    return inspections.plan_again(connection, actor, inspection["id"])


def _let_go(connection: Connection, inspection: RowMapping, about: Pair) -> None:
    """Stops that stood locked to the team of a pair, so that the next version may place them anew."""
    for stop in _stops(connection, inspection):
        if stop["locked"] and str(stop["team"]) == about.team and about.about(stop["wish"], stop["grid_code"]):
            queries.lock_stop(connection, stop["plan_id"], stop["wish"], locked=False)


def _field(connection: Connection, held: Snapshot, inspection: RowMapping) -> Field:
    teams = [Team.from_dict(team["said"]) for team in queries.teams(connection, inspection["id"])]
    return field_of(held, inspections.leaves(held, inspection["area_id"]), teams, [date.fromisoformat(day) for day in inspection["days"]])


def _stops(connection: Connection, inspection: RowMapping) -> Sequence[RowMapping]:
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    return queries.stops(connection, plan["id"]) if plan else ()
