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


def tile_at(easting: float, northing: float, z: int) -> Tile:
    """The tile of zoom ``z`` that holds a place in EPSG:3857 (beyond the square world: at its edge)."""
    size = 1 << z
    x, y = math.floor((easting / EQUATOR + 0.5) * size), math.floor((0.5 - northing / EQUATOR) * size)
    return Tile(z, min(size - 1, max(0, x)), min(size - 1, max(0, y)))


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """EPSG:3857 of a place in degrees; the poles go to the edge of the square world."""
    reach = math.radians(min(85.06, max(-85.06, lat)))
    return lon / 180 * HALF_WORLD, math.asinh(math.tan(reach)) / math.pi * HALF_WORLD
