"""Files of points of any size, read piece by piece: CSV(.gz), Parquet, GPKG (behind the walls); GeoJSON behind the walls, whole.

Rows and columns come in the order of the file and as they are; CSV columns are text as given.
"""

import codecs
import csv
import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from gis_app.errors import WanggeError
from gis_app.exchange import encodings
from gis_app.exchange.gpkg_points import GpkgPieces
from gis_app.exchange.guarded import read_guarded
from gis_app.exchange.sniff import kind_of

BLOCK_BYTES = 1 << 22
ROWS = 1 << 18
HEAD = 1 << 16


@dataclass(frozen=True)
class Points:
    """A file of points that can be read more than once.

    Attributes
    ----------
    tables
        Starts a reading: tables of up to some hundred thousand rows.
    text
        Whether the columns are text that may stand for numbers.
    geometry
        The column with WKB, if there is one; ``declared`` is the system that the file names for it.
    rows
        Number of rows where it is known beforehand.
    """

    names: list[str]
    tables: Callable[[], Iterator[pa.Table]]
    text: bool = False
    geometry: str | None = None
    declared: str | None = None
    rows: int | None = None
    notes: tuple[str, ...] = ()
    metadata: dict[bytes, bytes] = field(default_factory=dict)


def without_pandas() -> None:
    """Let pyarrow find out that it needs no pandas: it looks for it once, and importing it takes half a second."""
    if "pandas" in sys.modules:
        return
    absent = _Absent()
    sys.meta_path.insert(0, absent)
    try:
        pa.array(np.zeros(1))
    finally:
        sys.meta_path.remove(absent)


