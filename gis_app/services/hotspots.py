"""Hotspots of a town: its kept counts, tested; which cells are called, which were not looked at, and what belongs together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from sqlalchemy import Connection

from gis_app.db.queries import heat as heat_queries
from gis_app.domain.actors import Actor
from gis_app.domain.stats.lattice import CASES_A_CELL, proposed_size
from gis_app.domain.stats.neighbours import Bools, Floats
from gis_app.errors import Both, WanggeError
from gis_app.services.heat import Asked
from gis_app.services.hotspot_counts import (
    Kept,
    by_cell,
    effort_of,
    looked_at,
    looked_in_cells,
    places_counted,
    read,
    steps_of,
)
from gis_app.services.hotspot_density import density
from gis_app.services.hotspot_ground import Ground, Grounds, covered, leaf_grids
from gis_app.services.hotspot_tests import APART, Counted, tested
from gis_app.services.hotspot_wish import Found, Progress, Wish

STEP = {"emerging": "month", "scan": "week"}


def find(
    connection: Connection, actor: Actor, town: str, asked: Asked, wish: Wish, progress: Progress = lambda _: None, grounds: Grounds | None = None,
) -> Found:
    """Look for hotspots of one town over a period; ``grounds`` remembers its grids from one question to the next.

    Raises
    ------
    WanggeError
        ``bad_value``, ``town_unknown``, ``no_grids_drawn``; ``stats_too_few`` where the period or the town is too small to test.
    """
    return counted(connection, actor, [town], asked, wish, grounds)[0](progress)


def find_each(connection: Connection, actor: Actor, towns: Sequence[str], asked: Asked, wish: Wish, grounds: Grounds | None = None) -> list[Found]:
    """The same of several towns, each tested by itself, their counts read at once. Raises as ``find``."""
    return [test(lambda _: None) for test in counted(connection, actor, towns, asked, wish, grounds)]


def counted(
    connection: Connection, actor: Actor, towns: Sequence[str], asked: Asked, wish: Wish, grounds: Grounds | None = None,
) -> list[Callable[[Progress], Found]]:
    """All that a search needs is read; what is left to do for each town needs no database. Raises as ``find``, and ``no_grids`` for no town at all."""
    wish = wish.checked()
    if not towns:
        raise WanggeError("no_grids")
    grids = [(grounds.of if grounds else leaf_grids)(connection, actor, town) for town in towns]
    steps = steps_of(asked.period, STEP[wish.method]) if wish.method in STEP else [asked.period]
    if not steps:
        raise WanggeError("stats_too_few", cells=0, least=2, what=Both("个时段", "steps of time"))
    kept = read(connection, asked, grids, steps)
    return [_of_town(connection, actor, asked, wish, kept, each) for each in grids]


def _of_town(connection: Connection, actor: Actor, asked: Asked, wish: Wish, kept: Kept, grids: Ground) -> Callable[[Progress], Found]:
    looked = looked_at(connection, asked, grids, kept, by_step=wish.method == "emerging")
    if wish.method == "kde":
        return partial(density, replace(wish, cells="square"), asked, grids, looked, *places_counted(connection, actor, asked, grids))
    begun = (_in_grids if wish.cells == "grids" else _in_lattice)(connection, actor, asked, wish, kept, grids, looked)
    return partial(tested, begun)


def _in_grids(connection: Connection, actor: Actor, asked: Asked, wish: Wish, kept: Kept, grids: Ground, looked: Bools) -> Counted:
    people = {"count": lambda: None, "people": lambda: _living(connection, grids, "present"), "households": lambda: _living(connection, grids, "households"),
              "effort": lambda: effort_of(connection, asked, grids)}[wish.basis]()  # fmt: skip
    begun = Found(wish, asked, grids, {}, (), {"cells": {"kind": "grids", "number": len(grids.keys)}})
    apart = {name: kept.of(grids, sources)[:, 0] for name, sources in APART.items()}
    return Counted(begun, kept.of(grids, asked.sources), looked, people, apart)


def _in_lattice(connection: Connection, actor: Actor, asked: Asked, wish: Wish, kept: Kept, grids: Ground, looked: Bools) -> Counted:
    """Hexagons or squares, of a size that the counts propose where none is asked for."""
    told: dict[str, Any] = {"kind": wish.cells, "size_m": wish.size_m, "chosen": "asked"}
    if wish.size_m is None:
        total = int(kept.of(grids, asked.sources).sum())
        size = proposed_size(float(sum(shape.area for shape in grids.metres)), total)
        told |= {"size_m": size, "chosen": "counts", "cases_a_cell": CASES_A_CELL}
    ground = covered(grids, wish.cells, told["size_m"])
    counts = by_cell(connection, actor, asked, ground, kept.steps)
    apart = {name: by_cell(connection, actor, replace(asked, sources=sources), ground, kept.steps)[:, 0]
             for name, sources in APART.items() if wish.method == "gi_star"}  # fmt: skip
    begun = Found(wish, asked, ground, {}, (), {"cells": told | {"number": len(ground.keys)}})
    return Counted(begun, counts, looked_in_cells(ground, grids, looked, counts), None, apart)


def _living(connection: Connection, ground: Ground, basis: str) -> Floats:
    known = heat_queries.people(connection, basis)
    return np.array([float(known.get(int(grid_id), 0)) for grid_id in ground.grid_ids])


__all__ = ["Found", "Wish", "counted", "find", "find_each"]
