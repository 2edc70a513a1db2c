"""A proposal: the grids drawn, each with its figures, and the figures of the whole to set proposals side by side."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Shape
from gis_app.domain.proposals.ground import Ground
from gis_app.domain.proposals.wish import Wish

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """One proposed grid. Polygon in lon/lat; m², metres; ``compactness`` is Polsby-Popper's 4πA/P² (1991), 1 for a circle.

    ``along`` is the share of its border with other grids that runs along a road, a stream, a present or a villager group's border;
    ``neighbours`` are keys.
    """

    key: str
    polygon: Shape
    households: int
    people: int
    area_m2: float
    perimeter_m: float
    compactness: float
    along: float
    neighbours: tuple[str, ...]

    @property
    def figures(self) -> dict[str, Any]:
        """All but key and polygon."""
        return {name: value for name, value in vars(self).items() if name not in ("key", "polygon")}


@dataclass(frozen=True)
class Proposal:
    """Grids that tile the area; with ``finished`` False it was stopped before its time.

    ``spread`` is (most - fewest households) / mean; ``cut_m`` the metres of border between grids, ``along`` the share of
    those along roads, streams, present and group borders; ``compactness`` the mean; ``parted`` counts settlements that lie in
    several grids, out of ``settlements``; ``kept`` is the share of households whose grid lives on with them, each present
    grid in the new one that has most of its households (None without present grids).
    """

    wish: Wish
    grids: tuple[Grid, ...]
    spread: float
    cut_m: float
    along: float
    compactness: float
    parted: int
    settlements: int
    kept: float | None
    finished: bool

    @property
    def polygons(self) -> dict[str, Shape]:
        """The grids' polygons by key."""
        return {grid.key: grid.polygon for grid in self.grids}

    @property
    def figures(self) -> dict[str, Any]:
        """The whole in figures."""
        households = [grid.households for grid in self.grids]
        names = ("spread", "cut_m", "along", "compactness", "parted", "settlements", "kept", "finished")
        return {"grids": len(self.grids), "households_min": min(households), "households_max": max(households),
                **{name: getattr(self, name) for name in names}}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON: ``wish``, ``figures``, ``grids`` with ``key``, ``polygon`` (GeoJSON) and ``figures``."""
        grids = [{"key": grid.key, "polygon": shapely.geometry.mapping(grid.polygon), "figures": grid.figures} for grid in self.grids]
        return {"wish": asdict(self.wish), "figures": self.figures, "grids": grids}


def drawn(ground: Ground, settled: Ints, part: Ints, wish: Wish, *, finished: bool) -> Proposal:
    """The parts as grids, numbered from 1 in rows from north to south, each row from west to east."""
    part = _in_reading_order(ground, part)
    between = ground.beside.merged(part)
    length, lone = between.length, between.open
    grids = tuple(_grid(ground, part, number, between.pairs, length, lone) for number in range(int(part.max()) + 1))
    homes = np.array([grid.households for grid in grids])
    held = np.unique(np.column_stack([settled, part])[settled >= 0], axis=0)[:, 0]
    cut = float(length.sum())
    return Proposal(
        wish, grids, float(np.ptp(homes) / homes.mean()), cut, 1 - float(lone.sum()) / cut if cut else 1.0,
        float(np.mean([grid.compactness for grid in grids])), int((np.bincount(held) > 1).sum()), len(np.unique(held)), _kept(ground, part),
        finished,
    )


def _kept(ground: Ground, part: Ints) -> float | None:
    known = ground.now >= 0
    if not known.any():
        return None
    both = np.zeros((int(ground.now.max()) + 1, int(part.max()) + 1))
    np.add.at(both, (ground.now[known], part[known]), ground.homes[known])
    return float(both.max(axis=1).sum() / ground.homes.sum())


def _in_reading_order(ground: Ground, part: Ints) -> Ints:
    count = int(part.max()) + 1
    size = np.bincount(part, ground.area_m2, count)
    x, y = (np.bincount(part, ground.area_m2 * axis, count) / size for axis in ground.middle.T)
    row = np.floor((y.max() - y) / np.sqrt(size.mean()))
    place = np.empty(count, dtype=np.int64)
    place[np.lexsort((x, row))] = np.arange(count)
    return np.asarray(place[part])


def _grid(ground: Ground, part: Ints, number: int, pairs: Ints, length: NDArray[np.float64], lone: NDArray[np.float64]) -> Grid:
    mine = part == number
    polygon = shapely.coverage_union_all(ground.faces[mine[ground.atom]])
    if isinstance(polygon, shapely.GeometryCollection):
        polygon = shapely.union_all(ground.faces[mine[ground.atom]])
    flat = ground.plane.flat(np.array([polygon], dtype=object))[0]
    touching = (pairs == number).any(axis=1)
    shared = float(length[touching].sum())
    return Grid(
        key_of(number), polygon, int(ground.homes[mine].sum()), int(ground.people[mine].sum()), float(flat.area), float(flat.length),
        float(4 * np.pi * flat.area / flat.length**2), 1 - float(lone[touching].sum()) / shared if shared else 1.0,
        tuple(key_of(int(other)) for other in pairs[touching].ravel() if other != number),
    )


def key_of(number: int) -> str:
    """The key of a proposed grid, until it is given a code."""
    return f"proposal-{number + 1}"


Compared = Mapping[str, Any]


def side_by_side(proposals: list[Proposal]) -> list[Compared]:
    """One row of figures for each proposal, with its seed."""
    return [{"seed": proposal.wish.seed, **proposal.figures} for proposal in proposals]
