"""Give one of the separate parts of a grid, such as an enclave, to a neighbour."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Delta, Point
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, drawn_leaf
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]


@dataclass(frozen=True)
class TransferPart(Edit):
    """``to`` gets the part of ``grid`` that holds the place ``at``."""

    name: ClassVar[str] = "transfer_part"
    zh: ClassVar[str] = "把 {grid} 的一块飞地划给 {to}"
    en: ClassVar[str] = "gave a separate part of {grid} to {to}"

    grid: str
    at: Point
    to: str
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        drawn_leaf(coverage, self.grid)
        drawn_grid(coverage, self.to)
        return recut(coverage, [self.grid], [], self._name)

    def _name(self, pieces: Objects, owners: Objects) -> Objects:
        lon, lat = self.at
        held = shapely.intersects_xy(pieces, lon, lat)
        if not held.any():
            raise WanggeError("edit_no_piece", grid=self.to, lon=lon, lat=lat)
        return np.where(held, self.to, owners)
