"""Nineteen enterprise grids a town: compact plots by the main roads, each strictly inside one village grid."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.boundaries import GRIDS_A_TOWN
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.roads import MAIN, Roads
from gis_app.domain.sample.water import Water

PLANTS_A_TOWN = 19
MARGIN_M = 12.0
"""Between a plot and its grid's border, at least."""


@dataclass(frozen=True)
class Plots:
    """Columns: village grid it lies in, centre (n, 2), half sides (n, 2), angle, outline (a polygon in metres)."""

    grid: Ints
    centre: Array
    half: Array
    angle: Array
    outline: NDArray[np.object_]


def site_plants(layout: Layout, grids: NDArray[np.object_], roads: Roads, water: Water) -> Plots:
    """Choose the plots of all towns; `grids` are the village grids in metres, in order."""
    ways = Ways(roads, water)
    rows = [_town_plots(layout, town, grids, ways) for town in range(layout.towns)]
    grid, centre, half, angle = (np.concatenate(column) for column in zip(*rows, strict=True))
    return Plots(grid, centre, half, angle, outlines(centre, half, angle, stream(layout.seed, "outlines")))


class Ways:
    """What a plot looks for (main roads) and keeps clear of (all roads, water), as short straight pieces."""

    def __init__(self, roads: Roads, water: Water) -> None:
        self.main = pieces([line for line, kind in zip(roads.lines, roads.category, strict=True) if kind == MAIN])
        self._main_tree = shapely.STRtree(shapely.linestrings(self.main))
        self._road_tree = shapely.STRtree(shapely.linestrings(pieces(roads.lines)))
        self._wet_tree = shapely.STRtree(shapely.linestrings(pieces(water.lines)))
        self._half_width = float(water.half_width.max())

    def main_road(self, points: NDArray[np.object_]) -> tuple[Array, Array]:
        """The direction of the nearest main road, and the metres to it."""
        nearest, metres = _nearest(points, self._main_tree)
        return np.arctan2(*(self.main[nearest, 1] - self.main[nearest, 0]).T[::-1]), metres

    def road_m(self, points: NDArray[np.object_]) -> Array:
        """Metres to the nearest road."""
        return _nearest(points, self._road_tree)[1]

    def water_m(self, points: NDArray[np.object_]) -> Array:
        """Metres to the nearest bank, at least."""
        return _nearest(points, self._wet_tree)[1] - self._half_width


def pieces(lines: list[Array]) -> Array:
    """Every straight piece (n, 2, 2) of some lines."""
    return np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in lines])


def _nearest(points: NDArray[np.object_], tree: shapely.STRtree) -> tuple[Ints, Array]:
    (_, which), metres = tree.query_nearest(points, all_matches=False, return_distance=True)
    return which, np.asarray(metres)


def outlines(centre: Array, half: Array, angle: Array, rng: np.random.Generator) -> NDArray[np.object_]:
    """Six-cornered plots: a rectangle with one corner cut and every corner a little off."""
    cut = rng.uniform(0.15, 0.45, (2, len(centre)))
    one = np.ones(len(centre))
    unit = np.array([[-one, -one], [one, -one], [one, 1 - cut[0]], [1 - cut[1], one], [-one, one]]).transpose(2, 0, 1)
    local = (unit + rng.uniform(-0.05, 0.05, unit.shape)) * half[:, None]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.asarray(shapely.polygons(np.einsum("ijn,nkj->nki", turn, local) + centre[:, None]))


def _town_plots(layout: Layout, town: int, grids: NDArray[np.object_], ways: Ways) -> tuple[Ints, Array, Array, Array]:
    rng = stream(layout.seed, "plants", town)
    own = grids[town * GRIDS_A_TOWN : (town + 1) * GRIDS_A_TOWN]
    places, grid, half = _candidates(rng, own)
    points, reach = shapely.points(places), np.hypot(*half.T) * 1.06
    angle, main_m = ways.main_road(points)
    room = (ways.water_m(points) > reach + 10) & (ways.road_m(points) > 1.3 * half[:, 1] + 10)
    away = np.hypot(*(places - layout.ground.points[layout.seats[town]]).T)
    score = -main_m / 260 - np.abs(away - 1500) / 1500 + 0.6 * np.log(half.prod(axis=1) / 4000)
    score += rng.gumbel(0, 0.5, len(places))
    chosen = _choose(places, grid, reach, np.flatnonzero(room)[np.argsort(-score[room], kind="stable")])
    return grid[chosen] + town * GRIDS_A_TOWN, places[chosen], half[chosen], angle[chosen]


def _candidates(rng: np.random.Generator, own: NDArray[np.object_]) -> tuple[Array, Ints, Array]:
    """Random places of a town with half sides that leave the margin to the border, and the grid (0..35) of each."""
    low_x, low_y, high_x, high_y = shapely.total_bounds(own)
    places = rng.uniform((low_x, low_y), (high_x, high_y), (6000, 2))
    point, grid = shapely.STRtree(own).query(shapely.points(places), predicate="within")
    places = places[point]
    half = np.column_stack([rng.uniform(55, 150, len(places)), rng.uniform(0.5, 0.8, len(places))])
    half[:, 1] *= half[:, 0]
    border_m = shapely.distance(shapely.points(places), shapely.boundary(own)[grid])
    fits = np.hypot(*half.T) * 1.06 + MARGIN_M < border_m
    return places[fits], grid[fits], half[fits]


def _choose(places: Array, grid: Ints, reach: Array, order: Ints) -> list[int]:
    """Best first, apart from each other; at most two in a village grid while the town has room elsewhere."""
    chosen: list[int] = []
    for limit in (2, 4, PLANTS_A_TOWN):
        for candidate in order.tolist():
            if len(chosen) == PLANTS_A_TOWN:
                return chosen
            apart = np.hypot(*(places[chosen] - places[candidate]).T) > reach[chosen] + reach[candidate] + 30
            if apart.all() and (grid[chosen] == grid[candidate]).sum() < limit:
                chosen.append(candidate)
    return chosen
