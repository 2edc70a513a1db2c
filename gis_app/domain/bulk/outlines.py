"""Polygons in order of rank, flattened to arrays that kernels read."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]
Ints = NDArray[np.int32]
Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Outlines:
    """All borders of a set of polygons; the polygon at place 0 is the one that wins wherever it covers.

    Attributes
    ----------
    shapes
        Polygons and multipolygons, best rank first; none is None or empty.
    class_
        How specific each one is: equal numbers are equally specific, smaller is more specific. Ascending.
    vertices
        (n, 2) lon/lat, ring after ring, each closed.
    owner
        Rank of the polygon that the segment from vertex i to i + 1 belongs to; -1 for the last vertex of a ring.
    """

    shapes: Polygons
    class_: Ints
    vertices: Array
    owner: Ints

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        lon, lat = self.vertices.T  # column by column: along the rows of so flat an array numpy is ten times slower
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())

    def __len__(self) -> int:
        return len(self.shapes)


def flatten(shapes: Polygons, class_: Ints) -> Outlines:
    """Take the coordinates out of ranked polygons (z is dropped)."""
    parts, polygon = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    vertices, ring = shapely.get_coordinates(rings, return_index=True)
    owner = polygon[part][ring].astype(np.int32)
    last = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, bool)
    owner[last] = -1
    return Outlines(shapes, class_, np.ascontiguousarray(vertices), owner)


def point_coordinates(shapes: Polygons) -> tuple[Array, Array]:
    """x and y of each point; NaN for what is missing, empty or no point."""
    points = (shapely.get_type_id(shapes) == 0) & ~shapely.is_empty(shapes)
    x, y = np.full(len(shapes), np.nan), np.full(len(shapes), np.nan)
    x[points], y[points] = shapely.get_x(shapes[points]), shapely.get_y(shapes[points])
    return x, y
