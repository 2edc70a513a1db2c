"""The one precision of every coordinate in a coverage: lon/lat in degrees, rounded to twelve decimals (0.1 µm).

Twelve decimals are what a double can tell apart anywhere on earth with two digits to spare, and JSON writes them without
loss. Coarser would not do: each new node on the outer border bends it by half a unit, and ten thousand edits must not
lose a thousandth of a square metre. GEOS decides sides and crossings of such coordinates without rounding.
"""

from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray

DECIMALS = 12
PRECISION_DEG = 10.0**-DECIMALS

Array = NDArray[np.float64]
Objects = NDArray[np.object_]
Shape = TypeVar("Shape", bound=shapely.Geometry)


def rounded(xy: Array) -> Array:
    """Coordinates at the coverage's precision; no negative zeros, so that equal places have equal bytes."""
    return np.asarray(np.round(xy, DECIMALS) + 0.0)


def rounded_shape(shape: Shape) -> Shape:
    """A shape with each vertex at the coverage's precision."""
    moved: Shape = shapely.transform(shapely.force_2d(shape), rounded)
    return moved


def noded(lines: list[shapely.LineString]) -> list[shapely.LineString]:
    """The same linework cut wherever it meets, each new node at the coverage's precision (snap rounding)."""
    cut = shapely.union_all(np.array(lines, dtype=object), grid_size=PRECISION_DEG)
    return list(shapely.get_parts(shapely.transform(cut, rounded)))


def segments(shapes: Objects | shapely.Geometry) -> tuple[Array, Array]:
    """Start and end of each segment of polygons' rings, in their direction, shapes (n, 2)."""
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapes), return_index=True)
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same]
