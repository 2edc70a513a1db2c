"""The figures of grids that planners watch: size, shape, who lives there, what stands there, what happened there.

A point on a border counts where the rule of place puts it: with the most specific grid, then with the lowest code.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import pi
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Shape
from gis_app.domain.grids import MU_M2
from gis_app.domain.shapes import WGS84

HOUSEHOLD, BUILDING, UNIT, INCIDENT = range(4)
COUNTED = ("households", "people_present", "buildings", "units", "open_incidents")
"""What is told of ground that changes hands."""
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """Places of a town (lon/lat, shape (n, 2)): what each is, and for households and open incidents how much it weighs.

    ``to_office`` is a household's way to the nearest village office in whole metres; 0 where none is known.
    """

    places: Floats
    what: Ints
    present: Ints
    registered: Ints
    open: Ints
    to_office: Ints

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(shapely.points(self.places))


class Counts(NamedTuple):
    """What lies on some ground. ``incidents_year``: reported within a year; ``to_office_m``: the sum over its households."""

    households: int = 0
    people_present: int = 0
    people_registered: int = 0
    buildings: int = 0
    units: int = 0
    incidents_year: int = 0
    open_incidents: int = 0
    to_office_m: int = 0

    def to_dict(self) -> dict[str, Any]:
        """``office_m`` is the mean way of a household to its nearest village office, as the crow flies."""
        told = self._asdict()
        total = told.pop("to_office_m")
        return {**told, "office_m": round(total / self.households) if total else None}


@dataclass(frozen=True)
class Figures:
    """``perimeter_m``, ``compactness`` (Polsby-Popper: a circle has 1), ``parts`` and ``at`` are told of leaves only."""

    area_m2: float
    counts: Counts
    perimeter_m: float | None = None
    compactness: float | None = None
    parts: int | None = None
    at: tuple[float, float] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "area_m2": round(self.area_m2, 2), "area_mu": round(self.area_m2 / MU_M2, 2),
            "perimeter_m": None if self.perimeter_m is None else round(self.perimeter_m, 1),
            "compactness": None if self.compactness is None else round(self.compactness, 4),
            **self.counts.to_dict(), "parts": self.parts, "at": self.at,
        }


def counted(ground: Ground, ranked: Sequence[str], shapes: Mapping[str, Shape]) -> dict[str, Counts]:
    """What lies in each of some grids, given in the order in which they claim a point that several of them cover."""
    place, point = located(ground, [shapes[code] for code in ranked])
    sums = [
        np.bincount(place[ground.what[point] == HOUSEHOLD], minlength=len(ranked)),
        np.bincount(place, ground.present[point], len(ranked)), np.bincount(place, ground.registered[point], len(ranked)),
        *(np.bincount(place[ground.what[point] == what], minlength=len(ranked)) for what in (BUILDING, UNIT)),
        np.bincount(place[ground.what[point] == INCIDENT], minlength=len(ranked)),
        np.bincount(place, ground.open[point], len(ranked)), np.bincount(place, ground.to_office[point], len(ranked)),
    ]
    rows = np.column_stack(sums).astype(int).tolist() if len(ranked) else []
    return {code: Counts(*row) for code, row in zip(ranked, rows, strict=True)}


def located(ground: Ground, shapes: Sequence[Shape]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs of a shape's position and a place's number: each place with the first shape that covers it."""
    at, point = ground.tree.query(np.array(shapes, dtype=object), predicate="intersects")
    order = np.lexsort((at, point))
    at, point = at[order], point[order]
    first = np.diff(point, prepend=-1) != 0
    return at[first], point[first]


def measured(shape: Shape, counts: Counts) -> Figures:
    """The figures of one drawn grid."""
    signed, around = WGS84.geometry_area_perimeter(shapely.orient_polygons(shape))
    area, perimeter = abs(signed), abs(around)
    lon, lat = shapely.point_on_surface(shape).coords[0]
    return Figures(area, counts, perimeter, 4 * pi * area / perimeter**2 if perimeter else 0.0,
                   int(shapely.get_num_geometries(shape)), (round(lon, 7), round(lat, 7)))


def summed(parts: Collection[Figures]) -> Figures:
    """The figures of a unit that is made up of others."""
    return Figures(sum(part.area_m2 for part in parts), Counts(*map(sum, zip(*(part.counts for part in parts), strict=True))))
