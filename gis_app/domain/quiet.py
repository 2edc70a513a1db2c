"""Places far from any border: a whole cell of them has one answer, found once and kept.

Where no border comes within reach of a cell, which grids cover a place in it cannot change from one place to the next,
no border is near any of them, and nothing is left to compute. Cells are tried from large to small, so that a few cover
the inside of a grid; in the smallest that are not quiet, each place is asked for by itself.
"""

import math

from gis_app.domain.locate import NEAR_M, Located, Locator
from gis_app.domain.places import scale_at

SIDES = (256, 1024, 4096)
"""Cells a degree: about 430, 110 and 27 m. Powers of two, so that cells have exact edges."""

MOST_CELLS = 200_000
FARTHEST_LAT = 89.0


class QuietPlaces:
    """`Locator.explain` with a memory.

    Parameters
    ----------
    snap_m
        How far a place outside all grids is drawn to the nearest.
    """

    def __init__(self, locator: Locator, snap_m: float) -> None:
        self._locator = locator
        self._snap_m = snap_m
        self._cells: dict[tuple[int, int, int], Located | None] = {}

    def explain(self, lon: float, lat: float, accuracy_m: float | None) -> Located:
        """The same as ``Locator.explain`` with the snap distance given."""
        if (accuracy_m is None or accuracy_m <= NEAR_M) and abs(lon) <= 180.0 and abs(lat) <= FARTHEST_LAT:
            for side in SIDES:
                cell = (side, math.floor(lon * side), math.floor(lat * side))
                known = self._cells[cell] if cell in self._cells else self._learn(cell)
                if known is not None:
                    return known
        return self._locator.explain(lon, lat, accuracy_m, snap_m=self._snap_m)

    def _learn(self, cell: tuple[int, int, int]) -> Located | None:
        """The one answer of a cell, None where it is not quiet; kept."""
        if len(self._cells) >= MOST_CELLS:
            self._cells = {}
        side, column, row = cell
        lon, lat = (column + 0.5) / side, (row + 0.5) / side
        found = None
        if self._is_far(side, lon, lat, NEAR_M):
            middle = self._locator.explain(lon, lat, snap_m=self._snap_m)
            covered = middle.rule == "covers"
            found = middle if covered or self._is_far(side, lon, lat, max(self._snap_m, NEAR_M)) else None
        self._cells[cell] = found
        return found

    def _is_far(self, side: int, lon: float, lat: float, reach: float) -> bool:
        """Whether every border is farther than ``reach`` from every place in the cell around its middle."""
        east, north = scale_at(max(abs(lat) - 1 / side, 0.0))  # the widest metres of the cell
        half = math.hypot(east, north) / side / 2
        return not len(self._locator.grids.segments_within(lon, lat, (half + reach) * 1.001 + 0.01))
