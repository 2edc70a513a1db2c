"""Roads and water that a border may follow: which of them runs beside a piece of border, in the same direction."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from gis_app.domain.checks.plane import Floats

NEAR_M = 12.0
"""A border drawn along a road or a stream lies on it, on its edge or on its middle line."""
PARALLEL = 0.8
"""Cosine: up to 37 degrees between them."""
STEP_M = 5.0
IN_WATER_M = 30.0
"""So far inside an area a border follows it, whichever way its bank runs."""


class Way(NamedTuple):
    """A line or an area of the ground, and what people call it."""

    name: str
    shape: shapely.Geometry


def followed(middle: Floats, normal: Floats, ways: Sequence[Way]) -> list[str | None]:
    """The name of the way that each piece of border follows, the nearest of several; shapes, middles in metres.

    ``normal``: unit vectors across the pieces.
    """
    found: list[str | None] = [None] * len(middle)
    parts = [(way.name, part) for way in ways for part in shapely.get_parts(way.shape)]
    if not parts:
        return found
    shapes = np.array([part for _, part in parts], dtype=object)
    points = shapely.points(middle)
    piece, way = shapely.STRtree(shapes).query(points, predicate="dwithin", distance=NEAR_M)
    lines = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    apart = shapely.distance(points[piece], shapes[way])
    deep = (apart == 0) & (shapely.distance(points[piece], lines[way]) > IN_WATER_M)
    beside = deep | (_turned(points[piece], normal[piece], lines[way]) >= PARALLEL)
    for number in np.lexsort((way, apart))[::-1].tolist():
        if beside[number]:
            found[piece[number]] = parts[way[number]][0]
    return found


def _turned(points: Floats, normal: Floats, lines: Floats) -> Floats:
    """Cosine of the angle between each piece and the line where it is nearest."""
    lines = np.array([_nearest_ring(line, point) for line, point in zip(lines, points, strict=True)], dtype=object)
    at = shapely.line_locate_point(lines, points)
    ends = [shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(at + step, 0.0))) for step in (-STEP_M, STEP_M)]
    run = (ends[1] - ends[0]).reshape(-1, 2)
    length = np.hypot(*run.T)
    across = np.abs(np.einsum("ij,ij->i", run, normal)) / np.where(length, length, 1.0)
    return np.where(length > 0, np.sqrt(np.clip(1 - across**2, 0, 1)), 0.0)


def _nearest_ring(line: shapely.Geometry, point: shapely.Point) -> shapely.Geometry:
    parts = shapely.get_parts(line)
    return line if len(parts) < 2 else parts[int(np.argmin(shapely.distance(parts, point)))]
