"""Households, units, buildings, roads and declared layers from a file; rows that are stored already are skipped."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import bulk, importing
from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import ANYTHING, LAYERS, LINES, Layer
from gis_app.exchange.frames import take_wkt
from gis_app.exchange.points import locate_rows, numbers
from gis_app.exchange.report import Report
from gis_app.exchange.shapes import place
from gis_app.exchange.table import Objects, Table
from gis_app.maplayers.declared import layers as declared_layers
from gis_app.services.snapshot import Snapshot, load

TABLES = {"households": "household", "units": "unit", "buildings": "building"}
FEATURE_TABLES = {"feature_point": (0, 4), "feature_line": (1, 2, 5), "feature_area": (3, 6)}
MAX_PEOPLE = 32_767
MAX_FLOORS = 200


@dataclass(frozen=True)
class Target:
    """Where rows of a layer go. ``tables``: the feature tables that a declared layer draws from."""

    layer: str
    fields: Layer
    tables: tuple[str, ...]


def target(layer: str) -> Target:
    """The target of a layer's name.

    Raises
    ------
    WanggeError
        ``layer_unknown``.
    """
    if layer in ("incidents", "patrols"):
        return Target(layer, LAYERS[layer], (layer.removesuffix("s"),))
    if layer in TABLES:
        return Target(layer, LAYERS[layer], (TABLES[layer],))
    declared = declared_layers().get(layer)
    source = declared.source if declared else {}
    tables = tuple(table for table in (source.get("table"), *source.get("tables", ())) if table in FEATURE_TABLES)
    if not tables:
        known = [*LAYERS, *(name for name, one in declared_layers().items() if "layer" in one.source)]
        raise WanggeError("layer_unknown", layer=layer, known="、".join(dict.fromkeys(known)))
    return Target(layer, LINES if tables == ("feature_line",) else ANYTHING, tables)


def import_features(connection: Connection, actor: Actor, table: Table, report: Report, goal: Target, crs: str,
                    said: Mapping[str, str]) -> None:
    """Store the rows that are new.

    Raises
    ------
    WanggeError
        ``no_grids`` where no town exists yet; what reading the columns refuses.
    """
    importing.hold_grids(connection)
    snapshot = load(connection, clock.now(), 0.0)
    if not snapshot.towns:
        raise WanggeError("no_grids")
    take_wkt(table)
    report.mapping = guess(goal.fields, list(table.columns), said)
    shapes = _shapes(table, goal, crs, report)
    values = _values(table, goal, shapes, report)
    refused = np.isin(table.rows, [one.row for one in report.refused])
    kept = np.flatnonzero(~refused & np.array([shape is not None for shape in shapes], dtype=bool))
    columns = {name: cells[kept] for name, cells in values.items()}
    towns, grids = _owners(shapes[kept], snapshot)
    _write(connection, goal, shapes[kept], columns | {"town_id": towns, "grid_id": grids}, report)
    audit.record(connection, actor, "layer.import", "layer", goal.layer, rows=report.rows, stored=report.stored,
                 skipped=report.skipped, refused=len(report.refused))


def _shapes(table: Table, goal: Target, crs: str, report: Report) -> Objects:
    if goal.fields.shape == "point" or (table.shapes is None and goal.fields is ANYTHING):
        points = locate_rows(table, report.mapping, crs, report)
        known = np.isfinite(points.lon)
        shapes = np.full(len(table), None, dtype=object)
        shapes[known] = shapely.points(points.lon[known], points.lat[known])
        return shapes
    if table.shapes is None:
        raise WanggeError("field_missing", name="geometry", known="、".join(list(table.columns)[:30]))
    shapes = place(table, goal.fields.shape, crs, report).shapes
    known_rows = {one.row for one in report.refused}
    for at in np.flatnonzero([shape is None for shape in shapes]):
        if table.rows[at] not in known_rows:
            report.refuse(int(table.rows[at]), "geometry", "没有图形")
    return shapes


def _values(table: Table, goal: Target, shapes: Objects, report: Report) -> dict[str, Objects]:
    """The layer's own columns, ``external_id`` among them; numbers checked, names required where the table does."""
    nothing: Objects = np.full(len(table), None, dtype=object)
    cells = {name: table.columns[report.mapping[name]] if name in report.mapping else nothing for name in goal.fields.fields}
    values: dict[str, Objects] = {"external_id": _ids(cells.pop("id"), shapes, table, report, "id" in report.mapping)}
    if goal.layer == "households":
        people = _count(table, cells.pop("people"), "people", MAX_PEOPLE, report)
        present = _count(table, cells.pop("people_present"), "people_present", MAX_PEOPLE, report)
        if "people" not in report.mapping:
            report.notes.append("文件没有人数列，人数按 0 处理")
        values["people_registered"] = np.array([one or 0 for one in people], dtype=object)
        values["people_present"] = np.array(
            [there if there is not None else one or 0 for there, one in zip(present, people, strict=True)], dtype=object)
    if goal.layer == "buildings":
        values["floors"] = _count(table, cells.pop("floors"), "floors", MAX_FLOORS, report)
    if goal.layer == "units":
        for row in table.rows[[one is None for one in cells["name"]]]:
            report.refuse(int(row), "name", "没有名称")
    values |= {name: column for name, column in cells.items() if name not in ("lon", "lat")}
    if goal.tables[0] in FEATURE_TABLES:
        values["properties"] = _properties(table, report)
    return values


