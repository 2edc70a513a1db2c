"""A plan for a work area out of what the database holds, without an inspection being begun: for the terminal and notebooks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Event
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import inspection_places as place_queries
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Inspection, Plan, Team, survey
from gis_app.domain.inspections.calendar import day_of
from gis_app.domain.inspections.solving import plan as solve
from gis_app.domain.quarters import quarter_of
from gis_app.domain.routes import Network
from gis_app.services import checklists, inspection_hotspots, inspection_wishes, inspections
from gis_app.services.grounds import Grounds, load_grounds
from gis_app.services.inspection_outlook import Outlook, outlook
from gis_app.services.inspection_wants import Wants, applied, field_of, own_wishes, settled
from gis_app.services.snapshot import Snapshot, load
from gis_app.services.ways import town_roads

Row = Mapping[str, Any]
Teams = Callable[[tuple[float, float]], Sequence[Team]]
"""Given the place where teams start who say nothing else, the teams."""
USUAL: Mapping[str, Any] = MappingProxyType({})
USUAL_WANTS = Wants()


@dataclass(frozen=True, eq=False)
class Prepared:
    """What is asked of the planner, and what stands around it: the area's row, its leaves, the town's roads and ground, the check-list, the
    ground of the hotspots wished for.
    """

    asked: Inspection
    held: Snapshot
    area: Row
    leaves: Sequence[Row]
    roads: Network | None
    grounds: Grounds
    checks: Sequence[Mapping[str, Any]]
    spots: Sequence[shapely.Geometry] = ()

    @property
    def undrawn(self) -> list[str]:
        """Names of leaf grids without a border: nobody can be sent there."""
        return [row["name"] or row["code"] for row in self.leaves if row["geom"] is None]

    @property
    def days_off(self) -> list[str]:
        """Days of the inspection on which people do not work, with the holiday's name."""
        kinds = [day_of(day) for day in self.asked.days]
        return [f"{kind.day.isoformat()}（{kind.holiday or '休息日'}）" for kind in kinds if not kind.works]


@dataclass(frozen=True, eq=False)
class Planned:
    """A plan with what stands around it."""

    prepared: Prepared
    plan: Plan
    outlook: Outlook


def prepare(
    connection: Connection, actor: Actor, area: str, days: Sequence[date], teams: Teams, *, settings: Mapping[str, Any] = USUAL, seed: int = 7,
    wants: Wants = USUAL_WANTS,
) -> Prepared:
    """Everything that a plan of a work area needs; ``settings`` as ``Settings.from_dict`` reads them, the town's own where they say nothing.

    Raises
    ------
    WanggeError
        ``inspect_area``; ``bad_value`` for too many teams; ``inspect_start_far``; those of ``Inspection``, of reading the teams, and of ``inspection_wants.settled``.
    """
    held = load(connection, clock.now())
    row = inspections.area_row(held, area)
    said = inspections.town_settings(place_queries.settings(connection, row["town_id"]), settings)
    checks = checklists.told(checklists.checklist())
    wishes = inspection_wishes.gathered(connection, actor, held, {
        "area_id": row["grid_id"], "town_id": row["town_id"], "checklist": checks, "quarter": quarter_of(min(days)), "settings": said.to_dict(),
    })
    start = queries.middle_of(connection, row["grid_id"], clock.now())
    listed, leaves, when = tuple(teams(start)), inspections.leaves(held, row["grid_id"]), tuple(sorted(set(days)))
    inspections.check_count(listed)
    inspections.check_starts(row, listed)
    wanted = settled(wants, field_of(held, leaves, listed, when), {wish.id for wish in wishes})
    asked = applied(Inspection(row["code"], when, listed, (*wishes, *own_wishes(wanted)), said, seed), wanted)
    return Prepared(asked, held, row, leaves, town_roads(connection, row["town_id"]),
                    load_grounds(connection, row["town_id"]), checks, inspection_hotspots.outlines(connection, wishes))


def plan(
    database: Database, actor: Actor, area: str, days: Sequence[date], teams: Teams, *, settings: Mapping[str, Any] = USUAL, seed: int = 7,
    wants: Wants = USUAL_WANTS, progress: Callable[[float], object] = lambda _: None, stop: Event | None = None,
) -> Planned:
    """A plan, what it was made from, and what it would leave unseen; nothing is stored but that it was asked for.

    No transaction is open while it is worked out.

    Raises
    ------
    WanggeError
        Those of ``prepare``.
    """
    with database.begin() as connection:
        found = prepare(connection, actor, area, days, teams, settings=settings, seed=seed, wants=wants)
        audit.record(connection, actor, "inspection.plan", "grid", area, town_id=found.area["town_id"], teams=len(found.asked.teams), days=len(found.asked.days))
    made = solve(found.asked, survey(found.asked, found.roads), progress=progress, stop=stop)
    with database.begin() as connection:
        codes = {row["grid_id"]: row["code"] for row in found.leaves}
        return Planned(found, made, outlook(connection, found.asked, made, found.area["town_id"], codes))


def moment(day: date, seconds: int, zone: ZoneInfo) -> datetime:
    """A time of a plan's day as an instant."""
    return clock.midnight(day, zone) + timedelta(seconds=seconds)