class _Absent(MetaPathFinder):
    """Finds no pandas."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ImportError(name)


def open_points(path: Path, encoding: str | None = None) -> Points:
    """What is in a file of points.

    Raises
    ------
    WanggeError
        One of the catalogue's ``file_*``, ``encoding_*``, ``geojson_invalid``.
    """
    if not path.is_file():
        raise WanggeError("file_missing", name=path.name)
    kind = kind_of(path, path.name)
    if kind == "gzip" and path.name.lower().endswith((".csv.gz", ".tsv.gz", ".txt.gz")):
        kind = "csv"
    opener = {"csv": _csv, "parquet": _parquet, "gpkg": _gpkg}.get(kind)
    try:
        return opener(path, encoding) if opener else _guarded(path, encoding)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as broken:
        raise WanggeError("file_damaged", name=path.name, why="Parquet 文件损坏或不完整") from broken


def _opened(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


def _csv(path: Path, encoding: str | None) -> Points:
    with _opened(path) as opened:
        try:
            head = opened.read(HEAD)
        except (OSError, EOFError) as broken:
            raise WanggeError("file_damaged", name=path.name, why="压缩数据不完整") from broken
    if len(head) == HEAD and b"\n" in head:
        head = head[:head.rindex(b"\n") + 1]  # a letter cut in two would look like another encoding
    known = encodings.check_encoding(encoding) if encoding else encodings.guess([head])
    if known is None:
        raise WanggeError("file_encoding", name=path.name)
    text = codecs.getincrementaldecoder(known)("replace").decode(head).removeprefix("\ufeff")
    delimiter = _delimiter(text)
    names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    if not any(name.strip() for name in names):
        raise WanggeError("file_empty", name=path.name)
    names = _told_apart(names)
    crooked: list[pa_csv.InvalidRow] = []

    def noted(row: pa_csv.InvalidRow) -> str:
        crooked.append(row)
        return "error"

    utf8 = known.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii")

    def records() -> Iterator[list[str]]:
        with _opened(path) as opened:
            lines = io.TextIOWrapper(opened, known, "replace", newline="")
            yield from (row for row in csv.reader(lines, delimiter=delimiter) if row)

    def tables() -> Iterator[pa.Table]:
        read = pa_csv.ReadOptions(block_size=BLOCK_BYTES, column_names=names, skip_rows=0, skip_rows_after_names=1,
                                  encoding="utf8" if utf8 else known)  # fmt: skip
        parse = pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=noted)
        convert = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), null_values=[""],
                                        strings_can_be_null=True, quoted_strings_can_be_null=False)  # fmt: skip
        try:
            with pa_csv.open_csv(path, read, parse, convert) as reader:
                for batch in reader:
                    yield pa.Table.from_batches([batch])
        except (pa.ArrowInvalid, OSError) as broken:
            raise WanggeError("file_damaged", name=path.name, why=_why(broken, crooked, records)) from broken

    return Points(names, tables, text=True)


def _why(broken: Exception, crooked: Sequence[pa_csv.InvalidRow], records: Callable[[], Iterator[list[str]]]) -> str:
    """What is wrong with a table; pyarrow does not number its rows, so the first crooked one is looked for."""
    if crooked:
        row = crooked[0]
        number = next((at for at, cells in enumerate(records()) if len(cells) != row.expected_columns), None)
        place = f"第 {number:,} 行" if number else f"“{row.text[:40]}”这一行"
        return f"{place}应有 {row.expected_columns} 列，实有 {row.actual_columns} 列"
    if isinstance(broken, OSError):
        return "压缩数据不完整"
    return "文字编码前后不一" if "UTF8" in str(broken) else "表格的引号或行不完整"


def _delimiter(text: str) -> str:
    """Whichever of comma, tab and semicolon the first line has most of."""
    first = text.partition("\n")[0]
    return max(",\t;", key=first.count)


def _told_apart(names: list[str]) -> list[str]:
    """Names as given; only a repeated or blank one gets a number, so that each column can be named."""
    taken: list[str] = []
    for place, given in enumerate(names, 1):
        name, serial = given or f"列{place}", 2
        while name in taken:
            name, serial = f"{given or f'列{place}'}_{serial}", serial + 1
        taken.append(name)
    return taken


def _parquet(path: Path, _encoding: str | None) -> Points:
    with pq.ParquetFile(path) as opened:
        schema, rows = opened.schema_arrow, opened.metadata.num_rows
    metadata = dict(schema.metadata or {})
    geometry, declared = _geoparquet(metadata)

    def tables() -> Iterator[pa.Table]:
        with pq.ParquetFile(path) as opened:
            for batch in opened.iter_batches(ROWS):
                yield pa.Table.from_batches([batch])

    return Points(schema.names, tables, geometry=geometry, declared=declared, rows=rows, metadata=metadata)


def _geoparquet(metadata: dict[bytes, bytes]) -> tuple[str | None, str | None]:
    """Geometry column and system out of GeoParquet's own metadata; it means CRS84 where it says nothing."""
    if b"geo" not in metadata:
        return None, None
    try:
        told = json.loads(metadata[b"geo"])
        column = told["columns"][told["primary_column"]]
    except (ValueError, KeyError, TypeError):
        return None, None
    if column.get("encoding") != "WKB":
        return None, None
    crs = column.get("crs", "EPSG:4326")
    return told["primary_column"], crs if isinstance(crs, str) else (json.dumps(crs) if crs else None)


def _gpkg(path: Path, _encoding: str | None) -> Points:
    pieces = GpkgPieces(path)
    return Points(pieces.names, pieces.tables, geometry=pieces.shape, declared=pieces.crs, rows=pieces.rows, notes=pieces.notes)


def _guarded(path: Path, encoding: str | None) -> Points:
    """GeoJSON and zipped files: read in the reading process, up to its limits."""
    read = read_guarded(path, encoding=encoding)
    if read.refused:
        first = read.refused[0]
        raise WanggeError("file_damaged", name=path.name, why=f"第 {first['row']} 行 {first['reason']}")
    columns = dict(read.columns)
    if read.shapes is not None:
        columns["geometry"] = read.shapes
    table = pa.table(columns)
    return Points(
        table.column_names, lambda: iter(table.slice(k, ROWS) for k in range(0, max(len(table), 1), ROWS)), text=True,
        geometry="geometry" if read.shapes is not None else None, declared=read.crs, rows=len(table),
    )  # fmt: skip
