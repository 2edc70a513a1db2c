"""The plane in which the sample is drawn: metres east and north of one origin, and its way to lon/lat."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Array = NDArray[np.float64]

DIGITS = 7
"""Decimals of a stored degree: 1e-7 is about a centimetre, and equal vertices stay equal bit for bit."""

_SEMI_MAJOR_M = 6378137.0
_ECCENTRICITY2 = 0.00669437999014


@dataclass(frozen=True)
class Frame:
    """A local plane on the WGS-84 ellipsoid; over a county of 30 km it is true to about 1 in 1,000."""

    lon: float
    lat: float

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """Metres of one degree of longitude and of latitude at the origin."""
        curve = 1 - _ECCENTRICITY2 * np.sin(np.radians(self.lat)) ** 2
        prime_vertical = _SEMI_MAJOR_M / np.sqrt(curve)
        meridional = _SEMI_MAJOR_M * (1 - _ECCENTRICITY2) / curve**1.5
        east = np.radians(1.0) * prime_vertical * np.cos(np.radians(self.lat))
        return float(east), float(np.radians(1.0) * meridional)

    def degrees(self, xy: Array) -> Array:
        """Metres (n, 2) to rounded lon/lat (n, 2)."""
        return np.round(np.asarray(xy) / self.metres_per_degree + (self.lon, self.lat), DIGITS)

    def metres(self, lonlat: Array) -> Array:
        """Lon/lat (n, 2) to metres (n, 2)."""
        return (np.asarray(lonlat) - (self.lon, self.lat)) * self.metres_per_degree

    def to_degrees(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Shapes in metres as shapes in rounded lon/lat."""
        return np.asarray(shapely.transform(shapes, self.degrees))

    def to_metres(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Shapes in lon/lat as shapes in metres."""
        return np.asarray(shapely.transform(shapes, self.metres))
