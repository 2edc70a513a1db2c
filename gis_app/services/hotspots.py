"""Hotspots of a town: its kept counts, tested; which cells are called, which were not looked at, and what belongs together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app.db.queries import heat as heat_queries
from gis_app.domain.actors import Actor
from gis_app.domain.sources import OTHERS, OWN
from gis_app.domain.stats.emerging import emerging
from gis_app.domain.stats.gi_star import gi_star
from gis_app.domain.stats.lattice import proposed_size
from gis_app.domain.stats.neighbours import Bools, Floats, Indices, Neighbours
from gis_app.domain.stats.rates import rates
from gis_app.domain.stats.scan import Scan, scan
from gis_app.domain.stats.spots import LEAST_CONFIDENCE, Spot, confidence_classes, spots
from gis_app.errors import Both, WanggeError, one_of
from gis_app.services.heat import Asked
from gis_app.services.hotspot_counts import by_cell, by_grid, looked_at, looked_in_cells, steps_of
from gis_app.services.hotspot_density import density_cells
from gis_app.services.hotspot_ground import CELLS, LINKS, Ground, Grounds, covered, leaf_grids, linked

METHODS = ("gi_star", "kde", "emerging", "scan")
BASES = ("count", "people", "effort")
STEP = {"emerging": "month", "scan": "week"}
MOST_P = 0.05
LONGEST_WEEKS = 8
Progress = Callable[[float], object]


@dataclass(frozen=True)
class Wish:
    """How hotspots are looked for.

    ``size_m`` is a lattice cell's size (None: proposed from how much happened), ``links`` who counts as next to whom, ``basis``
    what counts are held against (nothing, residents with empirical-Bayes smoothing, rounds and visits). ``radius_m`` is a kernel's
    reach, or the widest circle of a scan.
    """

    method: str = "gi_star"
    cells: str = "grids"
    size_m: float | None = None
    links: str = "queen"
    basis: str = "count"
    radius_m: float | None = None
    permutations: int = 999
    seed: int = 7

    def checked(self) -> "Wish":
        """Itself, if every word of it is known. Raises ``bad_value``."""
        for name, known in (("method", METHODS), ("cells", CELLS), ("links", LINKS), ("basis", BASES)):
            if getattr(self, name) not in known:
                raise WanggeError("bad_value", field=name, why=one_of(known))
        if self.basis != "count" and (self.cells != "grids" or self.method != "gi_star"):
            raise WanggeError("bad_value", field="basis", why=Both("只有按网格做 Gi* 时才能按人口或巡查折算", "only Gi* on grids can be held against people or rounds"))
        return self


@dataclass(frozen=True, eq=False)
class Found:
    """Cells with their figures (``columns`` by name, one value a cell), what belongs together, and how it was come by."""

    wish: Wish
    asked: Asked
    ground: Ground
    columns: Mapping[str, NDArray[Any]]
    spots: tuple[Spot, ...]
    parameters: dict[str, Any] = field(default_factory=dict)


def find(
    connection: Connection, actor: Actor, town: str, asked: Asked, wish: Wish, progress: Progress = lambda _: None, grounds: Grounds | None = None,
) -> Found:
    """Look for hotspots of one town over a period; ``grounds`` remembers its grids from one question to the next.

    Raises
    ------
    WanggeError
        ``bad_value``, ``town_unknown``, ``no_grids_drawn``; ``stats_too_few`` where the period or the town is too small to test.
    """
    wish = wish.checked()
    grids = (grounds.of if grounds else leaf_grids)(connection, actor, town)
    looked, effort = looked_at(connection, actor, asked, grids)
    if wish.method == "kde":
        columns, parameters = density_cells(connection, actor, asked, grids, looked, wish.radius_m, wish.size_m, wish.seed, wish.permutations, progress)
        return Found(replace(wish, cells="square"), asked, parameters.pop("ground"), columns, (), parameters)
    steps = steps_of(asked.period, STEP[wish.method]) if wish.method in STEP else [asked.period]
    if not steps:
        raise WanggeError("stats_too_few", cells=0, least=2, what=Both("个时段", "steps of time"))
    ground, counts, seen = _counted(connection, actor, asked, wish, grids, looked, steps)
    if wish.method == "gi_star":
        return _gi_star(connection, actor, asked, wish, ground, counts[:, 0], seen, effort)
    if wish.method == "emerging":
        return _emerging(asked, wish, ground, counts, seen)
    return _scan(asked, wish, ground, counts, seen, progress)


def _counted(connection: Connection, actor: Actor, asked: Asked, wish: Wish, grids: Ground, looked: Bools, steps: list[Any]) -> tuple[Ground, Indices, Bools]:
    """The cells, their counts by step, and which were looked at."""
    if wish.cells == "grids":
        return grids, by_grid(connection, actor, asked, grids, steps), looked
    size = wish.size_m
    if size is None:
        total = int(by_grid(connection, actor, asked, grids, [asked.period]).sum())
        size = proposed_size(float(sum(shape.area for shape in grids.metres)), total)
    ground = covered(grids, wish.cells, size)
    counts = by_cell(connection, actor, asked, ground, steps)
    return ground, counts, looked_in_cells(ground, grids, looked, counts)


def _gi_star(
    connection: Connection, actor: Actor, asked: Asked, wish: Wish, ground: Ground, counts: Indices, looked: Bools, effort: Floats,
) -> Found:
    """Gi* of the asked sources, and beside it of what the grid found itself and of what others found."""
    people = _people(connection, ground) if wish.basis == "people" else effort
    values = _held_against(wish, counts.astype(float), people)
    links = linked(ground, wish.links, values)
    tested = gi_star(values, links, looked=looked & ~np.isnan(values), permutations=wish.permutations, seed=wish.seed)
    classes = confidence_classes(tested.confidence, looked)
    columns: dict[str, NDArray[Any]] = {"count": counts, "value": values, "looked": looked, "z": tested.z, "p": tested.p, "q": tested.q}
    if tested.simulated is not None:
        columns["p_sim"] = _spread(tested.simulated.two_sided, tested.looked)
    columns["class"] = classes
    for name, sources in (("own", OWN), ("others", OTHERS)):
        columns |= _apart(connection, actor, replace(asked, sources=sources), wish, ground, links, looked, people, name)
    called = np.abs(tested.confidence) >= LEAST_CONFIDENCE
    found = spots(classes, called, np.nan_to_num(tested.z), _one(tested.p), _one(tested.q), links)
    return Found(wish, asked, ground, columns, tuple(found), {**tested.parameters, "basis": wish.basis})


def _apart(connection: Connection, actor: Actor, asked: Asked, wish: Wish, ground: Ground, links: Neighbours, looked: Bools, people: Floats, name: str) -> dict[str, NDArray[Any]]:
    counts = (by_grid if ground.lattice is None else by_cell)(connection, actor, asked, ground, [asked.period])[:, 0]
    values = _held_against(wish, counts.astype(float), people)
    tested = gi_star(values, links, looked=looked & ~np.isnan(values))
    return {f"{name}_count": counts, f"{name}_z": tested.z, f"{name}_q": tested.q, f"{name}_class": confidence_classes(tested.confidence, looked)}


def _emerging(asked: Asked, wish: Wish, ground: Ground, counts: Indices, looked: Bools) -> Found:
    links = linked(ground, wish.links, counts.sum(axis=1).astype(float))
    tested = emerging(counts.astype(float), links, looked=looked)
    hot = (tested.q <= MOST_P) & (tested.z > 0)
    columns: dict[str, NDArray[Any]] = {
        "count": counts.sum(axis=1), "looked": looked, "z": tested.z[:, -1], "p": tested.p[:, -1], "q": tested.q[:, -1],
        "steps_hot": hot.sum(axis=1), "trend_z": np.where(looked, tested.trend.z, np.nan), "trend_p": np.where(looked, tested.trend.p, np.nan),
        "class": tested.classes,
    }  # fmt: skip
    called = ~np.isin(tested.classes, ["none", "not_looked"])
    best = np.nan_to_num(np.where(np.char.endswith(tested.classes, "_cold"), np.nanmin(_zeros(tested.z), axis=1), np.nanmax(_zeros(tested.z), axis=1)))
    found = spots(tested.classes, called, best, _one(tested.p.min(axis=1)), _one(tested.q.min(axis=1)), links, family=lambda name: name)
    return Found(wish, asked, ground, columns, tuple(found), tested.parameters)


def _scan(asked: Asked, wish: Wish, ground: Ground, counts: Indices, looked: Bools, progress: Progress) -> Found:
    radius = wish.radius_m or 0.25 * float(np.ptp(ground.middles, axis=0).max())
    tested = scan(ground.middles, counts, radius_m=radius, longest=LONGEST_WEEKS, permutations=wish.permutations, seed=wish.seed, progress=progress)
    number, p, z = np.zeros(len(ground.keys), np.int64), np.full(len(ground.keys), np.nan), np.full(len(ground.keys), np.nan)
    for place, cluster in enumerate(tested.clusters, 1):
        cells = list(cluster.cells)
        number[cells], p[cells], z[cells] = place, cluster.p, np.sqrt(2 * cluster.llr)
    classes = np.where(p <= MOST_P, "cluster", np.where(looked, "none", "not_looked"))
    columns: dict[str, NDArray[Any]] = {"count": counts.sum(axis=1), "looked": looked, "z": z, "p": p, "q": p, "cluster": number, "class": classes}
    return Found(wish, asked, ground, columns, tuple(_clusters(tested)), {**tested.parameters, "clusters": _told(tested, asked)})


def _clusters(tested: Scan) -> list[Spot]:
    return [Spot(one.cells, "cluster", one.ratio, one.p, one.p) for one in tested.clusters if one.p <= MOST_P]


def _told(tested: Scan, asked: Asked) -> list[dict[str, Any]]:
    """Each cluster with its own weeks."""
    steps = steps_of(asked.period, "week")
    return [
        {"number": place, "from": steps[one.first].first.isoformat(), "to": steps[one.last].last.isoformat(), "observed": one.observed,
         "expected": round(one.expected, 3), "ratio": round(one.ratio, 3), "llr": round(one.llr, 3), "p": one.p, "radius_m": round(one.radius_m, 1)}
        for place, one in enumerate(tested.clusters, 1)
    ]


def _held_against(wish: Wish, counts: Floats, people: Floats) -> Floats:
    """Counts, or smoothed rates per 1,000 (NaN where there is nobody or nobody went)."""
    return counts if wish.basis == "count" else rates(counts, people).smoothed


def _people(connection: Connection, ground: Ground) -> Floats:
    known = heat_queries.people(connection, "present")
    return np.array([float(known.get(int(grid_id), 0)) for grid_id in ground.grid_ids])


def _spread(values: Floats, where: Bools) -> Floats:
    found = np.full(len(where), np.nan)
    found[where] = values
    return found


def _zeros(values: Floats) -> Floats:
    return np.nan_to_num(values)


def _one(p: Floats) -> Floats:
    return np.nan_to_num(p, nan=1.0)
