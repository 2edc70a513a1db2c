"""Coordinates of GeoJSON to shapes, each position checked; numpy does it in one go where the array is regular."""

from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry

from gis_app.errors import WanggeError
from gis_app.exchange.readers.tally import Tally

MAX_VERTICES = 1_000_000
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
GEOMETRIES = (*DEPTHS, "GeometryCollection")
MAX_NESTING = 8
CLOSED = 4

Array = NDArray[np.float64]


class RowFault(Exception):
    """A shape that can't be built: the place in the file and the reason."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place, self.reason = place, reason


class Shapes:
    """Builds the shape of one feature; what it puts right goes to the tally under the feature's row."""

    def __init__(self, tally: Tally, row: int) -> None:
        self.tally, self.row, self.vertices = tally, row, 0

    def build(self, given: Any, place: str, nesting: int = 0) -> Geometry | None:
        """The shape, or None where it is empty.

        Raises
        ------
        WanggeError
            ``geojson_invalid`` where the structure is wrong.
        RowFault
            Where the structure is right and no shape comes of it.
        """
        if not isinstance(given, dict):
            _wrong(place, "应为几何对象")
        kind = given.get("type")
        if kind == "GeometryCollection":
            return self._collection(given.get("geometries"), f"{place}.geometries", nesting)
        if kind not in DEPTHS:
            _wrong(f"{place}.type", "缺少" if kind is None else f"不认识“{str(kind)[:30]}”")
        coordinates = given.get("coordinates")
        if not isinstance(coordinates, list):
            _wrong(f"{place}.coordinates", "缺少" if coordinates is None else "应为数组")
        if not coordinates:
            self.tally.add("空几何，按没有图形处理", self.row)
            return None
        makers: dict[str, Callable[[Any, str], Geometry]] = {
            "Point": self._point, "LineString": self._line, "Polygon": self._polygon,
            "MultiPoint": self._points, "MultiLineString": self._many(self._line, shapely.multilinestrings),
            "MultiPolygon": self._many(self._polygon, shapely.multipolygons),
        }
        return makers[kind](coordinates, f"{place}.coordinates")

    def _collection(self, given: Any, place: str, nesting: int) -> Geometry | None:
        if not isinstance(given, list):
            _wrong(place, "缺少" if given is None else "应为数组")
        if nesting >= MAX_NESTING:
            raise RowFault(place, "几何集合嵌套太深")
        if nesting:
            self.tally.add("几何集合套几何集合，已展开", self.row)
        parts = [self.build(one, f"{place}[{n}]", nesting + 1) for n, one in enumerate(given)]
        flat = [leaf for part in parts if part is not None for leaf in _leaves(part)]
        if not flat:
            return None
        return flat[0] if len(flat) == 1 else shapely.geometrycollections(flat)

    def _point(self, given: Any, place: str) -> Geometry:
        return shapely.points(self._positions([given], place, first=place)[0])

    def _points(self, given: Any, place: str) -> Geometry:
        return shapely.multipoints(self._positions(given, place))

    def _line(self, given: Any, place: str) -> Geometry:
        line = self._positions(given, place)
        if len(np.unique(line, axis=0)) < 2:
            raise RowFault(place, "线的长度为零")
        return shapely.linestrings(line)

    def _polygon(self, given: Any, place: str) -> Geometry:
        if not isinstance(given, list):
            _wrong(place, "应为数组")
        if not given:
            raise RowFault(place, "面没有外环")
        rings = [self._ring(ring, f"{place}[{n}]") for n, ring in enumerate(given)]
        turned = [shapely.is_ccw(ring) for ring in rings]
        if not turned[0] or any(turned[1:]):
            self.tally.add("环的方向与标准不同，不影响使用", self.row)
        return shapely.polygons(rings[0], rings[1:] or None)

    def _ring(self, given: Any, place: str) -> Geometry:
        ring = self._positions(given, place)
        if not np.array_equal(ring[0], ring[-1]):
            self.tally.add("环没有闭合，已补上终点", self.row)
            ring = np.vstack([ring, ring[:1]])
        if len(np.unique(ring, axis=0)) < CLOSED - 1:
            raise RowFault(place, "环上不同的点少于 3 个")
        if (ring[1:] == ring[:-1]).all(axis=1).any():
            self.tally.add("有相邻的重复点，不影响使用", self.row)
        return shapely.linearrings(ring)

    def _many(self, make: Callable[[Any, str], Geometry], join: Callable[[list[Geometry]], Geometry]
              ) -> Callable[[Any, str], Geometry]:
        return lambda given, place: join([make(one, f"{place}[{n}]") for n, one in enumerate(given)])

    def _positions(self, given: Any, place: str, first: str | None = None) -> Array:
        """An (n, 2) array; further coordinates are dropped."""
        if not isinstance(given, list):
            _wrong(place, "应为数组")
        if not given:
            raise RowFault(place, "没有坐标")
        self.vertices += len(given)
        if self.vertices > MAX_VERTICES:
            raise RowFault(place, f"顶点超过 {MAX_VERTICES:,} 个")
        array = _regular(given)
        if array is None:
            array = np.array([_position(one, first or f"{place}[{n}]") for n, one in enumerate(given)], dtype=np.float64)
            deep = any(len(one) > 2 for one in given)
        else:
            deep = array.shape[1] > 2
        if deep:
            self.tally.add("坐标带高程等第三维，已去掉", self.row)
        flat = array[:, :2]
        if not np.isfinite(flat).all():
            raise RowFault(place, "坐标不是有限的数")
        return flat


def _regular(given: list[Any]) -> Array | None:
    """The fast way: every position a list of as many plain numbers, two at least."""
    try:
        array = np.asarray(given)
    except (ValueError, OverflowError):
        return None
    fits = array.dtype.kind in "iuf" and array.ndim == 2 and array.shape[1] >= 2
    return array.astype(np.float64) if fits else None


def _position(given: Any, place: str) -> tuple[float, float]:
    if not isinstance(given, list):
        _wrong(place, "应为坐标数组，层数与几何类型不符")
    if any(isinstance(value, list) for value in given):
        _wrong(place, "层数与几何类型不符")
    if len(given) < 2:
        _wrong(place, "坐标少于两个数")
    for n, value in enumerate(given):
        if isinstance(value, bool) or not isinstance(value, int | float):
            _wrong(f"{place}[{n}]", "坐标应为数字")
    try:
        return float(given[0]), float(given[1])
    except OverflowError:
        return np.inf, np.inf


def _leaves(shape: Geometry) -> list[Geometry]:
    if isinstance(shape, shapely.GeometryCollection):
        return [leaf for part in shape.geoms for leaf in _leaves(part)]
    return [shape]


def _wrong(place: str, why: str) -> NoReturn:
    raise WanggeError("geojson_invalid", place=place, why=why)
