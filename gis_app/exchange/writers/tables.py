"""CSV and XLSX: points as two columns, other shapes as WKT (in CSV only: a cell of XLSX is too short for borders).
No text ever becomes a formula.

A spreadsheet runs what begins with = + - @. In CSV such text gets an apostrophe in front, as spreadsheets themselves
write it (our reader takes it off again); in XLSX the cell is marked as text.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from gis_app.domain.crs import is_lonlat

FORMULA = ("=", "+", "-", "@", "\t", "\r")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
MAX_CELL = 32_767


def write_csv(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    """UTF-8 with the mark that spreadsheets look for; ``.gz`` is compressed."""
    flat = _flat(frame, crs)
    for name in flat.columns:
        if not pd.api.types.is_numeric_dtype(flat[name]):
            flat[name] = [safe(_text(value)) if _text(value) is not None else None for value in flat[name]]
    flat.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def csv_table(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A table without shapes, in the same dress as ``write_csv``."""
    out = StringIO(newline="")
    made = csv.writer(out, lineterminator="\n")
    made.writerow(heading)
    made.writerows([value if isinstance(value, int | float) else safe(_text(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(frame: gpd.GeoDataFrame, path: Path, crs: str) -> None:
    """One sheet, the columns' names in the first row."""
    flat = _flat(frame, crs).drop(columns="wkt", errors="ignore")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("wangge")
    sheet.append([str(name) for name in flat.columns])
    for row in flat.itertuples(index=False):
        sheet.append(list(cells(sheet, row)))
    book.save(path)


def safe(text: str | None) -> str | None:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text and text.startswith(FORMULA) else text


def cells(sheet: Any, row: tuple[Any, ...]) -> Iterator[Any]:
    """A row as the cells of a write-only sheet, no text of it a formula."""
    for value in row:
        if isinstance(value, bool | int | float) and not pd.isna(value):
            yield value
            continue
        text = _text(value)
        cell = WriteOnlyCell(sheet, None if text is None else UNPRINTABLE.sub("", text)[:MAX_CELL])
        if text is not None:
            cell.data_type = "s"
        if text and text.startswith(FORMULA):
            cell.quotePrefix = True
        yield cell


def _text(value: Any) -> str | None:
    if pd.isna(value):
        return None
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def _flat(frame: gpd.GeoDataFrame, crs: str) -> pd.DataFrame:
    """Without shapes: two columns of coordinates where all are points, else one of WKT."""
    flat = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    shapes = frame.geometry.to_numpy()
    if not (shapely.get_type_id(shapes) > 0).any() and not shapely.is_missing(shapes).all():
        east, north = ("lon", "lat") if is_lonlat(crs) else ("x", "y")
        return flat.assign(**{east: shapely.get_x(shapes), north: shapely.get_y(shapes)})
    return flat.assign(wkt=shapely.to_wkt(shapes, rounding_precision=-1))
