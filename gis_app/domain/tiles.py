"""Web Mercator tiles: which exist, what they span, and how long a metre is on them."""

import math
from dataclasses import dataclass

from gis_app.errors import WanggeError

HALF_WORLD = 20037508.342789244  # metres of EPSG:3857 from the middle to an edge
EQUATOR = 2 * HALF_WORLD
MAX_ZOOM = 22  # beyond it a pixel is smaller than two centimetres
PIXELS = 256


@dataclass(frozen=True)
class Tile:
    """One tile of the XYZ scheme (y grows southwards)."""

    z: int
    x: int
    y: int

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in EPSG:3857 metres."""
        side = EQUATOR / (1 << self.z)
        west, north = self.x * side - HALF_WORLD, HALF_WORLD - self.y * side
        return west, north - side, west + side, north

    @property
    def cos_latitude(self) -> float:
        """True metres per EPSG:3857 metre at the middle of the tile."""
        _, south, _, north = self.bounds
        return cos_latitude((south + north) / 2)

    @property
    def pixel_m(self) -> float:
        """True metres a pixel of 256 spans at the middle of the tile."""
        return EQUATOR / (PIXELS << self.z) * self.cos_latitude


def cos_latitude(northing: float) -> float:
    """Cosine of the latitude at an EPSG:3857 northing (the sphere of Web Mercator)."""
    return 1 / math.cosh(northing / (HALF_WORLD / math.pi))


def tile(z: int, x: int, y: int) -> Tile:
    """A tile that exists.

    Raises
    ------
    WanggeError
        ``bad_tile`` outside the range (PostGIS would fail on it with an error of its own).
    """
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise WanggeError("bad_tile", z=z, x=x, y=y)
    return Tile(z, x, y)


def lonlat_to_tile(lon: float, lat: float, z: int) -> Tile:
    """The tile that holds a place (latitudes beyond the square world go to its edge)."""
    size = 1 << z
    x = (lon + 180) / 360 * size
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * size if abs(lat) < 90 else (0 if lat > 0 else size)
    return Tile(z, min(size - 1, max(0, math.floor(x))), min(size - 1, max(0, math.floor(y))))
