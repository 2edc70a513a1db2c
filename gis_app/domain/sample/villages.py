"""Every hamlet built: which lots are taken, so that houses crowd together and keep off roads, water and borders."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_app.domain.sample import buildings
from gis_app.domain.sample.buildings import (
    BLOCK,
    HALL,
    HOUSE,
    PITCH_X,
    PITCH_Y,
    PUBLIC,
    Bend,
    Lots,
    lattice,
)
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.enterprises import Plots, pieces
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.relief import Relief
from gis_app.domain.sample.roads import MAIN, Roads
from gis_app.domain.sample.settlements import Hamlets
from gis_app.domain.sample.water import Water

FLATS = 24
"""Households in a block of flats, about."""


@dataclass(frozen=True)
class Built:
    """Buildings (columns: outline in metres, use, floors, hamlet or -1, plant or -1) and the lanes between them."""

    outline: NDArray[np.object_]
    use: Ints
    floors: Ints
    hamlet: Ints
    plant: Ints
    lanes: list[Array]
    lane_hamlet: list[int]


class Site:
    """The open ground of each grid: off roads, water, borders and plants, each by the distance a house wants."""

    def __init__(self, grids: NDArray[np.object_], roads: Roads, water: Water, plots: Plots) -> None:
        main = [line for line, kind in zip(roads.lines, roads.category, strict=True) if kind == MAIN]
        minor = [line for line, kind in zip(roads.lines, roads.category, strict=True) if kind != MAIN]
        taken = np.concatenate([
            _band(main, 14.0), _band(minor, 9.5), shapely.buffer(water.areas, 14.0, quad_segs=2),
            shapely.buffer(plots.outline, 12.0, quad_segs=1),
        ])
        tree = shapely.STRtree(taken)
        inner = shapely.buffer(grids, -9.0, quad_segs=1)
        self.open = np.array([
            shapely.difference(area, shapely.union_all(taken[tree.query(area, predicate="intersects")])) for area in inner
        ])
        shapely.prepare(self.open)
        self._barriers = shapely.STRtree(np.concatenate([water.areas, plots.outline]))

    def free(self, places: Array, grid: int) -> NDArray[np.bool_]:
        """Whether a house may stand at each place and lies in the given grid."""
        return np.asarray(shapely.contains_xy(self.open[grid], places))

    def passable(self, line: Array) -> bool:
        """Whether a lane meets neither water nor a plant."""
        return not len(self._barriers.query(shapely.linestrings(line), predicate="intersects"))


def _band(lines: list[Array], metres: float) -> NDArray[np.object_]:
    return np.asarray(shapely.buffer(shapely.linestrings(pieces(lines)), metres, quad_segs=1))


def build(layout: Layout, hamlets: Hamlets, households: Ints, site: Site, plots: Plots) -> Built:
    """All buildings of all towns; `households` are wanted for each hamlet, and are given about that many homes."""
    origins = layout.ground.points[hamlets.node]
    tree = cKDTree(origins)
    mood = Relief.draw(stream(layout.seed, "lots"), 130, octaves=2)
    shapes, uses, floors, owners, streets, street_owner = [], [], [], [], [], []
    for number, origin in enumerate(origins):
        rng = stream(layout.seed, "hamlet", number)
        bend = Bend(origin, rng.normal(0, 0.28), rng.normal(0, 1 / 1500))
        lots = _take(rng, bend, number, int(households[number]), float(hamlets.urban[number]), tree, mood,
                     site, int(hamlets.grid[number]))
        shapes.append(shapely.polygons(bend.place(buildings.corners(lots.local, lots.size))))
        uses.append(lots.use)
        floors.append(lots.floors)
        owners.append(np.full(len(lots.use), number))
        drawn = [lane for lane in buildings.lanes(lots, bend) if site.passable(lane)]
        streets += drawn
        street_owner += [number] * len(drawn)
    works = [buildings.halls(stream(layout.seed, "halls", i), plots.centre[i], plots.half[i], float(plots.angle[i])) for i in range(len(plots.grid))]
    counts = np.array([len(shape) for shape, _ in works])
    homes = sum(map(len, shapes))
    return Built(
        np.concatenate([*shapes, *(shape for shape, _ in works)]),
        np.concatenate([*uses, np.full(counts.sum(), HALL)]),
        np.concatenate([*floors, *(tall for _, tall in works)]),
        np.concatenate([*owners, np.full(counts.sum(), -1)]),
        np.concatenate([np.full(homes, -1), np.repeat(np.arange(len(counts)), counts)]),
        streets, street_owner,
    )


def _around(room: tuple[float, float]) -> list[tuple[float, float]]:
    """The middle of a lot and, where it is large, its corners."""
    x, y = room
    return [(0, 0), (x, y), (x, -y), (-x, y), (-x, -y)] if x else [(0, 0)]


def _take(
    rng: np.random.Generator, bend: Bend, number: int, households: int, urban: float, tree: cKDTree,
    mood: Relief, site: Site, grid: int,
) -> Lots:
    """Public house first, then blocks of flats, then houses on what is left, nearest the middle first."""
    blocks = round(households * min(0.75, 0.8 * urban) / FLATS) if urban > 0.25 else 0
    large = 1 + round(3 * urban) + blocks
    houses = max(3, households - blocks * FLATS)
    reach = 40 + 1.25 * np.sqrt(houses * PITCH_X * PITCH_Y / 2.2 + large * buildings.BLOCK_X * buildings.BLOCK_Y / 2)

    def best(spots: Array, wanted: int, taste: float, room: tuple[float, float] = (0, 0)) -> Array:
        places = bend.place(spots)
        own = np.all([site.free(bend.place(spots + shift), grid) for shift in _around(room)], axis=0)
        own[own] = tree.query(places[own])[1] == number
        cost = np.hypot(spots[:, 0] / 1.25, spots[:, 1]) - 28 * mood.at(places) + rng.normal(0, taste, len(spots))
        return spots[own][np.argsort(cost[own], kind="stable")[:wanted]]

    big = best(lattice(reach, buildings.BLOCK_X, buildings.BLOCK_Y), large, 25, (buildings.BLOCK_X / 2 - 4, buildings.BLOCK_Y / 2 - 8))
    big_use = np.where(np.arange(len(big)) < 1 + round(3 * urban), PUBLIC, BLOCK)
    sizes = [buildings.draw_sizes(rng, int(use), 1, urban) for use in big_use]
    big_size = np.array([size[0] for size, _ in sizes]).reshape(-1, 2)
    spots = lattice(reach, PITCH_X, PITCH_Y)
    gap = np.abs(spots[:, None] - big[None]) - big_size[None] / 2
    spots = spots[~((gap[..., 0] < 9) & (gap[..., 1] < 9)).any(axis=1)]
    spots = best(spots[rng.random(len(spots)) < 0.88], houses, 12)
    size, tall = buildings.draw_sizes(rng, HOUSE, len(spots), urban)
    spots = spots + np.column_stack([rng.uniform(-1, 1, len(spots)), rng.uniform(-2, 2, len(spots))])
    return Lots(
        np.concatenate([big, spots]), np.concatenate([big_size, size]),
        np.concatenate([*(floors for _, floors in sizes), tall]).astype(np.int64),
        np.concatenate([big_use, np.full(len(spots), HOUSE)]).astype(np.int64),
    )
