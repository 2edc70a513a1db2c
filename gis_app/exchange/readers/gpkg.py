"""GeoPackage: looked at with SQLite first, so that GDAL never meets a view.

A view may be recursive and never end, or pretend to be one of the format's own tables.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

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
LAYERS = """
SELECT c.table_name, c.data_type, m.type, m.sql FROM gpkg_contents AS c
LEFT JOIN sqlite_master AS m ON lower(m.name) = lower(c.table_name)
WHERE c.data_type IN ('features', 'attributes') ORDER BY c.data_type DESC, c.rowid
"""


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The one layer that holds features (the first, with a note, where there are several)."""
    del encoding  # GeoPackage text is UTF-8
    layers = _layers(path, name)
    meta, table = _open(path, layers[0], name)
    shape = meta["geometry_name"] or "wkb_geometry"
    check_size(name, len(table.column_names), len(table))
    plain = [column for column in table.column_names if column != shape]
    raw = Raw(name=name, kind="gpkg", rows=row_numbers(len(table)), crs=meta["crs"], columns={
        shown: arrow_text(table.column(column)) for shown, column in zip(unique_names(plain), plain, strict=True)})
    if shape in table.column_names:
        raw.shapes = pa.concat_arrays(table.column(shape).chunks or [pa.array([], pa.binary())]).cast(pa.binary())
    if len(layers) > 1:
        raw.notes.append(f"文件里有 {len(layers)} 个图层，只读了第一个“{layers[0]}”")
    return raw


def _open(path: Path, layer: str, name: str) -> tuple[dict[str, str], pa.Table]:
    try:
        opened: tuple[dict[str, str], pa.Table] = pyogrio.raw.read_arrow(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
            ValueError) as broken:
        raise WanggeError("file_damaged", name=name, why="GPKG 内容损坏") from broken
    return opened


def _layers(path: Path, name: str) -> list[str]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as opened:
            opened.execute("PRAGMA trusted_schema = OFF")
            [[application]] = opened.execute("PRAGMA application_id").fetchall()
            views = opened.execute("SELECT name FROM sqlite_master WHERE type IN ('view', 'trigger') AND type = 'view'")
            found = {view for (view,) in views}
            if any(view.lower().startswith(("gpkg_", "rtree_")) for view in found):
                raise WanggeError("file_damaged", name=name, why="GPKG 的系统表被换成了视图")
            rows = opened.execute(LAYERS).fetchall()
    except sqlite3.Error as broken:
        raise WanggeError("file_damaged", name=name, why="不是完整的 GPKG（SQLite）文件") from broken
    tables = [table for table, _, kind, sql in rows if kind == "table" and not sql.lower().startswith("create virtual")]
    if application not in APPLICATION_IDS and not tables:
        raise WanggeError("file_damaged", name=name, why="是 SQLite 文件，但不是 GPKG")
    if not tables:
        raise WanggeError("file_damaged", name=name, why="没有数据表；视图可能永不结束，不予读取")
    return tables
