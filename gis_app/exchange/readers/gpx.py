"""GPX: the points of its tracks in order, each with its time; entities and outside references are refused.

GPX coordinates are WGS-84 by its definition; phones sold in China may have written GCJ-02 all the same (``--crs gcj02``).
"""

import math
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

import pyarrow as pa
import shapely
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from gis_app.errors import WanggeError
from gis_app.exchange.raw import Raw
from gis_app.exchange.readers.cells import check_size, row_numbers, text_column

TRACKS, POINTS = ("trk", "rte"), ("trkpt", "rtept")
Point = tuple[str, str | None, bytes | None]
"""The track's name or number, the time as written, the place as WKB (None: no place)."""


def read(path: Path, name: str, encoding: str | None) -> Raw:
    """Columns round and time, and the places; one row a point."""
    del encoding  # XML says its own
    try:
        points = list(_points(path))
    except DefusedXmlException as trap:
        raise WanggeError("file_damaged", name=name, why="GPX 里有实体声明，不予读取") from trap
    except ParseError as broken:
        raise WanggeError("file_damaged", name=name, why="XML 不完整") from broken
    if not points:
        raise WanggeError("file_damaged", name=name, why="GPX 里没有轨迹点")
    check_size(name, 2, len(points))
    rounds, times, places = zip(*points, strict=True)
    return Raw(
        name=name, kind="gpx", rows=row_numbers(len(points)), crs="EPSG:4326", shapes=pa.array(places, type=pa.binary()),
        columns={"round": text_column(rounds), "time": text_column(times)},
    )


def _points(path: Path) -> Iterator[Point]:
    """Each point as soon as it ends, and freed, so that a long track needs no memory."""
    above: list[str] = []
    number, title = 0, None
    for event, element in iterparse(path, events=("start", "end"), forbid_dtd=True):
        tag = str(element.tag).rpartition("}")[2]
        if event == "start":
            above.append(tag)
            if tag in TRACKS:
                number, title = number + 1, None
            continue
        above.pop()
        if tag == "name" and above and above[-1] in TRACKS:
            title = (element.text or "").strip() or None
        elif tag in POINTS:
            time = next((child.text for child in element if str(child.tag).rpartition("}")[2] == "time"), None)
            yield title or f"轨迹 {number}", time, _place(element)
            element.clear()


def _place(element: Element) -> bytes | None:
    try:
        lon, lat = float(element.get("lon", "")), float(element.get("lat", ""))
    except ValueError:
        return None
    return shapely.to_wkb(shapely.Point(lon, lat)) if math.isfinite(lon) and math.isfinite(lat) else None
