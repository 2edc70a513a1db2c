"""Shapes for the pages that leave the house."""

from collections.abc import Sequence
from datetime import datetime

import geopandas as gpd
import shapely
from sqlalchemy import Connection, func, select

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.tiles import GridOutline


def outlines(connection: Connection, at: datetime, kinds: Sequence[str], zoom: int) -> gpd.GeoDataFrame:
    """Code, name, kind and simplified shape (EPSG:3857) of the grids of some kinds in force at ``at`` that are drawn."""
    row, line = GridVersion, GridOutline
    shape = func.ST_AsBinary(func.coalesce(line.geom, row.geom_3857))
    found = connection.execute(
        select(row.code, row.name, row.kind, shape.label("wkb"))
        .outerjoin(line, (line.version_id == row.id) & (line.zoom == zoom))
        .where(row.valid.contains(at), row.geom.is_not(None), row.kind.in_(kinds)).order_by(row.code.collate("C"))
    ).all()
    shapes = shapely.from_wkb([one.wkb for one in found])
    columns = {name: [getattr(one, name) for one in found] for name in ("code", "name", "kind")}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=3857)
