"""On which local days grids were looked at, and by which kind of round."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Date, cast, func, select

from gis_app.db.models.patrols import Patrol, PatrolGrid


def looks(connection: Connection, grid_ids: Sequence[int], since: datetime, until: datetime, zone: str) -> list[tuple[int, date, str]]:
    """Grid, day and kind of each round in a half-open span, once a day; a visit counts too. By the index of the grids over time."""
    day = cast(func.timezone(zone, PatrolGrid.first_at), Date).label("day")
    query = (
        select(PatrolGrid.grid_id, day, Patrol.kind).join(Patrol, Patrol.id == PatrolGrid.patrol_id)
        .where(PatrolGrid.grid_id.in_(grid_ids), PatrolGrid.first_at >= since, PatrolGrid.first_at < until)
        .where((PatrolGrid.fixes > 0) | (Patrol.kind == "visit") | Patrol.signed_at.is_not(None)).distinct()
    )
    return [(row.grid_id, row.day, row.kind) for row in connection.execute(query)]
