"""What is measured on a grid's shape: its geodesic area and the place of its label."""

import math

import shapely
from pyproj import Geod
from shapely import MultiPolygon, Point, Polygon

from gis_app.errors import WanggeError

WGS84 = Geod(ellps="WGS84")
LABEL_STEPS = 50  # the label's place is found to a fiftieth of the shape's size


def whole(shape: Polygon | MultiPolygon | None, code: str) -> MultiPolygon | None:
    """The shape as a MultiPolygon with its vertices untouched; None stays None (未划定).

    Raises
    ------
    WanggeError
        ``grid_bad_shape`` for anything but valid, finite, non-empty polygons inside the range of lon/lat.
    """
    if shape is None:
        return None
    if not isinstance(shape, Polygon | MultiPolygon) or shape.is_empty:
        raise WanggeError("grid_bad_shape", code=code, why="不是面")
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise WanggeError("grid_bad_shape", code=code, why="超出经纬度范围")
    if not shape.is_valid:
        raise WanggeError("grid_bad_shape", code=code, why="边界自相交，请先用 wangge check grids 修复")
    flat = shapely.force_2d(shape)
    return flat if isinstance(flat, MultiPolygon) else MultiPolygon([flat])


def area_m2(shape: MultiPolygon | None) -> float | None:
    """Geodesic area on the WGS-84 ellipsoid, holes taken out."""
    if shape is None:
        return None
    area, _ = WGS84.geometry_area_perimeter(shapely.normalize(shape))
    return abs(area)


def label_point(shape: MultiPolygon | None) -> Point | None:
    """The pole of inaccessibility: the inner place farthest from the border."""
    if shape is None:
        return None
    circle = shapely.maximum_inscribed_circle(shape, math.sqrt(shape.area) / LABEL_STEPS)
    return shapely.get_point(circle, 0)
