"""Where the points of a table are: out of two columns or of its shapes, in WGS-84."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray

from gis_app.domain.bulk.outlines import point_coordinates
from gis_app.domain.crs import parse_crs, to_wgs84
from gis_app.errors import WanggeError
from gis_app.exchange import datum
from gis_app.exchange.columns import guess
from gis_app.exchange.fields import LAT, LON, Layer
from gis_app.exchange.streams import Points

Array = NDArray[np.float64]

NUMBER = r"^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
PLACED = Layer("点", "point", MappingProxyType({"lon": LON, "lat": LAT}), drawn=False)


@dataclass(frozen=True)
class Position:
    """How to find the position of each row: two columns, or the geometry where ``columns`` is None; and its system."""

    columns: tuple[str, str] | None
    crs: str
    notes: tuple[str, ...] = ()

    def of(self, points: Points, table: pa.Table) -> tuple[Array, Array]:
        """Lon and lat in WGS-84; NaN where a row has no position."""
        x, y = _given(points, table, self.columns)
        lon, lat = to_wgs84(x, y, self.crs)
        return np.ascontiguousarray(lon), np.ascontiguousarray(lat)


def position_of(points: Points, sample: pa.Table, lon: str | None, lat: str | None, crs: str) -> Position:
    """Decide from what was said, what the file declares, and its first rows.

    Raises
    ------
    WanggeError
        ``column_unknown``, ``field_missing``, ``bad_crs``, ``crs_needed``, ``crs_foreign``.
    """
    if crs != "auto":
        crs = parse_crs(crs)
    said = {name: column for name, column in (("lon", lon), ("lat", lat)) if column}
    columns, notes = None, []
    if said or points.geometry is None:
        found = guess(PLACED, points.names, said)
        for name in ("lon", "lat"):
            if name not in found:
                raise WanggeError("position_missing", option=f"--{name}", known="、".join(points.names[:30]))
        columns = (found["lon"], found["lat"])
        if len(said) < 2:
            notes.append(f"经度取自列“{columns[0]}”，纬度取自列“{columns[1]}”")
    declared = points.declared if columns is None else None
    known, note = datum.decide(crs, declared, *_given(points, sample, columns))
    return Position(columns, known, (*notes, *([note] if note else [])))


def numbers(column: pa.ChunkedArray) -> Array:
    """A column as numbers; NaN for what is none."""
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        try:
            column = pc.cast(column, pa.float64())
        except pa.ArrowInvalid:
            fits = pc.match_substring_regex(column, NUMBER)
            column = pc.cast(pc.utf8_trim_whitespace(pc.if_else(fits, column, None)), pa.float64())
    elif not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)):
        return np.full(len(column), np.nan)
    return _values(pc.fill_null(pc.cast(column, pa.float64(), safe=False), math.nan))


def _values(column: pa.ChunkedArray) -> Array:
    """The numbers themselves, without a copy where they are in one piece (``to_numpy`` would import pandas)."""
    pieces = [np.frombuffer(piece.buffers()[1], np.float64)[piece.offset:][:len(piece)] for piece in column.chunks if len(piece)]
    return pieces[0] if len(pieces) == 1 else np.concatenate([*pieces, np.zeros(0)])


def _given(points: Points, table: pa.Table, columns: Sequence[str] | None) -> tuple[Array, Array]:
    if columns is not None:
        return numbers(table.column(columns[0])), numbers(table.column(columns[1]))
    return point_coordinates(shapely.from_wkb(table.column(points.geometry).to_numpy(), on_invalid="ignore"))
