"""Transfer the land of some buildings to a neighbour, when the piece itself is not worth drawing by hand."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Coverage, Delta, Shape, rounded
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import drawn_grid, drawn_leaf
from gis_app.domain.edits.reading import Line
from gis_app.domain.edits.taking import take
from gis_app.domain.places import scale_at
from gis_app.errors import WanggeError

Array = NDArray[np.float64]
REACH_M = 30.0


@dataclass(frozen=True)
class TransferBuildings(Edit):
    """Of ``grid``, ``to`` gets the land nearer to the buildings than to those that stay.

    ``buildings`` and ``staying`` are places. Without any that stay, the land within ``reach_m`` of the buildings, and of
    the way from them to ``to``, is given.
    """

    name: ClassVar[str] = "transfer_buildings"
    zh: ClassVar[str] = "把 {grid} 的一组房屋连同土地划给 {to}"
    en: ClassVar[str] = "gave a group of buildings of {grid} to {to}, with their land"

    grid: str
    to: str
    buildings: Line
    staying: Line = ()
    reach_m: float = REACH_M
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        drawn_leaf(coverage, self.grid)
        drawn_grid(coverage, self.to)
        ground = coverage.polygon(self.grid)
        for lon, lat in self.buildings:
            if not shapely.intersects_xy(ground, lon, lat):
                raise WanggeError("edit_no_piece", grid=self.to, lon=lon, lat=lat)
        return take(coverage, [self.grid], self._land(ground, coverage.polygon(self.to)), self.to)

    def _land(self, ground: Shape, taker: Shape) -> Shape:
        """In the metric plane at the first building, and back."""
        scale = np.array(scale_at(self.buildings[0][1]))
        given = np.array(self.buildings) * scale
        plane = shapely.transform(np.array([ground, taker]), lambda xy: xy * scale)
        staying = np.array(self.staying).reshape(-1, 2) * scale
        land = self._cells(given, staying, plane[0]) if len(staying) else self._surroundings(given, plane[1])
        made: Shape = shapely.transform(land, lambda xy: rounded(xy / scale))
        return made

    def _cells(self, given: Array, staying: Array, ground: Shape) -> Shape:
        """The Voronoi cells of the buildings given."""
        places = shapely.multipoints(np.vstack([given, staying]))
        cells = shapely.get_parts(shapely.voronoi_polygons(places, extend_to=ground, ordered=True))
        made: Shape = shapely.union_all(cells[: len(given)])
        return made

    def _surroundings(self, given: Array, taker: Shape) -> Shape:
        """What lies around the buildings and the shortest way to the taker."""
        group = shapely.convex_hull(shapely.multipoints(given))
        way = shapely.shortest_line(group, taker)
        made: Shape = shapely.buffer(shapely.union(group, way), self.reach_m, quad_segs=2)
        return made
