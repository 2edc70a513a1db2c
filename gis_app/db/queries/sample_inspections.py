"""What the made-up inspections of a sample need besides the services: who could go, what grids reported of late, the office's list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, RowMapping, func, select

from gis_app.db.models.incidents import Incident
from gis_app.db.models.inspections import OfficeMatter
from gis_app.db.models.staff import StaffPost
from gis_app.domain.sources import OWN


def people(connection: Connection, grid_ids: Sequence[int]) -> Sequence[RowMapping]:
    """Name and post of all on a post in some grids."""
    query = select(StaffPost.grid_id, StaffPost.post, StaffPost.name).where(StaffPost.grid_id.in_(grid_ids))
    return connection.execute(query.order_by(StaffPost.id)).mappings().all()


def own_places(connection: Connection, grid_ids: Sequence[int], since: datetime, until: datetime) -> list[tuple[str, str, float, float]]:
    """Grid's code, item, lon and lat of what some grids reported themselves in a span."""
    i = Incident
    query = select(i.grid_code, i.item_code, func.ST_X(i.geom), func.ST_Y(i.geom)).where(
        i.grid_id.in_(grid_ids), i.source.in_(sorted(OWN)), i.item_code.is_not(None), i.reported_at >= since, i.reported_at < until)
    return [(str(grid), str(item), float(lon), float(lat)) for grid, item, lon, lat in connection.execute(query.order_by(i.id))]


def open_matters(connection: Connection, inspection_id: UUID) -> Sequence[tuple[int, str]]:
    """Id and kind of each matter of an inspection that nothing was decided on."""
    m = OfficeMatter
    query = select(m.id, m.kind).where(m.inspection_id == inspection_id, m.settled_at.is_(None)).order_by(m.id)
    return [(row.id, row.kind) for row in connection.execute(query)]
