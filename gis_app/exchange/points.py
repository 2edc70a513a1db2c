"""Where the rows of a table of points lie: from its shapes, else from columns of lon and lat."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.crs import to_wgs84
from gis_app.errors import WanggeError
from gis_app.exchange import datum
from gis_app.exchange.report import Report
from gis_app.exchange.table import Objects, Table

Array = NDArray[np.float64]
MULTIPOINT = 4


@dataclass(frozen=True)
class Points:
    """Coordinates as given, their system, and WGS-84; NaN in rows that were refused."""

    x: Array
    y: Array
    crs: str
    lon: Array
    lat: Array


def locate_rows(table: Table, mapping: Mapping[str, str], asked: str, report: Report) -> Points:
    """The place of each row; rows without one are refused.

    Raises
    ------
    WanggeError
        ``field_missing`` where the file has neither shapes nor columns; what ``datum.decide`` raises.
    """
    shaped = table.shapes is not None and not bool(shapely.is_missing(table.shapes).all())
    if not shaped and len(table) and not {"lon", "lat"} <= mapping.keys():
        raise WanggeError("field_missing", name="lon", known="、".join(list(table.columns)[:30]))
    x, y = _from_shapes(table, report) if shaped or not len(table) else _from_columns(table, mapping, report)
    crs, note = datum.decide(asked, table.declared if shaped else None, x, y)
    report.crs = crs
    report.notes += [note] if note else []
    _refuse(table, report, np.isfinite(x) & np.isfinite(y) & datum.outside_world(crs, x, y), "坐标超出经纬度范围")
    lon, lat = to_wgs84(x, y, crs)
    lost = np.isfinite(x) & np.isfinite(y) & datum.outside_world("wgs84", lon, lat)
    refused = {one.row for one in report.refused}
    _refuse(table, report, lost & ~np.isin(table.rows, list(refused)), "坐标换算后没有位置，请核对坐标系")
    lon[lost], lat[lost] = np.nan, np.nan
    return Points(x, y, crs, lon, lat)


def numbers(cells: Objects) -> tuple[Array, NDArray[np.bool_]]:
    """Cells as numbers (NaN for none), and which hold something that is no finite number."""
    values = np.full(len(cells), np.nan)
    wrong = np.zeros(len(cells), dtype=bool)
    for at, cell in enumerate(cells):
        if cell is None:
            continue
        try:
            values[at] = float(cell.replace("，", "").replace(",", "") if "," in cell or "，" in cell else cell)
        except ValueError:
            wrong[at] = True
    wrong |= np.isinf(values)
    values[wrong] = np.nan
    return values, wrong


def _from_shapes(table: Table, report: Report) -> tuple[Array, Array]:
    """Points; a multipoint of one is that one."""
    if table.shapes is None:
        return np.full(len(table), np.nan), np.full(len(table), np.nan)
    shapes = table.shapes.copy()
    single = (shapely.get_type_id(shapes) == MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    kinds = shapely.get_type_id(shapes)
    _refuse(table, report, (kinds != 0) & (kinds != -1), "不是点", "geometry")
    known = {one.row for one in report.refused}
    _refuse(table, report, (kinds == -1) & ~np.isin(table.rows, list(known)), "没有位置", "geometry")
    return shapely.get_x(shapes), shapely.get_y(shapes)


def _from_columns(table: Table, mapping: Mapping[str, str], report: Report) -> tuple[Array, Array]:
    found = []
    for name in ("lon", "lat"):
        values, wrong = numbers(table.columns[mapping[name]])
        _refuse(table, report, wrong, "不是有效的数字", name)
        _refuse(table, report, np.isnan(values) & ~wrong, "是空的", name)
        found.append(values)
    return found[0], found[1]


def _refuse(table: Table, report: Report, where: NDArray[np.bool_], reason: str, place: str = "geometry") -> None:
    for row in table.rows[where]:
        report.refuse(int(row), place, reason)
