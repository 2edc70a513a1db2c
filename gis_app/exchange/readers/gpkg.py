"""GeoPackage: looked at with SQLite first, so that GDAL never meets a view.

A view may be recursive and never end, or pretend to be one of the format's own tables.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from gis_app.errors import WanggeError
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import (
    arrow_text,
    check_size,
    row_numbers,
    unique_names,
)
from gis_app.exchange.readers.gdal import pyogrio

APPLICATION_IDS = (0x47504B47, 0x47503130, 0x47503131)
"""GPKG, GP10, GP11."""
PIECE_ROWS = 1 << 16
LAYERS = """
SELECT c.table_name, c.data_type, m.type, m.sql FROM gpkg_contents AS c
LEFT JOIN sqlite_master AS m ON lower(m.name) = lower(c.table_name)
WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.rowid
"""


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The one layer that holds features (the first, with a note, where there are several)."""
    del encoding  # GeoPackage text is UTF-8
    layers, count = _looked_at(path, name)
    meta, table = _open(path, layers[0], name)
    _check_whole(name, len(table), count)
    shape = meta["geometry_name"] or "wkb_geometry"
    check_size(name, len(table.column_names), len(table))
    plain = [column for column in table.column_names if column != shape]
    raw = Raw(name=name, kind="gpkg", rows=row_numbers(len(table)), crs=meta["crs"], columns={
        shown: arrow_text(table.column(column)) for shown, column in zip(unique_names(plain), plain, strict=True)})
    if shape in table.column_names:
        raw.shapes = pa.concat_arrays(table.column(shape).chunks or [pa.array([], pa.binary())]).cast(pa.binary())
    raw.notes += _notes(layers)
    return raw


def pieces(path: Path, name: str, out: BinaryIO) -> None:
    """The same layer as an Arrow stream, its columns as they are: for files that do not fit into memory."""
    layers, count = _looked_at(path, name)
    given = 0
    try:
        with pyogrio.raw.open_arrow(path, layer=layers[0], batch_size=PIECE_ROWS, use_pyarrow=True) as (meta, reader):
            told = {"crs": meta["crs"], "shape": meta["geometry_name"] or "wkb_geometry", "rows": count, "notes": _notes(layers)}
            schema = reader.schema.with_metadata({"wangge": json.dumps(told)})
            with pa.ipc.new_stream(out, schema) as writer:
                for batch in reader:
                    writer.write_batch(batch.replace_schema_metadata(schema.metadata))
                    given += len(batch)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as broken:
        raise WanggeError("file_damaged", name=name, why="GPKG 内容损坏") from broken
    _check_whole(name, given, count)


def _check_whole(name: str, given: int, count: int) -> None:
    """GDAL ends at a page that it cannot read and says nothing of it; what is missing is missed here."""
    if given < count:
        raise WanggeError("file_damaged", name=name, why=f"应有 {count:,} 行，只读得出 {given:,} 行")


def _notes(layers: list[str]) -> list[str]:
    return [f"文件里有 {len(layers)} 个图层，只读了第一个“{layers[0]}”"] if len(layers) > 1 else []


def _open(path: Path, layer: str, name: str) -> tuple[dict[str, str], pa.Table]:
    try:
        opened: tuple[dict[str, str], pa.Table] = pyogrio.raw.read_arrow(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
            ValueError) as broken:
        raise WanggeError("file_damaged", name=name, why="GPKG 内容损坏") from broken
    return opened


def _looked_at(path: Path, name: str) -> tuple[list[str], int]:
    """The layers and how many rows the first one has, every page of which SQLite could walk."""
    alone = "" if Path(f"{path}-wal").exists() else "&immutable=1"  # another program may have it open
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro{alone}", uri=True)) as opened:
            layers = _layers(opened, name)
            quoted = layers[0].replace('"', '""')
            [[count]] = opened.execute(f'SELECT count(*) FROM "{quoted}" NOT INDEXED').fetchall()
    except sqlite3.Error as broken:
        raise WanggeError("file_damaged", name=name, why="不是完整的 GPKG（SQLite）文件") from broken
    return layers, count


def _layers(opened: sqlite3.Connection, name: str) -> list[str]:
    opened.execute("PRAGMA trusted_schema = OFF")
    [[application]] = opened.execute("PRAGMA application_id").fetchall()
    views = opened.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
    found = {view for (view,) in views}
    if any(view.lower().startswith(("gpkg_", "rtree_")) for view in found):
        raise WanggeError("file_damaged", name=name, why="GPKG 的系统表被换成了视图")
    rows = opened.execute(LAYERS).fetchall()
    tables = [table for table, _, kind, sql in rows if kind == "table" and not sql.lower().startswith("create virtual")]
    if application not in APPLICATION_IDS and not tables:
        raise WanggeError("file_damaged", name=name, why="是 SQLite 文件，但不是 GPKG")
    if not tables:
        raise WanggeError("file_damaged", name=name, why="没有数据表；视图可能永不结束，不予读取")
    return tables
