"""Hamlets (村民组): where in each grid people settled, and how many households each has."""

from dataclasses import dataclass

import numpy as np

from gis_app.domain.sample.boundaries import GRIDS_A_TOWN, Division
from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints
from gis_app.domain.sample.layout import Layout


@dataclass(frozen=True)
class Hamlets:
    """Columns of equal length: ground point, village grid, share of the town's households, distance to the seat."""

    node: Ints
    grid: Ints
    share: Array
    seat_m: Array
    urban: Array

    @property
    def town(self) -> Ints:
        """The town of each hamlet."""
        return self.grid // GRIDS_A_TOWN


def settle(layout: Layout, division: Division) -> Hamlets:
    """One to four hamlets a grid on its friendliest ground, apart from each other and from the grid's border."""
    ground, rows = layout.ground, []
    inner = _depth(layout, division)
    for grid in range(len(division.area)):
        rng = stream(layout.seed, "hamlets", grid)
        members = np.flatnonzero(division.grid == grid)
        score = np.log(layout.busy[members]) + 0.8 * np.minimum(inner[members], 2) - 0.9 * (layout.stream_m[members] < 1)
        wanted = int(np.clip(round(len(members) / 9 + rng.normal(0, 0.6)), 1, 4))
        rows += [(node, grid) for node in _apart(ground.points, members, score + rng.gumbel(0, 0.35, len(members)), wanted)]
    node, grid_of = np.array(rows, dtype=np.int64).T
    seat = layout.ground.points[layout.seats][grid_of // GRIDS_A_TOWN]
    seat_m = np.hypot(*(ground.points[node] - seat).T)
    share = _shares(layout, node, grid_of, seat_m)
    return Hamlets(node, grid_of, share, seat_m, np.exp(-((seat_m / 750) ** 2)))


def _depth(layout: Layout, division: Division) -> Ints:
    """Steps (0, 1, 2) of each ground point from its grid's border."""
    edges, grid = layout.ground.edges, division.grid
    depth = np.full(len(grid), 2, dtype=np.int64)
    rim = np.unique(edges[grid[edges[:, 0]] != grid[edges[:, 1]]])
    depth[np.unique(edges[np.isin(edges, rim).any(axis=1)])] = 1
    depth[rim] = 0
    return depth


def _apart(points: Array, members: Ints, score: Array, wanted: int) -> list[int]:
    chosen: list[int] = []
    for candidate in members[np.argsort(-score, kind="stable")].tolist():
        gaps = np.hypot(*(points[chosen] - points[candidate]).T) if chosen else np.array([np.inf])
        if gaps.min() > 330:
            chosen.append(candidate)
        if len(chosen) == wanted:
            break
    return chosen


def _shares(layout: Layout, node: Ints, grid: Ints, seat_m: Array) -> Array:
    """Each town's households over its hamlets: busy places and the seat hold more, by a log-normal spread."""
    rng = stream(layout.seed, "shares")
    weight = layout.busy[node] ** 0.55 * np.exp(rng.normal(0, 0.45, len(node))) * (1 + 1.6 * np.exp(-((seat_m / 700) ** 2)))
    town = grid // GRIDS_A_TOWN
    return np.asarray(weight / np.bincount(town, weight)[town])
