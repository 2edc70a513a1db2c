"""The polygons of a frame in metres, each made valid when it is first asked for: an edit looks at twenty of a thousand."""

from collections.abc import Sequence
from typing import overload

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.mending import POLYGONS, mend
from gis_app.domain.checks.plane import Objects, Plane

Rows = NDArray[np.intp]


class Drawn:
    """Valid polygons by row; None where a row has no shape or none can be made of it."""

    def __init__(self, given: Objects, plane: Plane) -> None:
        self._given, self._plane = given, plane
        self._made: Objects = np.full(len(given), None, dtype=object)
        self._known = np.zeros(len(given), dtype=bool)

    @overload
    def __getitem__(self, rows: int | np.integer) -> shapely.Geometry: ...
    @overload
    def __getitem__(self, rows: Rows | Sequence[int]) -> Objects: ...
    def __getitem__(self, rows: int | np.integer | Rows | Sequence[int]) -> shapely.Geometry | Objects:
        asked = np.atleast_1d(np.asarray(rows, dtype=np.intp))
        new = np.unique(asked[~self._known[asked]])
        if len(new):
            self._made[new] = self._make(new)
            self._known[new] = True
        return self._made[rows] if np.ndim(rows) == 0 else self._made[asked]

    def usable(self) -> NDArray[np.bool_]:
        """Rows that have an area to be made valid, known without making it."""
        return np.asarray(np.isin(shapely.get_type_id(self._given), POLYGONS) & ~shapely.is_empty(self._given))

    def _make(self, rows: Rows) -> Objects:
        given = self._given[rows]
        flat = self._plane.to_metres(given)
        made: Objects = np.full(len(rows), None, dtype=object)
        usable = np.isin(shapely.get_type_id(flat), POLYGONS) & ~shapely.is_empty(flat)
        valid = usable & shapely.is_valid(given) & shapely.is_valid(flat)
        made[valid] = flat[valid]
        for n in np.flatnonzero(usable & ~valid):
            made[n] = mend(flat[n])
        return made
