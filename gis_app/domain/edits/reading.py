"""The fields of an edit in JSON: texts, switches, numbers, places, lines and areas. Lon/lat in degrees, WGS-84."""

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field
from typing import Any

from gis_app.domain.coverage import Point
from gis_app.domain.coverage.precision import DECIMALS
from gis_app.errors import WanggeError

Line = tuple[Point, ...]
"""Places in order; a line needs two of them."""
Area = tuple[Line, ...]
"""A polygon as in GeoJSON: the shell, then its holes; each ring closed or not."""
Areas = Mapping[str, tuple[Area, ...]]
"""Polygons by key, each as in the coordinates of a GeoJSON MultiPolygon."""
Texts = tuple[str, ...]
Places = Mapping[str, Point]


def read_field(item: "Field[Any]", said: Mapping[str, Any]) -> dict[str, Any]:
    """The value of one field by name; empty where it is left out and has a default."""
    if item.name not in said:
        if item.default is MISSING:
            raise WanggeError("missing_field", field=item.name)
        return {}
    return {item.name: READERS[item.type](item.name, said[item.name])}


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise WanggeError("bad_value", field=name, why="应是文字")
    return value


def _maybe_text(name: str, value: object) -> str | None:
    return None if value is None else _text(name, value)


def _switch(name: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise WanggeError("bad_value", field=name, why="应是 true 或 false")
    return value


def _number(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WanggeError("bad_number", field=name)
    return float(value)


def _texts(name: str, value: object) -> Texts:
    return tuple(_text(name, item) for item in _list(name, value))


def _point(name: str, value: object) -> Point:
    items = _list(name, value)
    if len(items) != 2:
        raise WanggeError("bad_value", field=name, why="应是 [经度, 纬度]")
    lon, lat = (_number(name, item) for item in items)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise WanggeError("bad_position", field=name)
    return round(lon, DECIMALS) + 0.0, round(lat, DECIMALS) + 0.0


def _line(name: str, value: object) -> Line:
    return tuple(_point(name, item) for item in _list(name, value))


def _area(name: str, value: object) -> Area:
    rings = tuple(_line(name, ring) for ring in _list(name, value))
    if not rings or any(len(set(ring)) < 3 for ring in rings):
        raise WanggeError("bad_value", field=name, why="面的每个环至少要三个不同的点")
    return rings


def _areas(name: str, value: object) -> Areas:
    if not isinstance(value, Mapping) or not value:
        raise WanggeError("bad_value", field=name, why="应是 {编码: [面, …]}")
    return {_text(name, key): tuple(_area(name, area) for area in _list(name, areas)) for key, areas in value.items()}


def _places(name: str, value: object) -> Places:
    if not isinstance(value, Mapping) or not value:
        raise WanggeError("bad_value", field=name, why="应是 {编码: [经度, 纬度]}")
    return {_text(name, key): _point(name, place) for key, place in value.items()}


def _list(name: str, value: object) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise WanggeError("bad_value", field=name, why="应是列表")
    return value


READERS: Mapping[Any, Callable[[str, object], Any]] = {
    str: _text, str | None: _maybe_text, bool: _switch, float: _number, Texts: _texts, Point: _point, Line: _line, Area: _area,
    Places: _places, Areas: _areas,
}