def _ids(given: Objects, shapes: Objects, table: Table, report: Report, named: bool) -> Objects:
    """The source's own number; where it has none, one made of shape and row content, the same each time."""
    ids = given.copy()
    for at in np.flatnonzero([one is None for one in given]):
        if shapes[at] is not None:
            said = shapely.to_wkb(shapes[at]) + repr([column[at] for column in table.columns.values()]).encode()
            ids[at] = "h:" + hashlib.sha256(said).hexdigest()[:24]
    if not named:
        report.notes.append("文件没有编号列，按内容生成，重复导入同样会跳过")
    return ids


def _count(table: Table, cells: Objects, name: str, most: int, report: Report) -> Objects:
    values, wrong = numbers(cells)
    wrong |= (values < 0) | (values > most) | (np.isfinite(values) & (values != np.floor(values)))
    for row in table.rows[wrong]:
        report.refuse(int(row), name, f"应是 0 到 {most} 的整数")
    return np.array([None if np.isnan(value) else int(value) for value in values], dtype=object)


def _properties(table: Table, report: Report) -> Objects:
    """Columns that no field took, as JSON."""
    rest = {name: cells for name, cells in table.columns.items() if name not in report.mapping.values()}
    return np.array([json.dumps({name: cells[at] for name, cells in rest.items() if cells[at] is not None},
                                ensure_ascii=False) for at in range(len(table))], dtype=object)


def _owners(shapes: Objects, snapshot: Snapshot) -> tuple[Objects, Objects]:
    """Town and grid of each row, by a point inside it."""
    inner = shapely.point_on_surface(shapes)
    found = snapshot.locator.assign(gpd.GeoSeries(inner, crs="EPSG:4326"))
    at = {row["code"]: row for row in snapshot.drawn}
    grids = [at.get(code) if isinstance(code, str) else None for code in found["grid_code"]]
    towns = [grid["town_id"] if grid else _keeper(snapshot, point) for grid, point in zip(grids, inner, strict=True)]
    return np.array(towns, dtype=object), np.array([grid and grid["grid_id"] for grid in grids], dtype=object)


def _keeper(snapshot: Snapshot, point: shapely.Point) -> int:
    town = snapshot.town_of(point.x, point.y)
    assert town is not None  # there is a town: it was asked at the start
    return int(town["town_id"])


def _write(connection: Connection, goal: Target, shapes: Objects, columns: dict[str, Any], report: Report) -> None:
    """Copy what is new into the table that fits each shape."""
    kinds = shapely.get_type_id(shapes)
    single = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes = shapes.copy()
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    for table in goal.tables:
        layer = goal.layer if table in FEATURE_TABLES else None
        fits = np.isin(kinds, FEATURE_TABLES[table]) if layer else np.ones(len(shapes), dtype=bool)
        new = _new(connection, table, columns, fits, layer)
        report.skipped += int(fits.sum() - new.sum())
        chosen = {name: cells[new] for name, cells in columns.items()}
        if table == "building" or layer:
            del chosen["grid_id"]
        if layer:
            chosen["layer"] = np.full(int(new.sum()), layer, dtype=object)
        if new.any():
            report.stored += bulk.copy_columns(connection, table, {**chosen, "geom": bulk.ewkb(bulk.multi(shapes[new]))})


def _new(connection: Connection, table: str, columns: Mapping[str, Any], fits: NDArray[np.bool_],
         layer: str | None) -> NDArray[np.bool_]:
    """Which rows are neither stored nor a repeat within the file."""
    ids = columns["external_id"]
    seen = importing.present(connection, table, [ids[at] for at in np.flatnonzero(fits)], layer=layer)
    new = np.zeros(len(ids), dtype=bool)
    for at in np.flatnonzero(fits):
        key = (columns["town_id"][at], ids[at])
        new[at] = key not in seen
        seen.add(key)
    return new
