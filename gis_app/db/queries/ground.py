"""What lies on a town's ground, as arrays and frames: households, buildings, units, incidents, roads, water, target bands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, Select, func, or_, select

from gis_app.db.models.features import FeatureArea, FeatureLine
from gis_app.db.models.grids import GridLevel
from gis_app.db.models.incidents import Incident
from gis_app.db.models.register import Building, Household, Unit


def _frame(connection: Connection, query: Select[Any]) -> gpd.GeoDataFrame:
    """A query whose last column is ``wkb``, as a frame in EPSG:4326."""
    result = connection.execute(query)
    rows = pd.DataFrame(result.all(), columns=list(result.keys()))
    shapes = shapely.from_wkb(rows.pop("wkb").to_numpy(dtype=object)) if len(rows) else np.empty(0, dtype=object)
    return gpd.GeoDataFrame(rows.drop(columns="wkb", errors="ignore"), geometry=shapes, crs=4326)


def households(connection: Connection, town_id: int) -> gpd.GeoDataFrame:
    h = Household
    return _frame(connection, select(
        h.id, h.external_id, h.people_present, h.people_registered, func.ST_AsBinary(h.geom).label("wkb")
    ).where(h.town_id == town_id).order_by(h.id))


def buildings(connection: Connection, town_id: int) -> gpd.GeoDataFrame:
    b = Building
    return _frame(connection, select(b.id, b.external_id, func.ST_AsBinary(b.geom).label("wkb")).where(b.town_id == town_id).order_by(b.id))


def units(connection: Connection, town_id: int) -> gpd.GeoDataFrame:
    u = Unit
    return _frame(connection, select(u.id, u.external_id, func.ST_AsBinary(u.geom).label("wkb")).where(u.town_id == town_id).order_by(u.id))


OFFICES = ("村民委员会", "居民委员会", "村委会", "居委会")


def offices(connection: Connection, town_id: int) -> gpd.GeoDataFrame:
    """Where villages and communities are run from, by what a unit is or is called."""
    u = Unit
    called = or_(u.kind.in_(OFFICES), *(u.name.like(f"%{name}") for name in OFFICES))
    return _frame(connection, select(u.id, func.ST_AsBinary(u.geom).label("wkb")).where(u.town_id == town_id, called).order_by(u.id))


def incidents(connection: Connection, town_id: int, since: datetime, done: Sequence[str]) -> gpd.GeoDataFrame:
    """Those reported since an instant, and all that are still open (``done``: states in which nothing is left to do)."""
    i = Incident
    is_open = i.state.not_in(done)
    query = select(
        i.id, i.number, i.item_code, i.state, i.reported_at, i.grid_code, is_open.label("open"), (i.reported_at >= since).label("recent"),
        func.ST_AsBinary(i.geom).label("wkb"),
    ).where(i.town_id == town_id, is_open | (i.reported_at >= since), i.state != "void")
    return _frame(connection, query.order_by(i.reported_at, i.id))


def incidents_between(connection: Connection, town_id: int, since: datetime, until: datetime) -> gpd.GeoDataFrame:
    """Those reported in a span, with the grid of their own day."""
    i = Incident
    return _frame(connection, select(i.id, i.number, i.grid_code, func.ST_AsBinary(i.geom).label("wkb")).where(
        i.town_id == town_id, i.reported_at >= since, i.reported_at < until, i.state != "void"))


def features(connection: Connection, town_id: int, layer: str, *, lines: bool = True, areas: bool = False) -> gpd.GeoDataFrame:
    """Lines of a layer, its areas, or both."""
    tables = (*((FeatureLine,) if lines else ()), *((FeatureArea,) if areas else ()))
    frames = [
        _frame(connection, select(t.external_id, t.category, t.name, func.ST_AsBinary(t.geom).label("wkb"))
               .where(t.town_id == town_id, t.layer == layer).order_by(t.id))
        for t in tables
    ]
    full = [frame for frame in frames if len(frame)]
    if not full:
        return frames[0]
    return gpd.GeoDataFrame(pd.concat(full, ignore_index=True), geometry="geometry", crs=4326)


def bands(connection: Connection, town_id: int) -> dict[tuple[str, int], dict[str, Any]]:
    """The target by kind and level: the town's own, else that of all towns."""
    level = GridLevel
    query = select(level.kind, level.level, level.target).where(level.town_id.is_(None) | (level.town_id == town_id))
    return {(row.kind, row.level): row.target for row in connection.execute(query.order_by(level.town_id.nulls_first()))}
