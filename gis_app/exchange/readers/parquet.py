"""Parquet: GeoParquet with its WKB column and declared system, or a plain table."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from gis_app.errors import WanggeError
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import (
    arrow_text,
    check_size,
    row_numbers,
    unique_names,
)

MAX_BYTES = 2 * 1024**3


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """All row groups of one file."""
    del encoding  # Parquet text is UTF-8
    try:
        opened = parquet.ParquetFile(path)
        _check(opened, name)
        table = opened.read()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as broken:
        raise WanggeError("file_damaged", name=name, why="不是完整的 Parquet 文件") from broken
    geo = _geo(table.schema.metadata or {})
    shape_column = geo.get("primary_column") if geo else None
    columns = {given: column for given, column in zip(unique_names(table.column_names), table.columns, strict=True)
               if given != shape_column}
    raw = Raw(name=name, kind="parquet", rows=row_numbers(len(table)),
              columns={given: arrow_text(column) for given, column in columns.items() if not _is_shape(column)})
    if isinstance(shape_column, str) and shape_column in table.column_names:
        raw.shapes = pa.concat_arrays(table.column(shape_column).chunks or [pa.array([], pa.binary())]).cast(pa.binary())
        raw.crs = _declared(geo.get("columns", {}).get(shape_column, {}))
    return raw


def _check(opened: parquet.ParquetFile, name: str) -> None:
    """A few bytes can stand for billions of equal values: what it would unfold to is checked first."""
    told = opened.metadata
    check_size(name, told.num_columns, told.num_rows)
    unfolded = sum(told.row_group(n).total_byte_size for n in range(told.num_row_groups))
    if unfolded > MAX_BYTES:
        raise WanggeError("file_too_large", name=name, what="解开后的数据", limit=f"{MAX_BYTES // 1024**3} GB")


def _is_shape(column: pa.ChunkedArray) -> bool:
    return bool(pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type))


def _geo(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    try:
        found = json.loads(metadata.get(b"geo", b"{}"))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _declared(column: Any) -> str | None:
    """EPSG of the column's PROJJSON; a missing ``crs`` means lon/lat by the standard, a null one means unknown."""
    if not isinstance(column, dict) or ("crs" in column and column["crs"] is None):
        return None
    if "crs" not in column:
        return "EPSG:4326"
    number = column["crs"].get("id", {}) if isinstance(column["crs"], dict) else {}
    authority, code = number.get("authority"), number.get("code")
    if (authority, code) == ("OGC", "CRS84"):
        return "EPSG:4326"
    return f"EPSG:{code}" if authority == "EPSG" else "unknown"
