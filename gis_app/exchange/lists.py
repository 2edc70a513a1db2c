"""Short lists from files (CSV, XLSX, GeoJSON ...): one row a thing, headings in Chinese or English, what cannot be used named by row."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from gis_app.domain.crs import to_wgs84
from gis_app.errors import Both, Fault, WanggeError, in_row
from gis_app.exchange.table import Table, read_table

Row = Mapping[str, str]
Made = TypeVar("Made")
PARTS = re.compile(r"[\s,，、;；/]+")
PLACE: Mapping[str, tuple[str, ...]] = {
    "lon": ("经度", "出发经度", "起点经度", "lon", "longitude", "x"), "lat": ("纬度", "出发纬度", "起点纬度", "lat", "latitude", "y"), "crs": ("坐标系", "crs"),
}
"""Headings of a place; a file of points needs none."""


def read_list(
    path: Path, headings: Mapping[str, Sequence[str]], needed: Mapping[str, str], make: Callable[[int, Row], Made], *, code: str = "list_bad", encoding: str | None = None,
) -> list[Made]:
    """What ``make`` makes of each row that is not blank, numbered as it stands below the heading; its cells are texts by the keys of ``headings``.

    Parameters
    ----------
    needed
        Keys whose column must be there, with what it is called.
    code
        The refusal of the whole.
    encoding
        Of a file of text; None where it is to be told by looking.

    Raises
    ------
    WanggeError
        Those of reading a file; ``missing_field`` for a file without a column that is needed; ``code`` with a fault for each bad row.
    """
    table = read_table(path, encoding=encoding)
    columns = {key: next((column for column in table.columns if column.strip().lower() in names), None) for key, names in headings.items()}
    for key, called in needed.items():
        if columns[key] is None:
            raise WanggeError("missing_field", field=called)
    found: list[Made] = []
    faults = [Fault(in_row(one.row), one.reason) for one in table.refused]
    refused = {one.row for one in table.refused}
    for at in _filled(table, columns):
        number = int(table.rows[at])
        if number in refused:
            continue
        try:
            found.append(make(number, _cells(table, columns, at)))
        except WanggeError as wrong:
            faults.append(Fault(in_row(number), wrong.sentences))
        except ValueError as wrong:
            given = wrong.args[0] if wrong.args else ""
            faults.append(Fault(in_row(number), Both(f"“{given}”不可用", f"“{given}” cannot be used")))
    if faults:
        raise WanggeError(code, name=path.name, errors=faults)
    return found


def place_in(row: Row) -> tuple[float, float] | None:
    """Lon and lat in WGS-84 of a row, from what it says its coordinates are; None where it gives none.

    Raises
    ------
    WanggeError
        ``bad_number``, ``bad_position``, ``bad_crs``.
    """
    if not row["lon"] and not row["lat"]:
        return None
    try:
        given = float(row["lon"]), float(row["lat"])
    except ValueError:
        raise WanggeError("bad_number", field="经度、纬度") from None
    lon, lat = to_wgs84(np.array([given[0]]), np.array([given[1]]), row["crs"] or "wgs84")
    if not (-180 <= lon[0] <= 180 and -90 <= lat[0] <= 90):
        raise WanggeError("bad_position")
    return float(lon[0]), float(lat[0])


def _filled(table: Table, columns: Mapping[str, str | None]) -> list[int]:
    return [at for at in range(len(table)) if any(_cells(table, columns, at).values())]


def _cells(table: Table, columns: Mapping[str, str | None], at: int) -> dict[str, str]:
    """A row's texts; of a file of points their coordinates too."""
    cells = {key: str(table.columns[column][at] or "").strip() if column else "" for key, column in columns.items()}
    shape = None if table.shapes is None else table.shapes[at]
    if isinstance(shape, shapely.Point) and not shape.is_empty and "lon" in cells and not cells["lon"]:
        cells |= {"lon": repr(shape.x), "lat": repr(shape.y), "crs": table.declared or cells["crs"]}
    return cells
