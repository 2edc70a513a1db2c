"""What a team in the field should know of its area: the roads, and what is reported already."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select, text

from gis_app.db.models.incidents import Incident
from gis_app.domain.incidents import STATES

OPEN = tuple(name for name, state in STATES.items() if not state.done)

ROADS = text("""
    SELECT f.category, ST_AsBinary(ST_CollectionExtract(ST_Intersection(f.geom, v.geom), 2)) AS wkb FROM grid_version v
    JOIN feature_line f ON f.layer = 'roads' AND f.town_id = v.town_id AND ST_Intersects(f.geom, v.geom)
    WHERE v.grid_id = :area AND v.valid @> CAST(:at AS timestamptz) ORDER BY f.id""")


def roads(connection: Connection, area_id: int, at: datetime) -> tuple[list[str], NDArray[np.object_]]:
    """Classes and lines of the roads inside a work area."""
    rows = connection.execute(ROADS, {"area": area_id, "at": at}).all()
    return [row.category for row in rows], shapely.from_wkb(np.array([row.wkb for row in rows], dtype=object))


def still_open(connection: Connection, grid_ids: Sequence[int], since: datetime, most: int) -> list[dict[str, Any]]:
    """What was reported in some grids since an instant and is not mended: id, number, item, place; the newest first. No words of it."""
    i = Incident
    query = select(i.id, i.number, i.item_code.label("item"), func.ST_X(i.geom).label("lon"), func.ST_Y(i.geom).label("lat")).where(
        i.grid_id.in_(grid_ids), i.reported_at >= since, i.state.in_(OPEN), i.item_code.is_not(None)).order_by(i.reported_at.desc()).limit(most)
    return [{"id": row.id, "number": row.number, "item": row.item, "place": [row.lon, row.lat]} for row in connection.execute(query)]
