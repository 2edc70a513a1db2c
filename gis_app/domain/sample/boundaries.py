"""Which ground belongs to which village grid, and which grids make a village and a work area."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gis_app.domain.sample.chance import stream
from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ground, Ints
from gis_app.domain.sample.layout import Layout

GRIDS_A_TOWN = 36
AREAS_A_TOWN = 5
GRIDS_A_VILLAGE = 2.6
SMALLEST = 7
"""Ground points of a grid, at least: about 0.2 km²."""
PULLS = (0.66, 0.55, 0.45, 0.35, 0.25, 0.0)
"""How strongly grids gather where people are; eased until none is too small."""


@dataclass(frozen=True)
class Division:
    """The ground divided: `grid` (n,) numbers village grids over all towns (-1 outside), 36 to a town in turn.

    `area` and `village` (g,) number the work area (0..4) and the village (0.. within its town) of each grid.
    """

    grid: Ints
    area: Ints
    village: Ints
    centres: Array

    @property
    def town(self) -> Ints:
        """The town (g,) of each grid."""
        return np.arange(len(self.area)) // GRIDS_A_TOWN


def divide(layout: Layout) -> Division:
    """Grids small where people are and large in the hills; villages and work areas of neighbouring grids."""
    grid = np.full(len(layout.ground.points), -1, dtype=np.int64)
    for town in range(layout.towns):
        owner = _grow_grids(layout, town)
        grid = np.where(layout.town == town, owner + town * GRIDS_A_TOWN, grid)
    count = layout.towns * GRIDS_A_TOWN
    centres = np.array([layout.ground.points[grid == number].mean(axis=0) for number in range(count)])
    neighbours = _neighbours(layout.ground, grid, count)
    area, village = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    for town in range(layout.towns):
        members = list(range(town * GRIDS_A_TOWN, (town + 1) * GRIDS_A_TOWN))
        rng = stream(layout.seed, "areas", town)
        groups = _in_reading_order(together(members, AREAS_A_TOWN, centres, neighbours, rng), centres)
        villages = 0
        for number, group in enumerate(groups):
            area[group] = number
            for part in together(group, max(2, round(len(group) / GRIDS_A_VILLAGE)), centres, neighbours, rng):
                village[part] = villages
                villages += 1
    return Division(grid, area, village, centres)


def _grow_grids(layout: Layout, town: int) -> Ints:
    """Thirty-six connected grids, their centres drawn to where people are; streams make natural borders."""
    rng = stream(layout.seed, "grids", town)
    ground, inside = layout.ground, layout.town == town
    members = np.flatnonzero(inside)
    crossing = np.exp(-layout.stream_m[ground.edges].mean(axis=1) / 120)
    toll = np.exp(rng.normal(0, 0.28, len(ground.edges))) * (1 + 1.1 * crossing + layout.height[ground.edges].mean(axis=1))
    owner = np.empty(0, dtype=np.int64)
    for pull in PULLS:
        centres = _centres(rng, ground.points[members], layout.busy[members] ** pull)
        owner = ground.spread(_distinct(ground, centres, members), toll, inside).owner
        if np.bincount(owner[members], minlength=GRIDS_A_TOWN).min() >= SMALLEST:
            break
    return owner


def _distinct(ground: Ground, centres: Array, members: Ints) -> Ints:
    """The ground point nearest to each centre that no earlier centre took."""
    free = members.tolist()
    for number, centre in enumerate(centres):
        nearest = ground.nearest(centre, np.array(free[number:]))
        place = free.index(nearest, number)
        free[number], free[place] = free[place], free[number]
    return np.array(free[: len(centres)])


def _centres(rng: np.random.Generator, points: Array, weight: Array) -> Array:
    """Weighted k-means (Lloyd, 14 rounds) from centres drawn by weight."""
    chosen = rng.choice(len(points), GRIDS_A_TOWN, replace=False, p=weight / weight.sum())
    centres = points[chosen]
    for _ in range(14):
        owner = np.hypot(*(points[:, None] - centres[None]).transpose(2, 0, 1)).argmin(axis=1)
        total = np.bincount(owner, weight, GRIDS_A_TOWN)
        sums = np.column_stack([np.bincount(owner, weight * axis, GRIDS_A_TOWN) for axis in points.T])
        centres = np.where(total[:, None] > 0, sums / np.maximum(total, 1e-9)[:, None], centres)
    return centres


def _neighbours(ground: Ground, grid: Ints, count: int) -> list[set[int]]:
    pairs = grid[ground.edges]
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=0)
    around: list[set[int]] = [set() for _ in range(count)]
    for one, other in pairs.tolist():
        around[one].add(other)
        around[other].add(one)
    return around


def together(
    members: Sequence[int], groups: int, centres: Array, neighbours: list[set[int]], rng: np.random.Generator
) -> list[list[int]]:
    """Parts of a connected set, each connected: far-apart seeds, and the smallest part always takes the next grid."""
    free = set(members)
    seeds = [int(rng.choice(sorted(free)))]
    while len(seeds) < groups:
        rest = sorted(free - set(seeds))
        gaps = np.hypot(*(centres[rest][:, None] - centres[seeds][None]).transpose(2, 0, 1)).min(axis=1)
        seeds.append(rest[int(gaps.argmax())])
    parts = [[seed] for seed in seeds]
    free -= set(seeds)
    while free:
        _take_next(parts, free, centres, neighbours)
    return parts


def _take_next(parts: list[list[int]], free: set[int], centres: Array, neighbours: list[set[int]]) -> None:
    for part in sorted(parts, key=len):
        reach = sorted({grid for member in part for grid in neighbours[member]} & free)
        if reach:
            off = np.hypot(*(centres[reach] - centres[part].mean(axis=0)).T)
            part.append(reach[int(off.argmin())])
            free.discard(part[-1])
            return
    parts[0].append(free.pop())


def _in_reading_order(groups: list[list[int]], centres: Array) -> list[list[int]]:
    """North to south, as one reads a map."""
    return sorted(groups, key=lambda group: -float(centres[group][:, 1].mean()))
