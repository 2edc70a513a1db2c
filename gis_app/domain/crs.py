"""Coordinates of any datum to WGS-84 lon/lat and back: vectorised, inputs never changed, inverses exact.

What reaches us: WGS-84 (GPS), CGCS2000 (surveying, Tianditu; EPSG:4490 and its projected zones), GCJ-02 (phones, AMap,
WeChat), BD-09 (Baidu), and whatever else has an EPSG number. Axes are always lon/lat or east/north, whatever the
standard says.

GCJ-02 and BD-09 are the formulas that every open converter uses; the inverse is a fixed point of the forward formula
(converters that subtract the shift once are up to metres off). Inside ``CHINA`` the round trip is exact to far below a
millimetre, also along the box's border, where the shift breaks off; outside nothing shifts.
"""

import importlib
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gis_app.errors import WanggeError

Array = NDArray[np.float64]
Pair = tuple[Array, Array]

CHINA = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the box in which GCJ-02 shifts, as in every published implementation."""

KRASOVSKY_A, KRASOVSKY_E2 = 6378245.0, 0.00669342162296594323
BAIDU_PI = np.pi * 3000.0 / 180.0
STEPS, CLOSE_DEG = 30, 1e-13
BORDER_DEG = 1e-10
"""A hundredth of a millimetre; at 105 degrees east the formula has a root whose slope costs that much."""

SHIFTED = ("gcj02", "bd09")
SAME_AS_WGS84 = ("wgs84", "cgcs2000", "EPSG:4326", "EPSG:4490")
"""CGCS2000 and WGS-84 agree within centimetres: no published transformation moves a point."""

ALIASES = {
    "wgs84": "wgs84", "wgs1984": "wgs84", "gps": "wgs84", "crs84": "wgs84", "ogc:crs84": "wgs84",
    "gcj02": "gcj02", "gcj": "gcj02", "火星坐标": "gcj02", "amap": "gcj02", "高德": "gcj02",
    "bd09": "bd09", "bd09ll": "bd09", "baidu": "bd09", "百度": "bd09",
    "cgcs2000": "cgcs2000", "2000": "cgcs2000", "国家2000": "cgcs2000",
}
EPSG = re.compile(r"(?:epsg|urn:ogc:def:crs:epsg):(?:[\d.]*:)?(\d{4,6})", re.IGNORECASE)


def parse_crs(name: str) -> str:
    """The one spelling of a coordinate system: ``wgs84``, ``cgcs2000``, ``gcj02``, ``bd09`` or ``EPSG:n``.

    Raises
    ------
    WanggeError
        ``bad_crs`` for a name or number that nobody knows.
    """
    text = name.strip()
    plain = ALIASES.get(re.sub(r"[-_ ]", "", text).lower())
    if plain:
        return plain
    number = EPSG.fullmatch(text)
    if number is None or (f"EPSG:{int(number[1])}" not in SAME_AS_WGS84 and _proj().known(int(number[1])) is None):
        raise WanggeError("bad_crs", field="crs", crs=text[:40])
    return f"EPSG:{int(number[1])}"


def numbered(declared: str) -> str | None:
    """The spelling of a system that a file declares by name, number or description (WKT, PROJJSON); None if unknown."""
    try:
        return parse_crs(declared)
    except WanggeError:
        found: str | None = _proj().number_of(declared)
        return found


def described(crs: str) -> dict[str, Any]:
    """The PROJJSON of a system given by number or description, as GeoParquet wants it."""
    told: dict[str, Any] = _proj().described(crs)
    return told


def is_lonlat(crs: str) -> bool:
    """Whether coordinates of ``crs`` (as ``parse_crs`` spells it) are degrees."""
    if crs in SHIFTED or crs in SAME_AS_WGS84:
        return True
    known = _proj().known(int(crs.removeprefix("EPSG:")))
    return known is not None and known.is_geographic


def to_wgs84(x: ArrayLike, y: ArrayLike, crs: str) -> Pair:
    """Lon and lat in WGS-84 of coordinates given in ``crs``; what has no place comes back as not finite."""
    return _convert(x, y, crs, _INVERSE, forward=False)


def from_wgs84(lon: ArrayLike, lat: ArrayLike, crs: str) -> Pair:
    """Coordinates in ``crs`` of WGS-84 lon and lat."""
    return _convert(lon, lat, crs, _FORWARD, forward=True)


def geometries_to_wgs84(shapes: NDArray[np.object_], crs: str) -> NDArray[np.object_]:
    """The same geometries with every vertex in WGS-84 lon/lat."""
    return _each_vertex(shapes, lambda x, y: to_wgs84(x, y, crs), crs)


def geometries_from_wgs84(shapes: NDArray[np.object_], crs: str) -> NDArray[np.object_]:
    """The same geometries with every vertex in ``crs``."""
    return _each_vertex(shapes, lambda x, y: from_wgs84(x, y, crs), crs)


def _each_vertex(shapes: NDArray[np.object_], move: Callable[[Array, Array], Pair], crs: str) -> NDArray[np.object_]:
    if parse_crs(crs) in SAME_AS_WGS84:
        return shapes
    moved: NDArray[np.object_] = shapely.transform(shapes, lambda xy: np.column_stack(move(xy[:, 0], xy[:, 1])))
    return moved


def _convert(x: ArrayLike, y: ArrayLike, crs: str, shifts: dict[str, Callable[[Array, Array], Pair]],
             *, forward: bool) -> Pair:
    a, b = np.broadcast_arrays(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
    known = parse_crs(crs)
    if known in SAME_AS_WGS84:
        return a.copy(), b.copy()
    if known in shifts:
        return _shift(a, b, shifts[known])
    east, north = _proj().transformer(known, forward).transform(a, b)
    return np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64)


def _shift(x: Array, y: Array, move: Callable[[Array, Array], Pair]) -> Pair:
    """Apply ``move`` to what is finite, so that the formulas never see anything else."""
    finite = np.isfinite(x) & np.isfinite(y)
    out_x, out_y = x.copy(), y.copy()
    out_x[finite], out_y[finite] = move(x[finite], y[finite])
    return out_x, out_y


def _proj() -> Any:
    # PROJ takes a quarter of a second to load, and most files are in plain degrees
    return importlib.import_module("gis_app.domain.projections")


def _inside(lon: Array, lat: Array) -> NDArray[np.bool_]:
    west, south, east, north = CHINA
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def _gcj_shifted(lon: Array, lat: Array) -> Pair:
    """The GCJ-02 formula, wherever the point lies."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = (-100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
             + (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
             + (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0)
    east = (300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
            + (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
            + (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0)
    phi = np.radians(lat)
    w2 = 1.0 - KRASOVSKY_E2 * np.sin(phi) ** 2
    w = np.sqrt(w2)
    d_lat = np.degrees(north / (KRASOVSKY_A * (1.0 - KRASOVSKY_E2) / (w2 * w)))
    d_lon = np.degrees(east / (KRASOVSKY_A / w * np.cos(phi)))
    return lon + d_lon, lat + d_lat


def _baidu_shifted(lon: Array, lat: Array) -> Pair:
    """The BD-09 formula over GCJ-02."""
    z = np.hypot(lon, lat) + 0.00002 * np.sin(lat * BAIDU_PI)
    theta = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * BAIDU_PI)
    return z * np.cos(theta) + 0.0065, z * np.sin(theta) + 0.006


def _both_shifted(lon: Array, lat: Array) -> Pair:
    return _baidu_shifted(*_gcj_shifted(lon, lat))


def _where_inside(shift: Callable[[Array, Array], Pair]) -> Callable[[Array, Array], Pair]:
    def forward(lon: Array, lat: Array) -> Pair:
        inside, out_lon, out_lat = _inside(lon, lat), lon.copy(), lat.copy()
        out_lon[inside], out_lat[inside] = shift(lon[inside], lat[inside])
        return out_lon, out_lat
    return forward


def _solved(shift: Callable[[Array, Array], Pair]) -> Callable[[Array, Array], Pair]:
    """The inverse: the point inside China that ``shift`` carries here, else the place itself.

    Both shifts change by less than a hundredth over their own length, so each step wins two digits or more. Near the
    border the place's origin decides, not the place: a point just inside that was carried out comes back inside.
    """
    west, south, east, north = CHINA

    def inverse(x: Array, y: Array) -> Pair:
        out_x, out_y = x.copy(), y.copy()
        near = (x > west - 1) & (x < east + 1) & (y > south - 1) & (y < north + 1)
        lon, lat = _fixed_point(shift, x[near], y[near])
        lon, lat = _drawn_in(lon, west, east), _drawn_in(lat, south, north)
        inside = _inside(lon, lat)
        out_x[near], out_y[near] = np.where(inside, lon, x[near]), np.where(inside, lat, y[near])
        return out_x, out_y
    return inverse


def _drawn_in(value: Array, low: float, high: float) -> Array:
    """What rounding pushed out of the box from its very border, put back on the border."""
    inside = np.clip(value, low, high)
    return np.where(np.abs(value - inside) < BORDER_DEG, inside, value)


def _fixed_point(shift: Callable[[Array, Array], Pair], x: Array, y: Array) -> Pair:
    lon, lat = x, y
    for _ in range(STEPS):
        there_x, there_y = shift(lon, lat)
        off_x, off_y = there_x - x, there_y - y
        lon, lat = lon - off_x, lat - off_y
        if max(np.abs(off_x).max(initial=0.0), np.abs(off_y).max(initial=0.0)) < CLOSE_DEG:
            break
    return lon, lat


_FORWARD = {"gcj02": _where_inside(_gcj_shifted), "bd09": _where_inside(_both_shifted)}
_INVERSE = {"gcj02": _solved(_gcj_shifted), "bd09": _solved(_both_shifted)}
