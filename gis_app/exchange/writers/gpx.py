"""GPX 1.1 (Topografix 2004): the stops of a route in order, and the way as a track, for phones and navigators."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from xml.etree import ElementTree

SPACE = "http://www.topografix.com/GPX/1/1"
FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Signs that XML 1.0 cannot hold."""


@dataclass(frozen=True)
class Point:
    """A named place in lon/lat with the time at which one is to be there."""

    lon: float
    lat: float
    name: str
    about: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Way:
    """A route: its stops, and the ways between them as vertices in lon/lat, one list a leg."""

    name: str
    stops: Sequence[Point]
    legs: Sequence[Sequence[tuple[float, float]]]


def gpx(title: str, ways: Iterable[Way]) -> bytes:
    """The file's bytes: first all routes, then all tracks, as the schema wants it."""
    ElementTree.register_namespace("", SPACE)
    root = ElementTree.Element(f"{{{SPACE}}}gpx", {"version": "1.1", "creator": "wangge"})
    _text(_child(root, "metadata"), "name", title)
    listed = list(ways)
    for way in listed:
        route = _child(root, "rte")
        _text(route, "name", way.name)
        for stop in way.stops:
            _point(route, stop)
    for way in listed:
        track = _child(root, "trk")
        _text(track, "name", way.name)
        for leg in way.legs:
            segment = _child(track, "trkseg")
            for lon, lat in leg:
                _child(segment, "trkpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
    ElementTree.indent(root, " ")
    out = BytesIO()
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    return out.getvalue()


def _point(route: ElementTree.Element, stop: Point) -> None:
    point = _child(route, "rtept", lat=f"{stop.lat:.7f}", lon=f"{stop.lon:.7f}")
    if stop.at is not None:
        _text(point, "time", stop.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _text(point, "name", stop.name)
    if stop.about:
        _text(point, "desc", stop.about)


def _child(parent: ElementTree.Element, name: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, f"{{{SPACE}}}{name}", attributes)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    _child(parent, name).text = text.translate(FORBIDDEN)
