"""The metric plane of a check: degrees scaled at the middle latitude, so that borders straight in lon/lat stay straight.

A vertex on a neighbour's edge stays on it. Widths are measured in the plane; areas that are reported are geodesic.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from gis_app.domain.places import scale_at

Objects = NDArray[np.object_]
Floats = NDArray[np.float64]

WGS84 = Geod(ellps="WGS84")


class Plane:
    """Metres east and north of the middle of ``bounds`` (west, south, east, north in degrees; NaN where empty)."""

    def __init__(self, bounds: Floats) -> None:
        self.origin: Floats = np.nan_to_num((bounds[:2] + bounds[2:]) / 2)
        self.scale: Floats = np.array(scale_at(float(self.origin[1])))

    def to_metres(self, shapes: Objects) -> Objects:
        moved: Objects = shapely.transform(shapes, lambda xy: (xy - self.origin) * self.scale)
        return moved

    def boxes(self, bounds: Floats) -> Floats:
        """Bounds (n, 4) given in degrees, in metres."""
        return (bounds - np.tile(self.origin, 2)) * np.tile(self.scale, 2)

    def to_lonlat(self, shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, lambda xy: xy / self.scale + self.origin)

    def area_m2(self, shape: shapely.Geometry) -> float:
        """Geodesic area of a shape given in metres."""
        area, _ = WGS84.geometry_area_perimeter(shapely.normalize(self.to_lonlat(shape)))
        return round(abs(area), 4)

    def at(self, shape: shapely.Geometry) -> tuple[float, float]:
        """Lon and lat of a place inside a shape given in metres."""
        point = self.to_lonlat(shapely.point_on_surface(shape))
        return float(shapely.get_x(point)), float(shapely.get_y(point))


def width(shape: shapely.Geometry) -> float:
    """Mean width of a thin shape: twice its area over its outline."""
    around = float(shapely.length(shape))
    return 2 * float(shapely.area(shape)) / around if around else 0.0


def pieces(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """The polygons of a shape, whatever else an intersection left beside them."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if shapely.get_type_id(part) == 3 and shapely.area(part) > 0]
