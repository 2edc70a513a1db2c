"""Tables written piece by piece to CSV(.gz), Parquet or GPKG; the file appears under its name only when it is whole."""

import importlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import shapely

from gis_app.domain import crs as systems
from gis_app.errors import WanggeError

ENDINGS = (".csv", ".csv.gz", ".parquet", ".geoparquet", ".gpkg")
SPECIAL = r'[",\r\n]|^$|^\s|\s$'


class Sink(Protocol):
    def write(self, table: pa.Table) -> None: ...
    def close(self) -> None: ...


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to; renamed at the end, removed where the block does not reach it."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part{''.join(path.suffixes[-1:])}")
    try:
        yield aside
        aside.replace(path)
    finally:
        for left in (aside, *path.parent.glob(f"{aside.name}-*")):
            left.unlink(missing_ok=True)


def ending_of(path: Path) -> str:
    """The file's kind by its ending.

    Raises
    ------
    WanggeError
        ``output_unknown``.
    """
    name = path.name.lower()
    found = next((ending for ending in sorted(ENDINGS, key=len, reverse=True) if name.endswith(ending)), None)
    if found is None:
        raise WanggeError("output_unknown", ending=path.suffix or path.name, known="、".join(ENDINGS))
    return found


class CsvSink:
    """Text as given; quoted only where a value needs it."""

    def __init__(self, path: Path, ending: str, geometry: str | None) -> None:
        self._out = pa.output_stream(str(path), compression="gzip" if ending.endswith(".gz") else None)
        self._geometry, self._writer = geometry, None
        self._header = False

    def write(self, table: pa.Table) -> None:
        if self._geometry is not None:
            table = _geometry_as(table, self._geometry, lambda wkb: shapely.to_wkt(shapely.from_wkb(wkb), 15))
        if not self._header:
            self._out.write(_header(table.column_names))
            self._header = True
        options = pa_csv.WriteOptions(include_header=False, quoting_style="needed" if _needs_quotes(table) else "none")
        pa_csv.write_csv(table, self._out, options)

    def close(self) -> None:
        self._out.close()


def _header(names: list[str]) -> bytes:
    quoted = ('"' + name.replace('"', '""') + '"' if any(c in name for c in '",\r\n') else name for name in names)
    return (",".join(quoted) + "\n").encode()


def _needs_quotes(table: pa.Table) -> bool:
    texts = (column for column in table.columns if pa.types.is_string(column.type) or pa.types.is_large_string(column.type))
    return any(pc.any(pc.match_substring_regex(column, SPECIAL)).as_py() for column in texts)


def geoparquet(geometry: str, crs: str) -> dict[bytes, bytes]:
    """GeoParquet's own metadata for a column of WKB."""
    column = {"encoding": "WKB", "geometry_types": [], "crs": systems.described(crs)}
    return {b"geo": json.dumps({"version": "1.0.0", "primary_column": geometry, "columns": {geometry: column}}).encode()}


class ParquetSink:
    """Columns of the types that they have."""

    def __init__(self, path: Path, metadata: dict[bytes, bytes]) -> None:
        self._path, self._metadata = path, metadata
        self._writer: pq.ParquetWriter | None = None

    def write(self, table: pa.Table) -> None:
        table = table.replace_schema_metadata(self._metadata or None)
        if self._writer is None:
            words = [field.name for field in table.schema if pa.types.is_string(field.type)]
            self._writer = pq.ParquetWriter(self._path, table.schema, compression="snappy", use_dictionary=words)
        self._writer.write_table(table)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class GpkgSink:
    """One layer of points in EPSG:4326, or the shapes that the file already had in their own system."""

    def __init__(self, path: Path, geometry: str, crs: str) -> None:
        self._path, self._geometry, self._crs = path, geometry, crs
        self._begun = False

    def write(self, table: pa.Table) -> None:
        gdal = importlib.import_module("pyogrio")  # GDAL is slow to load and only some files need it
        gdal.write_arrow(table, self._path, layer="points", driver="GPKG", geometry_name=self._geometry, crs=self._crs,
                    geometry_type="Point", append=self._begun)  # fmt: skip
        self._begun = True

    def close(self) -> None:
        """Each piece is closed as it is written."""


def open_sink(
    path: Path, ending: str, *, geometry: str | None, crs: str, metadata: dict[bytes, bytes]
) -> Sink:
    """The writer for an ending."""
    if ending.startswith(".csv"):
        return CsvSink(path, ending, geometry)
    if ending == ".gpkg":
        assert geometry is not None
        return GpkgSink(path, geometry, crs)
    if geometry is not None and b"geo" not in metadata:
        metadata = metadata | geoparquet(geometry, crs)
    return ParquetSink(path, metadata)


def _geometry_as(table: pa.Table, name: str, told: Callable[[Any], Any]) -> pa.Table:
    wkb = table.column(name).to_numpy()
    return table.set_column(table.column_names.index(name), name, pa.array(told(wkb), pa.string()))
