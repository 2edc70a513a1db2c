"""The plan of an inspection that stands, printed for the teams: put together again from what was stored with it."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app.db.queries import inspections as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Inspection, Plan, Settings, Team, Wish
from gis_app.errors import WanggeError
from gis_app.services import inspection_hotspots, inspection_plan_paper, inspections
from gis_app.services.desk import Desk
from gis_app.services.inspection_plans import Prepared
from gis_app.services.printing import Page
from gis_app.services.snapshot import Snapshot


def plan(connection: Connection, desk: Desk, actor: Actor, held: Snapshot, inspection_id: UUID, zone: ZoneInfo) -> Page:
    """The plan as a page to be printed; raises what ``stored`` raises."""
    return inspection_plan_paper.page(*stored(connection, desk, actor, held, inspection_id), actor, zone)


def stored(connection: Connection, desk: Desk, actor: Actor, held: Snapshot, inspection_id: UUID) -> tuple[Prepared, Plan]:
    """The plan that stands, with the stops, teams and check-list of its own day.

    Raises
    ------
    WanggeError
        ``not_found``; ``inspect_no_plan``; ``inspect_stale``; ``inspect_area`` where the work area is no longer in force.
    """
    inspection = inspections.one(connection, actor, inspection_id)
    version = queries.plan_numbered(connection, inspection_id, inspection["plan"])
    if version is None:
        raise WanggeError("inspect_no_plan")
    inspections.check_fresh(connection, inspection)
    asked = Inspection(
        inspection["area_code"], tuple(date.fromisoformat(day) for day in inspection["days"]),
        tuple(Team.from_dict(team["said"]) for team in queries.teams(connection, inspection_id)),
        tuple(Wish.from_dict(stop["about"]) for stop in queries.stops(connection, version["id"])), Settings.from_dict(inspection["settings"]),
    )
    return Prepared(
        asked, held, inspections.area_row(held, inspection["area_code"]), inspections.leaves(held, inspection["area_id"]), None,
        desk.grounds_of(connection, inspection["town_id"]), inspection["checklist"], inspection_hotspots.outlines(connection, asked.wishes),
    ), Plan.from_dict(version["result"])
