"""What part of the ground a map shows, how large, and where a place falls on the paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.places import Scale, scale_at

Objects = NDArray[np.object_]
Bounds = tuple[float, float, float, float]
ROUND = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
LARGEST = 200
"""No map is drawn larger than 1:200: a border's place is known to centimetres at best."""
ROOM = 0.06


@dataclass(frozen=True)
class Frame:
    """``width`` and ``height`` of the map in millimetres, its middle in lon/lat (degrees, WGS-84), and its scale 1:``scale``.

    Lengths are those of the plane that touches the ellipsoid at the middle: true to 0.1 % in a town, to 1 % in a county.
    """

    width: float
    height: float
    lon: float
    lat: float
    scale: int

    @classmethod
    def around(cls, bounds: Bounds, width: float, height: float, room: float = ROOM) -> Self:
        """The frame of the largest round scale in which ``bounds`` (west, south, east, north) have ``room`` to spare on each side."""
        west, south, east, north = bounds
        lon, lat = (west + east) / 2, (south + north) / 2
        metres = scale_at(lat)
        free = 1 - 2 * room
        wanted = 1000 * max((east - west) * metres.east / (width * free), (north - south) * metres.north / (height * free))
        return cls(width, height, lon, lat, rounded_up(wanted))

    @property
    def _degrees(self) -> Scale:
        """Millimetres of paper per degree east and north."""
        metres = scale_at(self.lat)
        return Scale(metres.east * 1000 / self.scale, metres.north * 1000 / self.scale)

    @property
    def bounds(self) -> Bounds:
        """West, south, east, north of what is shown, in degrees."""
        east, north = self._degrees
        half_e, half_n = self.width / 2 / east, self.height / 2 / north
        return self.lon - half_e, self.lat - half_n, self.lon + half_e, self.lat + half_n

    def placed(self, shapes: Sequence[shapely.Geometry] | Objects) -> Objects:
        """Shapes in lon/lat as they lie on the paper: millimetres right of and below the frame's upper left corner."""
        factor = np.array(self._degrees) * (1, -1)
        moved: Objects = shapely.transform(np.asarray(shapes, dtype=object), lambda xy: (xy - (self.lon, self.lat)) * factor + (self.width / 2, self.height / 2))
        return moved

    def millimetres(self, metres: float) -> float:
        """How long a length on the ground is on the paper."""
        return metres * 1000 / self.scale


def rounded_up(scale: float) -> int:
    """The next round number that is not smaller: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten."""
    if scale <= LARGEST:
        return LARGEST
    power = 10.0 ** math.floor(math.log10(scale))
    return round(next(step for step in ROUND if step * power >= scale * (1 - 1e-9)) * power)
