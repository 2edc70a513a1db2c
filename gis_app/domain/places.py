"""Places in metres: the local metric plane at a point, and distances in it.

The plane at P scales degrees by the ellipsoid's radii of curvature at P (WGS-84), so that borders straight in lon/lat
stay straight. Within a kilometre it agrees with the geodesic to a few millimetres. SQL uses the same formula.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SEMI_MAJOR_M = 6378137.0
ECCENTRICITY_2 = 0.0066943799901413165
"""WGS-84: semi-major axis, first eccentricity squared."""

DEGREE = math.pi / 180.0

SAME_M = 1e-6
"""Two distances closer than this are one: nearer than any coordinate can tell, so the lower code decides."""


class Scale(NamedTuple):
    """Metres per degree east and north at one latitude."""

    east: float
    north: float


def scale_at(lat: float) -> Scale:
    """Metres per degree of longitude and of latitude in the metric plane at latitude ``lat`` (degrees)."""
    phi = lat * DEGREE
    w2 = 1.0 - ECCENTRICITY_2 * math.sin(phi) ** 2
    normal = SEMI_MAJOR_M / math.sqrt(w2)
    return Scale(DEGREE * normal * math.cos(phi), DEGREE * normal * (1.0 - ECCENTRICITY_2) / w2)


def scales_at(lat: Array) -> tuple[Array, Array]:
    """``scale_at`` for an array of latitudes."""
    phi = lat * DEGREE
    w2 = 1.0 - ECCENTRICITY_2 * np.sin(phi) ** 2
    normal = SEMI_MAJOR_M / np.sqrt(w2)
    return DEGREE * normal * np.cos(phi), DEGREE * normal * (1.0 - ECCENTRICITY_2) / w2


def distances_to_segments(lon: float, lat: float, start: Array, end: Array) -> Array:
    """Metres from one point to each straight lon/lat segment, in the metric plane at the point.

    Parameters
    ----------
    start, end
        Shape (n, 2), lon and lat of the segments' ends.
    """
    scale = np.array(scale_at(lat))
    a, b = (start - (lon, lat)) * scale, (end - (lon, lat)) * scale
    step = b - a
    square = np.einsum("ij,ij->i", step, step)
    along = -np.einsum("ij,ij->i", a, step) / np.where(square > 0.0, square, 1.0)
    foot = np.where((along >= 1.0)[:, None], b, a + np.clip(along, 0.0, 1.0)[:, None] * step)
    return np.asarray(np.hypot(foot[:, 0], foot[:, 1]))
