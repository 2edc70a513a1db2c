"""Every attribute value becomes text, once, the same way for all formats; fields are parsed from it later."""

import json
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from gis_app.errors import WanggeError

MAX_COLUMNS = 1_000
MAX_ROWS = 20_000_000
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""NUL and lone surrogates: no database takes them."""
EXACT = 2**53


def text_of(value: Any) -> str | None:
    """A value as text: whole numbers without a point, times in ISO, nothing for nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return UNSTORABLE.sub("\ufffd", value).strip() or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, bytes):
        return None
    if isinstance(value, dict | list):
        return UNSTORABLE.sub("\ufffd", json.dumps(value, ensure_ascii=False))
    return str(value)


def _number(value: float) -> str | None:
    if not math.isfinite(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def text_column(values: Iterable[Any]) -> pa.Array:
    return pa.array([text_of(value) for value in values], type=pa.string())


def row_numbers(count: int) -> pa.Array:
    return pa.array(range(1, count + 1), type=pa.int64())


def check_size(name: str, columns: int, rows: int) -> None:
    """Refuse what nobody means: ``file_too_large``."""
    if columns > MAX_COLUMNS:
        raise WanggeError("file_too_large", name=name, what="列数", limit=f"{MAX_COLUMNS}")
    if rows > MAX_ROWS:
        raise WanggeError("file_too_large", name=name, what="行数", limit=f"{MAX_ROWS:,}")


def unique_names(names: Sequence[Any]) -> list[str]:
    """Column names without repeats or blanks: 列3 for a blank third one, 名称_2 for the second 名称."""
    taken: list[str] = []
    for place, given in enumerate(names, 1):
        base = text_of(given) or f"列{place}"
        name, serial = base, 2
        while name in taken:
            name, serial = f"{base}_{serial}", serial + 1
        taken.append(name)
    return taken


def arrow_text(column: pa.ChunkedArray) -> pa.Array:
    """Any Arrow column as text by the same rules."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], type=column.type)
    if pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_decode()
    if pa.types.is_integer(whole.type):
        return whole.cast(pa.string())
    if pa.types.is_timestamp(whole.type):
        whole = whole.cast(pa.timestamp("us", whole.type.tz), safe=False)
    return text_column(whole.to_pylist())
