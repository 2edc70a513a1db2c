"""What a notebook reads: incidents of a filter, rounds, households counted by grid. Never a name, a phone or a reporter."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.incidents import Incident, IncidentText
from gis_app.db.models.patrols import Patrol
from gis_app.db.models.register import Household
from gis_app.db.queries import exporting
from gis_app.db.queries.incidents import Filter, conditions


def incidents(wanted: Filter, *, words: bool) -> Select[Any]:
    """Incidents that count, by time; ``words`` adds what was said and the address."""
    query = exporting.incidents(None).where(*conditions(wanted))
    if not wanted.states:
        query = query.where(Incident.state != "void")
    if words:
        said = IncidentText
        query = query.add_columns(said.text, said.address).outerjoin(said, said.incident_id == Incident.id)
    return query


def rounds(since: datetime | None, until: datetime | None) -> Select[Any]:
    """Rounds and their cleaned tracks (none for a visit), by time; who went is not told."""
    one = Patrol
    query = select(
        one.id, one.kind, one.post, one.started_at, one.ended_at, one.metres, one.fixes, one.found, one.signed_at.is_not(None).label("signed"),
        func.ST_AsBinary(one.geom).label("wkb"),
    ).order_by(one.started_at, one.id)
    if since is not None:
        query = query.where(one.started_at >= since)
    return query if until is None else query.where(one.started_at < until)


def households_by_grid(at: datetime) -> Select[Any]:
    """How many households and people on the ground of each grid that holds any, with the grid's shape at ``at``."""
    home, grid = Household, GridVersion
    counted = select(
        home.grid_id, func.count().label("households"), func.coalesce(func.sum(home.people_registered), 0).label("people_registered"),
        func.coalesce(func.sum(home.people_present), 0).label("people_present"),
    ).group_by(home.grid_id).subquery()
    return (
        select(grid.code, grid.name, grid.kind, counted.c.households, counted.c.people_registered, counted.c.people_present,
               func.ST_AsBinary(grid.geom).label("wkb"))
        .join(counted, counted.c.grid_id == grid.grid_id).where(grid.valid.contains(at)).order_by(grid.code.collate("C"))
    )
