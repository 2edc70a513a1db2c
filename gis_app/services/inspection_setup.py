"""Days and teams of a draft, changed in place: what was decided stays where it still can, what cannot is let go and named; planned anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, RowMapping

from gis_app.db import audit
from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Team
from gis_app.domain.quarters import quarter_of
from gis_app.errors import Both, WanggeError
from gis_app.services import inspections
from gis_app.services.inspection_wants import check_pairs, field_of, pairs_of
from gis_app.services.snapshot import Snapshot


@dataclass(frozen=True)
class Setup:
    """``days`` and ``teams`` as an ``Order`` has them; None: they stay.

    A team with a ``number`` is one that is there: what it does not say stays. One without is new; one that is not named is gone.
    """

    days: tuple[date, ...] | None = None
    teams: tuple[Mapping[str, Any], ...] | None = None


def change(connection: Connection, actor: Actor, held: Snapshot, inspection_id: UUID, setup: Setup, reason: str) -> int:
    """Change them, with a reason, and plan anew. The number of the version asked for; the change's detail names under ``let_go`` what was decided and no longer can hold.

    Raises
    ------
    WanggeError
        ``not_found``, ``inspect_ended``, ``inspect_withdrawn``; ``inspect_setup_issued`` once teams have their links; ``inspect_planning``;
        ``inspect_reason_missing``; what ``draft`` refuses of days and teams; ``inspect_left_alone``.
    """
    inspection = inspections.changeable(connection, actor, inspection_id)
    if inspection["state"] == "issued":
        raise WanggeError("inspect_setup_issued", area=inspection["area_name"])
    if not reason.strip():
        raise WanggeError("inspect_reason_missing")
    days = inspections.checked_days(setup.days) if setup.days is not None else tuple(date.fromisoformat(day) for day in inspection["days"])
    before = [Team.from_dict(row["said"]) for row in queries.teams(connection, inspection_id)]
    teams = [_within(team, days) for team in (before if setup.teams is None else _teams(connection, held, inspection, before, setup.teams))]
    let_go = _let_go(connection, inspection, {team.id: team for team in (*teams, *before)}, teams, days)
    pairs = [pair for pair in pairs_of(inspection["wanted"]) if _holds(pair.team, pair.day, teams, days)]
    check_pairs(pairs, field_of(held, inspections.leaves(held, inspection["area_id"]), teams, days))
    queries.put_teams(connection, inspection, [team.to_dict() for team in teams])
    queries.put(connection, inspection_id, days=[day.isoformat() for day in days], quarter=quarter_of(days[0]), wanted={**inspection["wanted"], "pairs": [pair.to_dict() for pair in pairs]})
    queries.note_change(connection, inspection, "setup", reason, actor.name, detail={"days": [day.isoformat() for day in days], "teams": len(teams), "let_go": let_go})
    audit.record(connection, actor, "inspection.setup", "inspection", inspection_id, town_id=inspection["town_id"], days=len(days), teams=len(teams))
    return inspections.plan_again(connection, actor, inspection_id)


def _teams(connection: Connection, held: Snapshot, inspection: RowMapping, before: Sequence[Team], given: Sequence[Mapping[str, Any]]) -> list[Team]:
    inspections.check_count(given)
    known, free = {team.id: team.to_dict() for team in before}, max(int(team.id) for team in before) + 1
    area, start = inspections.area_row(held, inspection["area_code"]), queries.middle_of(connection, inspection["area_id"], inspection["created_at"])
    made: list[Team] = []
    for said in given:
        number = said.get("number")
        if number is not None and (str(number) not in known or str(number) in {team.id for team in made}):
            raise WanggeError("bad_value", field="teams", why=Both(f"没有第 {number} 组，或写了两次", f"there is no team {number}, or it is there twice"))
        if number is None:
            number, free = free, free + 1
        made.append(inspections.team_of(int(number), {**known.get(str(number), {}), **{name: value for name, value in said.items() if name != "number"}}, start))
    inspections.check_starts(area, made)
    return made


def _within(team: Team, days: Sequence[date]) -> Team:
    """The team with those of its own days that are left; all days where none is."""
    return replace(team, days=tuple(day for day in team.days if day in days))


def _holds(team: str, day: date | None, teams: Sequence[Team], days: Sequence[date]) -> bool:
    """Whether a team can still be told to go (``day`` None: on any day)."""
    return any(one.id == team and (day is None or (day in days and one.works(day))) for one in teams)


def _let_go(connection: Connection, inspection: RowMapping, named: Mapping[str, Team], teams: Sequence[Team], days: Sequence[date]) -> list[dict[str, Any]]:
    """Locks and pairs on a team or a day that is gone, each once; the locks are undone."""
    plan = queries.plan_numbered(connection, inspection["id"], inspection["plan"])
    stops = {stop["wish"]: stop for stop in (queries.stops(connection, plan["id"]) if plan else ())}
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for pair in pairs_of(inspection["wanted"]):
        name = pair.wish or f"grid:{pair.grid}"
        if not _holds(pair.team, pair.day, teams, days):
            label = stops[name]["label"] if name in stops else pair.grid or name
            found[name, pair.team] = {"rule": pair.rule, "wish": name, "label": label, "team": named[pair.team].name, "day": None if pair.day is None else pair.day.isoformat()}
    for stop in stops.values():
        if stop["locked"] and not _holds(str(stop["team"]), stop["day"], teams, days):
            queries.lock_stop(connection, stop["plan_id"], stop["wish"], locked=False)
            found.setdefault((stop["wish"], str(stop["team"])), {
                "rule": "lock", "wish": stop["wish"], "label": stop["label"], "team": named[str(stop["team"])].name, "day": stop["day"].isoformat()})
    return list(found.values())
