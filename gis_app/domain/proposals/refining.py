"""A division made better by many small border moves, cooled slowly, in rounds between which one may look on or stop."""

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.proposals.adjacency import Beside
from gis_app.domain.proposals.kernels import anneal
from gis_app.domain.proposals.plane import Array

Ints = NDArray[np.int64]

ROUNDS = 100
HEAT = (1.0, 0.002)
NARROW = (10.0, 3000.0)
"""Temperature and weight of balance, first and last: found by trial on made-up towns (cost 1 is a grid's side)."""


@dataclass(frozen=True)
class Goal:
    """Households a grid: as near to ``middle`` as ``narrow`` tells (first, last), and off the band at the price ``wide``."""

    low: float
    high: float
    middle: float
    narrow: tuple[float, float] = NARROW
    wide: float = 0.0


class Rows:
    """A graph row by row, as the kernel reads it."""

    def __init__(self, beside: Beside, cost: Array, count: int) -> None:
        one, other = beside.pairs.T
        origin, ends = np.concatenate([one, other]), np.concatenate([other, one])
        order = np.lexsort((ends, origin))
        self.origin, self.ends = origin[order].astype(np.int64), ends[order].astype(np.int64)
        self.cost = np.tile(cost, 2)[order]
        self.start = np.searchsorted(self.origin, np.arange(count + 1)).astype(np.int64)


@cache
def compiled() -> bool:
    """Whether the fast engine is installed."""
    return importlib.util.find_spec("numba") is not None


def refine(
    rows: Rows, homes: Array, part: Ints, goal: Goal, *, rng: np.random.Generator, effort: int,
    fixed: NDArray[np.bool_] | None = None, heat: tuple[float, float] = HEAT,
    go_on: Callable[[float], bool] = lambda _: True, fast: bool | None = None,
) -> Ints:
    """The division after ``effort`` looks at each border; parts stay connected, none becomes empty.

    ``go_on`` is told after each round the share done, and ends the work by False. ``fast`` False works without a compiler.
    """
    fast = compiled() if fast is None else fast
    room = _room(rows, homes, part, fixed)
    held = room if fast else {name: column.tolist() for name, column in room.items()}
    step: Callable[..., int] = anneal if fast else anneal.python
    draws = 3 * (effort * len(rows.ends) // ROUNDS)
    for turn in range(ROUNDS):
        done = turn / ROUNDS
        chance = rng.random(draws)
        numbers = goal.low, goal.high, goal.middle, _between(goal.narrow, done), goal.wide, _between(heat, done)
        step(*held.values(), chance if fast else chance.tolist(), *numbers)
        if not go_on((turn + 1) / ROUNDS):
            break
    return np.asarray(held["part"], dtype=np.int64)


def _room(rows: Rows, homes: Array, part: Ints, fixed: NDArray[np.bool_] | None) -> Mapping[str, NDArray[Any]]:
    """The kernel's arrays in its order."""
    atoms, parts = len(homes), int(part.max()) + 1
    held = np.zeros(atoms, dtype=np.int64) if fixed is None else fixed.astype(np.int64)
    return MappingProxyType({
        "start": rows.start, "ends": rows.ends, "cost": rows.cost, "origin": rows.origin, "fixed": held,
        "homes": homes.astype(np.float64), "load": np.bincount(part, homes, parts), "size": np.bincount(part, minlength=parts),
        "part": part.copy(), "seen": np.zeros(atoms + 1, dtype=np.int64), "queue": np.zeros(atoms, dtype=np.int64),
    })


def _between(ends: tuple[float, float], done: float) -> float:
    """From the first to the last by equal factors."""
    return float(ends[0] * (ends[1] / ends[0]) ** done)
