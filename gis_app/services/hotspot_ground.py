"""The cells of a town that hotspots are looked for in: its leaf grids, or hexagons or squares over its ground."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import grids as queries
from gis_app.domain.actors import Actor
from gis_app.domain.checks.plane import Plane
from gis_app.domain.stats.contiguity import Shapes, contiguity
from gis_app.domain.stats.gi_star import LEAST_CELLS
from gis_app.domain.stats.lattice import KINDS, Lattice, lattice
from gis_app.domain.stats.neighbours import Bools, Floats, Neighbours, band, choose_band, nearest
from gis_app.errors import WanggeError, one_of

CELLS = ("grids", *KINDS)
LINKS = ("queen", "rook", "nearest", "band")
NEAREST = 8
DRAWN_DEG = 0.00005
"""Borders are drawn to about five metres."""
DRAWN_DIGITS = 6
LEAVES = ("grid", "micro", "village", "enterprise")


@dataclass(frozen=True, eq=False)
class Ground:
    """Cells of one town: ``keys`` and ``names``, shapes in lon/lat and in metres, and for grids their ids (0 for a lattice's cells)."""

    town_id: int
    town: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    grid_ids: np.ndarray[Any, np.dtype[np.int64]]
    shapes: Shapes
    metres: Shapes
    plane: Plane
    lattice: Lattice | None
    over: Any = None
    """Of a lattice: the ground that it lies over, in metres; what its outer cells hold beyond is not counted."""

    @cached_property
    def whole(self) -> Any:
        """All cells as one piece of ground, in metres."""
        found = shapely.union_all(self.metres)
        shapely.prepare(found)
        return found

    @property
    def middles(self) -> Floats:
        """A place inside each cell, in metres."""
        inside = self.lattice.centres if self.lattice else shapely.get_coordinates(shapely.point_on_surface(self.metres))
        return np.asarray(inside, dtype=np.float64)

    @cached_property
    def queen(self) -> Neighbours:
        """Who shares a corner with whom."""
        return contiguity(self.metres if self.lattice else self.shapes)

    @cached_property
    def drawn(self) -> Shapes:
        """The shapes as a map needs them, neighbours still without gaps between them."""
        simple: Shapes = self.shapes if self.lattice else shapely.coverage_simplify(self.shapes, DRAWN_DEG)
        drawn: Shapes = shapely.transform(simple, lambda lonlat: lonlat.round(DRAWN_DIGITS))
        return drawn


class Grounds:
    """Remembers the leaf grids of towns until grids change or an hour ends, so that a page's question costs no geometry."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Ground] = OrderedDict()

    def of(self, connection: Connection, actor: Actor, town: str) -> Ground:
        """As ``leaf_grids``."""
        key = (str(connection.engine.url), queries.revision(connection), clock.now().date(), clock.now().hour, town)
        with self._lock:
            known = self._kept.get(key)
        if known is None:
            known = leaf_grids(connection, actor, town)
            with self._lock:
                self._kept[key] = known
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return known


def towns(connection: Connection, actor: Actor) -> list[str]:
    """Codes of the towns with a published edition in force."""
    return queries.towns_in_force(connection, clock.now())


def leaf_grids(connection: Connection, actor: Actor, town: str) -> Ground:
    """The drawn leaf grids of a town as they are now.

    Raises
    ------
    WanggeError
        ``town_unknown``; ``no_grids_drawn``.
    """
    now = clock.now()
    top = queries.one(connection, town, now)
    if top is None or top["kind"] != "town":
        raise WanggeError("town_unknown", code=town)
    mine = [row for row in queries.shapes_in_force(connection, now, town_id=top["town_id"]) if row["geom"] is not None]
    grounds = {row["lies_in_id"] for row in mine if row["kind"] != "enterprise"}
    leaves = [row for row in mine if row["kind"] in LEAVES and row["grid_id"] not in grounds]
    if not leaves:
        raise WanggeError("no_grids_drawn")
    shapes = np.array([row["geom"] for row in leaves], dtype=object)
    plane = Plane(shapely.total_bounds(shapes))
    return Ground(
        top["town_id"], town, tuple(row["code"] for row in leaves), tuple(row["name"] for row in leaves),
        np.array([row["grid_id"] for row in leaves], dtype=np.int64), shapes, plane.to_metres(shapes), plane, None,
    )


def covered(grids: Ground, kind: str, size_m: float) -> Ground:
    """Hexagons or squares of ``size_m`` over the ground of a town's grids; each bears the name of the grid in its middle, or the nearest."""
    made = lattice(grids.whole, kind, size_m)
    shapes = np.array([grids.plane.to_lonlat(shape) for shape in made.shapes], dtype=object)
    keys = tuple(f"{kind[0].upper()}{number:05d}" for number in range(1, len(shapes) + 1))
    names = tuple(grids.names[one] for one in grid_under(grids, made.centres))
    return Ground(grids.town_id, grids.town, keys, names, np.zeros(len(keys), np.int64), shapes, made.shapes, grids.plane, made, grids.whole)


def grid_under(grids: Ground, places: Floats) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The position of the grid that each place (metres) lies in, or of the nearest."""
    found: np.ndarray[Any, np.dtype[np.int64]] = shapely.STRtree(grids.metres).query_nearest(shapely.points(places), all_matches=False)[1]
    return found


def linked(ground: Ground, rule: str, values: Floats, taking_part: Bools) -> Neighbours:
    """Who is next to whom; the band's width is chosen from the values of the cells that take part in the test, and said in ``parameters``.

    Where so few take part that nothing is tested, all count.
    """
    if rule == "queen":
        return ground.queen
    if rule == "rook":
        return contiguity(ground.metres if ground.lattice else ground.shapes, rule)
    if rule == "nearest":
        return nearest(ground.middles, min(NEAREST, len(ground.keys) - 1))
    if rule != "band":
        raise WanggeError("bad_value", field="neighbours", why=one_of(LINKS))
    of = taking_part if taking_part.sum() >= LEAST_CELLS else np.ones(len(values), dtype=bool)
    chosen = choose_band(ground.middles[of], values[of])
    found = band(ground.middles, chosen.metres)
    return Neighbours(found.matrix, {**found.parameters, "chosen": chosen.reason, "tried": [list(one) for one in chosen.tried]})
