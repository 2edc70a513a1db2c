"""Units that an inspection may call on, and when each was last called on; by the index of the grids."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from gis_app.db.models.grids import Grid
from gis_app.db.models.inspections import Inspection, InspectionRecord
from gis_app.db.models.register import Unit


def units(connection: Connection, grid_ids: Sequence[int]) -> Sequence[RowMapping]:
    """The units in some grids with kind, grid and place, in the order of their own ids."""
    query = select(Unit.external_id, Unit.name, Unit.kind, Unit.grid_id, func.ST_X(Unit.geom).label("lon"), func.ST_Y(Unit.geom).label("lat"))
    return connection.execute(query.where(Unit.grid_id.in_(grid_ids)).order_by(Unit.external_id.collate("C"))).mappings().all()


def last_ticks(connection: Connection, area_id: int) -> Mapping[str, datetime]:
    """Wish -> when a team last ticked it off, in any inspection of a work area."""
    query = (
        select(InspectionRecord.wish, func.max(InspectionRecord.made_at).label("at"))
        .join(Inspection, Inspection.id == InspectionRecord.inspection_id)
        .where(Inspection.area_id == area_id, InspectionRecord.kind == "tick", InspectionRecord.wish.is_not(None))
        .group_by(InspectionRecord.wish)
    )
    return {str(row.wish): row.at for row in connection.execute(query)}


def settings(connection: Connection, town_id: int) -> dict[str, Any]:
    """The settings of a town."""
    return dict(connection.scalar(select(Grid.settings).where(Grid.id == town_id)) or {})
