"""The plane of a proposal: metres east and north of the middle of the area, and the way back to lon/lat."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import rounded
from gis_app.domain.places import scale_at

Array = NDArray[np.float64]
Objects = NDArray[np.object_]


@dataclass(frozen=True)
class Plane:
    """Metres per degree at (``lon``, ``lat``); over a town true to some 1 in 1,000, which no division notices."""

    lon: float
    lat: float

    @classmethod
    def at(cls, area: shapely.Geometry) -> Self:
        """The plane touching the middle of an area."""
        west, south, east, north = area.bounds
        return cls((west + east) / 2, (south + north) / 2)

    def metres(self, lonlat: Array) -> Array:
        return np.asarray((lonlat - (self.lon, self.lat)) * np.array(scale_at(self.lat)))

    def degrees(self, xy: Array) -> Array:
        """Lon/lat at the precision of a coverage."""
        return rounded(xy / np.array(scale_at(self.lat)) + (self.lon, self.lat))

    def flat(self, shapes: Objects) -> Objects:
        """Shapes in lon/lat as shapes in metres."""
        return np.asarray(shapely.transform(shapes, self.metres))
