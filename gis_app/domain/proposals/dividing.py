"""The ground divided as wished: a part for each atom."""

from collections.abc import Callable
from threading import Event

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.ground import Ground
from gis_app.domain.proposals.keeping import division_kept
from gis_app.domain.proposals.plane import Array
from gis_app.domain.proposals.refining import HEAT, NARROW, Goal, Rows, refine
from gis_app.domain.proposals.settling import settlements, villages
from gis_app.domain.proposals.starting import first_division, ways
from gis_app.domain.proposals.wish import Taste, Wish
from gis_app.errors import WanggeError

Ints = NDArray[np.int64]
Progress = Callable[[float], object]

WARM = (0.02, 0.002)
"""Present borders are left only for a good reason."""
KEEPING = (10.0, 10.0)
"""Weight of balance where the present is kept: very unequal grids give to neighbours, without growing arms to do so."""
COOL = (0.01, 0.001)
"""Villages are settled already: only the strips between them are looked at, without heat."""
EDGE = 0.03
"""How far inside a band to stay, as a share of the mean, so that the last moves end inside it."""


def divide(ground: Ground, settled: Ints, wish: Wish, progress: Progress, stop: Event) -> Ints:
    """The part (n,) of each atom, from 0, each connected; stopped early, it is as good as it had become.

    Raises
    ------
    WanggeError
        ``propose_band``, ``propose_too_many``, ``propose_no_village``.
    """
    def go_on(done: float) -> bool:
        progress(done)
        return not stop.is_set()

    return _by_village(ground, settled, wish, go_on) if wish.villages else _by_number(ground, settled, wish, go_on)


def _by_number(ground: Ground, settled: Ints, wish: Wish, go_on: Callable[[float], bool]) -> Ints:
    total, taste = float(ground.homes.sum()), wish.taste
    count = wish.grids(int(total), int(ground.now.max()) + 1)
    if count > len(ground.homes):
        raise WanggeError("propose_too_many", count=count, households=int(total))
    if count == 1:
        return np.zeros(len(ground.homes), dtype=np.int64)
    rng, cost = np.random.default_rng(wish.seed), _cost(ground, settled, taste, count)
    part = _begun(ground, wish, count, rng, lambda: go_on(0.0))
    rows, heat = Rows(ground.beside, cost, len(ground.homes)), WARM if wish.keep else HEAT
    return refine(rows, ground.homes, part, _goal(wish, total, count), rng=rng, effort=wish.effort, heat=heat, go_on=go_on)


def _begun(ground: Ground, wish: Wish, count: int, rng: np.random.Generator, go_on: Callable[[], bool]) -> Ints:
    """From the present grids where they are to be kept, else from new seeds."""
    graph = ways(ground.beside, ground.middle, _toll(ground.beside, wish.taste))

    def seeded(atoms: Ints, parts: int) -> Ints:
        return first_division(graph[atoms][:, atoms], ground.middle[atoms], ground.homes[atoms], parts, rng, go_on)

    if not wish.keep:
        return seeded(np.arange(len(ground.homes)), count)
    return division_kept(ground.beside, ground.homes, ground.now, count, lambda atoms: seeded(atoms, 2))


def _goal(wish: Wish, total: float, count: int) -> Goal:
    """Equal households, of kept grids only as far as their shape allows; within a band no more equal than costs little."""
    mean, weight = total / count, wish.taste.balance
    if wish.households is None:
        first, last = KEEPING if wish.keep else NARROW
        return Goal(mean, mean, mean, (first * weight, last * weight))
    low, high = wish.households
    edge = min(EDGE * mean, (high - low) / 4)
    return Goal(low + edge, high - edge, mean, (weight, weight), 10 * NARROW[1])


def _by_village(ground: Ground, settled: Ints, wish: Wish, go_on: Callable[[float], bool]) -> Ints:
    graph = ways(ground.beside, ground.middle, _toll(ground.beside, wish.taste))
    part, sure = villages(graph, settled, ground.group, ground.homes, wish.least)
    count = int(part.max()) + 1
    if count == 1 or sure.all():
        return part
    rows = Rows(ground.beside, _cost(ground, settled, wish.taste, count), len(ground.homes))
    anything = Goal(0.0, np.inf, 1.0, (1e-9, 1e-9))
    return refine(rows, np.zeros(len(part)), part, anything, rng=np.random.default_rng(wish.seed), effort=wish.effort // 10,
                  fixed=sure, heat=COOL, go_on=go_on)


def _cost(ground: Ground, settled: Ints, taste: Taste, count: int) -> Array:
    """What cutting each border costs; 1 is an open border as long as a grid's side."""
    one, other = ground.beside.pairs.T
    together = (settled[one] == settled[other]) & (settled[one] >= 0)
    side = np.sqrt(ground.area_m2.sum() / count)
    return np.asarray(ground.beside.metres @ taste.factors() * (1 + taste.whole * together) / side)


def _toll(beside: Beside, taste: Taste) -> Array:
    """Ways that cross a road, a stream or a present border are longer, so that the first borders lie there."""
    along = 1 - (beside.metres @ taste.factors()) / np.maximum(beside.length, 1e-9)
    return np.asarray(1 + 2 * np.where(beside.length > 0, along, 0.0))


def homes_settled(ground: Ground, home_xy: Array) -> Ints:
    """The natural village (n,) of each atom, -1 without homes. ``home_xy`` as (households, 2) in metres."""
    many = np.where(ground.homes > 0, ground.homes, np.nan)
    middle = np.column_stack([np.bincount(ground.at, axis, len(many)) / many for axis in home_xy.T])
    return settlements(ground.beside, ground.homes, middle)
