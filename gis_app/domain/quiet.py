"""Places far from any border: a whole cell of them has one answer, found once and kept.

Where no border comes within ``reach`` of a cell, which grids cover a place in it cannot change from one place to the
next, no border is near any of them, and nothing is left to compute. Other cells are known not to be quiet, and each
place in them is asked for by itself.
"""

import math

from gis_app.domain.locate import NEAR_M, Located, Locator
from gis_app.domain.places import scale_at

CELL_DEG = 1 / 2048
"""About 50 m: small enough for most of a village to be quiet. A power of two, so that cells have exact edges."""

MOST_CELLS = 200_000


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
        self._reach = max(snap_m, NEAR_M) + 0.001
        self._cells: dict[tuple[int, int], Located | None] = {}

    def explain(self, lon: float, lat: float, accuracy_m: float | None) -> Located:
        """The same as ``Locator.explain`` with the snap distance given."""
        if (accuracy_m is None or accuracy_m <= self._reach) and abs(lon) <= 180.0 and abs(lat) <= 89.0:
            cell = (math.floor(lon / CELL_DEG), math.floor(lat / CELL_DEG))
            if cell not in self._cells:
                self._learn(cell, lon, lat)
            known = self._cells.get(cell)
            if known is not None:
                return known
        return self._locator.explain(lon, lat, accuracy_m, snap_m=self._snap_m)

    def _learn(self, cell: tuple[int, int], lon: float, lat: float) -> None:
        if len(self._cells) >= MOST_CELLS:
            self._cells.clear()
        self._cells[cell] = self._locator.explain(lon, lat, snap_m=self._snap_m) if self._is_quiet(cell) else None

    def _is_quiet(self, cell: tuple[int, int]) -> bool:
        """Whether no border comes within reach of any place in the cell."""
        lon, lat = ((part + 0.5) * CELL_DEG for part in cell)
        east, north = scale_at(abs(lat) - CELL_DEG)  # the widest metres of the cell
        half = math.hypot(east, north) * CELL_DEG / 2
        return not len(self._locator.grids.segments_within(lon, lat, (half + self._reach) * 1.001))
