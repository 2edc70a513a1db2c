"""CSV and its relatives: encoding and separator by looking, every cell as text, crooked lines refused by number."""

import csv as plain_csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from gis_app.errors import WanggeError
from gis_app.exchange.encodings import check_encoding, guess
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import check_size, unique_names

CHUNK = 1024**2
BLOCK = 64 * 1024**2
"""A row must fit into one: borders written as WKT are long."""
SEPARATORS = ",\t;|"
ESCAPED = r"^'([=+\-@])"
"""The apostrophe that keeps a spreadsheet from taking text for a formula."""


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """The table; the first line names the columns."""
    used = check_encoding(encoding) if encoding else guess(_chunks(path))
    if used is None:
        raise WanggeError("file_encoding", name=name)
    header, separator, filled = _header(path, used, name)
    check_size(name, len(header), 0)
    crooked: list[int] = []
    table = _table(path, used, separator, header, crooked, name) if filled else _empty(header)
    columns = {column: _clean(table.column(column)) for column in header}
    return _with_rows(Raw(name=name, kind="csv", columns=columns, rows=pa.nulls(0), encoding=used), crooked,
                      len(table), len(header))


def _table(path: Path, encoding: str, separator: str, header: list[str], crooked: list[int], name: str) -> pa.Table:
    def note(line: csv.InvalidRow) -> str:
        crooked.append(line.number - 1)
        return "skip"

    try:
        return csv.read_csv(
            path,
            read_options=csv.ReadOptions(use_threads=False, encoding=encoding.replace("utf-8-sig", "utf-8"),
                                         column_names=header, skip_rows_after_names=1, block_size=BLOCK),
            parse_options=csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=note),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True,
                                               null_values=[""], quoted_strings_can_be_null=True),
        )
    except UnicodeDecodeError as wrong:
        raise WanggeError("encoding_wrong", name=name, encoding=encoding) from wrong
    except pa.ArrowInvalid as wrong:
        if "UTF8" in str(wrong) or "codec" in str(wrong):
            raise WanggeError("encoding_wrong", name=name, encoding=encoding) from wrong
        raise WanggeError("file_damaged", name=name, why="表格的引号或行不完整") from wrong


def _with_rows(raw: Raw, crooked: list[int], kept: int, width: int) -> Raw:
    """Number the kept rows as they stand in the file, and refuse the crooked ones by theirs."""
    gone = set(crooked)
    numbers = (n for n in range(1, kept + len(crooked) + 1) if n not in gone)
    raw.rows = pa.array(numbers, type=pa.int64()) if gone else pa.array(range(1, kept + 1), type=pa.int64())
    for row in crooked:
        raw.refuse(row, "", f"这一行的列数不是 {width}")
    return raw


def _clean(column: pa.ChunkedArray) -> pa.Array:
    """Trimmed text, NUL replaced, blank as nothing."""
    whole = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], type=pa.string())
    trimmed = pc.utf8_trim_whitespace(pc.replace_substring(whole, "\0", "\ufffd"))
    trimmed = pc.replace_substring_regex(trimmed, pattern=ESCAPED, replacement=r"\1")
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _header(path: Path, encoding: str, name: str) -> tuple[list[str], str, bool]:
    """Column names and separator, from the first line, and whether anything comes after it."""
    with path.open(encoding=encoding, errors="replace", newline="") as opened:
        line = opened.readline(CHUNK).removeprefix("\ufeff").rstrip("\r\n")
        filled = bool(opened.read(CHUNK).strip())
    if not line.strip():
        raise WanggeError("file_damaged", name=name, why="第一行应为列名，却是空行")
    separator = max(SEPARATORS, key=line.count)
    return unique_names(next(plain_csv.reader([line], delimiter=separator))), separator, filled


def _empty(header: list[str]) -> pa.Table:
    return pa.table({name: pa.array([], type=pa.string()) for name in header})


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while chunk := opened.read(CHUNK):
            yield chunk
