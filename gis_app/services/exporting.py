"""Layers as files. Words, addresses and reporters never leave this way."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import exporting as queries
from gis_app.domain.actors import Actor
from gis_app.domain.crs import parse_crs
from gis_app.errors import WanggeError
from gis_app.exchange import writers
from gis_app.services.importing_features import FEATURE_TABLES, target

PLAIN = {"households": queries.households, "units": queries.units, "buildings": queries.buildings}


def export_layer(connection: Connection, actor: Actor, layer: str, path: Path, *, day: date | None, crs: str,
                 zone: ZoneInfo) -> int:
    """Write a layer to ``path``; returns how many rows.

    Parameters
    ----------
    day
        Grids as they were at the end of that local day, incidents reported until then; None for now and for all.

    Raises
    ------
    WanggeError
        ``layer_unknown``, ``output_unknown``, ``bad_crs``; ``bad_value`` for a day with a layer that has no history.
    """
    writers.ending_of(path)
    parse_crs(crs)
    frame = frame_of(connection, layer, day, zone)
    writers.write(frame, path, crs)
    audit.record(connection, actor, "layer.export", "layer", layer, rows=len(frame))
    return len(frame)


def frame_of(connection: Connection, layer: str, day: date | None, zone: ZoneInfo) -> gpd.GeoDataFrame:
    """A layer as a frame, as ``export_layer`` writes it."""
    end = None if day is None else clock.midnight(day + timedelta(days=1), zone)
    if layer == "grids":
        at = clock.now() if end is None else end - timedelta(microseconds=1)
        return read(connection, [queries.grids(at)], zone)
    if layer == "incidents":
        return read(connection, [queries.incidents(end)], zone)
    goal = target(layer)
    if day is not None:
        raise WanggeError("bad_value", field="--at", why="只有 grids 和 incidents 有历史")
    if layer in PLAIN:
        return read(connection, [PLAIN[layer]()], zone)
    return read(connection, [queries.features(table, layer) for table in goal.tables if table in FEATURE_TABLES], zone)


def read(connection: Connection, found: list[Any], zone: ZoneInfo) -> gpd.GeoDataFrame:
    """Rows of queries with a column ``wkb`` as one frame in EPSG:4326, times in the town's zone."""
    parts = []
    for query in found:
        names, rows = queries.rows(connection, query)
        columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {name: () for name in names}
        shapes = shapely.from_wkb([None if wkb is None else bytes(wkb) for wkb in columns.pop("wkb")])
        parts.append(gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs="EPSG:4326"), crs="EPSG:4326"))
    frame = parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)
    for name in ("reported_at", "due_at", "done_at", "started_at", "ended_at"):
        if name in frame.columns:
            frame[name] = pd.to_datetime(frame[name], utc=True).dt.tz_convert(str(zone))
    return frame.assign(id=[str(one) for one in frame["id"]]) if "id" in frame.columns else frame
