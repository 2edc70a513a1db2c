"""The surroundings in which incidents happen, as points to draw from: homes, roads, plants, banks, woods, borders."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_app.domain.sample.frame import Array, Frame
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.habits import SURROUNDINGS


@dataclass(frozen=True)
class Scene:
    """One town's places in metres, and its borders in lon/lat.

    `spots` are points for HOME, ROAD, PLANT, WATER, WOOD in this order, `spread` the metres by which an incident may
    lie beside one; `vertices` are border vertices of grids (exact lon/lat), `beyond` points outside all towns.
    `hamlets` with `place_words` say in words where something is; `plant_words` belong to the PLANT spots.
    """

    frame: Frame
    spots: tuple[Array, ...]
    vertices: Array
    beyond: Array
    hamlets: Array
    place_words: list[str]
    plant_words: list[str]
    leaves: NDArray[np.object_]

    spread = (9.0, 5.0, 6.0, 10.0, 60.0)

    def draw(self, rng: np.random.Generator, surroundings: Ints) -> tuple[Array, Ints]:
        """A place in metres for each wanted surrounding, and which spot it lies beside."""
        places = np.empty((len(surroundings), 2))
        chosen = np.zeros(len(surroundings), dtype=np.int64)
        for kind in range(SURROUNDINGS):
            own = np.flatnonzero(surroundings == kind)
            pool = self.spots[kind] if len(self.spots[kind]) else self.spots[0]
            chosen[own] = rng.integers(0, len(pool), len(own))
            places[own] = pool[chosen[own]] + rng.normal(0, self.spread[kind], (len(own), 2))
        return places, chosen

    def nearest_hamlet(self, places: Array) -> Ints:
        """Which hamlet's name one would say."""
        return np.asarray(cKDTree(self.hamlets).query(places)[1], dtype=np.int64)

    def leaf_of(self, lonlat: Array) -> Ints:
        """About which leaf each place lies in (-1 none): only to give grids habits of their own, never the rule."""
        at, leaf = shapely.STRtree(self.leaves).query(shapely.points(lonlat), predicate="intersects")
        found = np.full(len(lonlat), -1, dtype=np.int64)
        found[at] = leaf
        return found


def along(lines: list[Array], step_m: float) -> Array:
    """Points every `step_m` metres along lines."""
    shapes = np.array([shapely.linestrings(line) for line in lines], dtype=object)
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shapes, step_m))) if len(lines) else np.empty((0, 2))
