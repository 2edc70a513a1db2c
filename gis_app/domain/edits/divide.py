"""Divide a grid by a line into pieces that the planner names one by one."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Delta
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, line_of, new_unit
from gis_app.domain.edits.reading import Line, Places
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]


@dataclass(frozen=True)
class Divide(Edit):
    """``pieces`` gives each new grid a place inside the piece it gets; a piece without a name stays with ``grid``."""

    name: ClassVar[str] = "divide"
    zh: ClassVar[str] = "用线把 {grid} 分成几块，新设 {pieces}"
    en: ClassVar[str] = "divided {grid} by a line; new: {pieces}"

    grid: str
    line: Line
    pieces: Places
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        drawn_grid(coverage, self.grid)
        units = {key: new_unit(coverage, key, like=self.grid) for key in self.pieces if key != self.grid}
        return recut(coverage, [self.grid], [line_of("line", self.line)], self._name, units)

    def _name(self, pieces: Objects, owners: Objects) -> Objects:
        if len(pieces) < 2:
            raise WanggeError("edit_no_cut", grid=self.grid)
        names = owners.copy()
        for key, (lon, lat) in self.pieces.items():
            held = shapely.intersects_xy(pieces, lon, lat)
            if not held.any() or names[held][0] != self.grid:
                raise WanggeError("edit_no_piece", grid=key, lon=lon, lat=lat)
            names[np.flatnonzero(held)[0]] = key
        return names
