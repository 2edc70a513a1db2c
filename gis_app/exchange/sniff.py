"""What a file is, by its content: the ending is only believed where both agree.

GDAL looks at the content too, and opens whatever it finds: a ``.geojson`` that holds a VRT reads any file of the
server. So the kind is decided here, before any driver sees the file.
"""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from gis_app.errors import WanggeError

HEAD = 4096
MANY = 10
SPACES = " \t\r\n\ufeff"
GPX = re.compile(rb"<(\w+:)?gpx[\s>]")

ENDINGS: Mapping[str, str] = MappingProxyType({
    ".geojson": "geojson", ".json": "geojson", ".gpkg": "gpkg", ".shp": "shapefile", ".dbf": "dbf",
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".xlsx": "xlsx", ".parquet": "parquet", ".geoparquet": "parquet",
    ".zip": "zip", ".gz": "gzip", ".gpx": "gpx",
})
NAMES: Mapping[str, str] = MappingProxyType({
    "geojson": "JSON", "gpkg": "SQLite/GPKG", "shapefile": "Shapefile", "dbf": "DBF", "csv": "文本表格",
    "xlsx": "XLSX", "parquet": "Parquet", "gpx": "GPX", "zip": "ZIP", "gzip": "GZIP", "xml": "XML（如 VRT、KML、GML）",
    "unknown": "未知格式",
})


def kind_of(path: Path, name: str) -> str:
    """The kind of the file at ``path``, which its owner calls ``name``.

    Raises
    ------
    WanggeError
        ``file_empty``, ``file_unknown``, ``file_disguised``.
    """
    with path.open("rb") as opened:
        head = opened.read(HEAD)
    if not head:
        raise WanggeError("file_empty", name=name)
    claimed = ENDINGS.get(Path(name).suffix.lower())
    found = _by_content(head, path)
    if found == "text":
        found = _text_kind(head)
        found = "dbf" if claimed == "dbf" and found in ("csv", "unknown") else found
    if claimed is None and found in ("csv", "unknown", "xml"):
        raise WanggeError("file_unknown", name=name)
    if found in ("unknown", "xml") or (claimed is not None and claimed != found):
        raise WanggeError("file_disguised", name=name, kind=NAMES[found])
    return found


def _by_content(head: bytes, path: Path) -> str:
    for magic, kind in ((b"SQLite format 3\0", "gpkg"), (b"PAR1", "parquet"), (b"\x1f\x8b", "gzip"),
                        (b"\x00\x00\x27\x0a", "shapefile")):
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx" if _is_workbook(path) else "zip"
    return "text"


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as opened:
            return "xl/workbook.xml" in opened.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _text_kind(head: bytes) -> str:
    """JSON, GPX, other XML or a table; many NULs where no UTF-16 mark stands mean that it is no text at all."""
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.count(0) * MANY > len(head) and not wide:
        return "unknown"
    first = head.decode("utf-16" if wide else "latin-1", errors="ignore").removeprefix("ï»¿").lstrip(SPACES)[:1]
    if first in ("{", "["):
        return "geojson"
    if first == "<":
        return "gpx" if GPX.search(head) else "xml"
    return "csv"
