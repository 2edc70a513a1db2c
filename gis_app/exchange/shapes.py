"""Shapes of a table as a layer can hold them, in WGS-84: the wrong kind, the wrong range, the tangled refused by row."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.crs import geometries_to_wgs84
from gis_app.exchange import datum
from gis_app.exchange.report import Report
from gis_app.exchange.table import Objects, Table

KINDS = {"point": (0, 4), "line": (1, 2, 5), "polygon": (3, 6), "any": (0, 1, 2, 3, 4, 5, 6)}
"""GEOS type numbers that each kind of layer can hold."""
ZH = {"point": "点", "line": "线", "polygon": "面", "any": "图形"}
COLLECTION = 7
MAX_VERTICES = 1_000_000
WIDEST_DEG = 180.0


@dataclass(frozen=True)
class Placed:
    """Shapes in WGS-84 (None where a row has none) and the system that they were given in."""

    shapes: Objects
    crs: str


def place(table: Table, kind: str, asked: str, report: Report) -> Placed:
    """The table's shapes for a layer of ``kind``; refused rows lose theirs and stand in the report."""
    assert table.shapes is not None
    given = _unpacked(table, kind)
    west, south, east, north = shapely.bounds(given).T
    crs, note = datum.decide(asked, table.declared, (west + east) / 2, (south + north) / 2)
    report.crs = crs
    report.notes += [note] if note else []
    out = datum.outside_world(crs, west, south) | datum.outside_world(crs, east, north)
    _refuse(given, out & ~shapely.is_missing(given), "坐标超出经纬度范围", table, report)
    _refuse(given, ~np.isin(shapely.get_type_id(given), (-1, *KINDS[kind])), f"不是{ZH[kind]}", table, report)
    _refuse(given, shapely.get_num_coordinates(given) > MAX_VERTICES, f"顶点超过 {MAX_VERTICES:,} 个", table, report)
    moved = geometries_to_wgs84(given, crs)
    west, _, east, _ = shapely.bounds(moved).T
    _refuse(moved, east - west > WIDEST_DEG, "跨越了 180° 经线", table, report)
    if moved is not given:
        _refuse(moved, _lost(moved), "坐标换算后没有位置，请核对坐标系", table, report)
    return Placed(moved, crs)


def _unpacked(table: Table, kind: str) -> Objects:
    """A copy in which a collection of one kind of parts became that kind."""
    assert table.shapes is not None
    given = table.shapes.copy()
    joiners = {"point": shapely.multipoints, "line": shapely.multilinestrings, "polygon": shapely.multipolygons}
    for at in np.flatnonzero(shapely.get_type_id(given) == COLLECTION):
        parts = shapely.get_parts(shapely.get_parts(given[at]))
        if len(parts) and kind in joiners and np.isin(shapely.get_type_id(parts), KINDS[kind]).all():
            given[at] = parts[0] if len(parts) == 1 else joiners[kind](parts)
    return given


def _lost(moved: Objects) -> NDArray[np.bool_]:
    xy, owner = shapely.get_coordinates(moved, return_index=True)
    lost = np.zeros(len(moved), dtype=bool)
    lost[owner[datum.outside_world("wgs84", xy[:, 0], xy[:, 1])]] = True
    return lost


def _refuse(shapes: Objects, where: NDArray[np.bool_], reason: str, table: Table, report: Report) -> None:
    for row in table.rows[where]:
        report.refuse(int(row), "geometry", reason)
    shapes[where] = None
