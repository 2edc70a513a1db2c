"""Which grids a round went through: since when, for how long, how far, with how many positions; and its way as a line."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.locate import Locator
from gis_app.domain.patrols.cleaning import Cleaned
from gis_app.domain.patrols.fixes import Array, Fixes, Ints

STEP_M = 20.0
"""A way is looked up so often."""
DRIFT_M = 4.0
"""A phone that lies still wanders that far between fixes: no way."""
SIMPLER_DEG = 2e-5
"""About 2 m: a stored way loses no more than this."""


@dataclass(frozen=True, eq=False)
class Passed:
    """One row a round and grid; ``grid`` is the position in the locator's grids. ``first_at`` in Unix seconds."""

    round: Ints
    grid: Ints
    first_at: Array
    seconds: Array
    metres: Array
    fixes: Ints


def passed(cleaned: Cleaned, locator: Locator) -> Passed:
    """By the rule of place, at every fix and at every ``STEP_M`` of the way between fixes of one leg.

    Places outside all grids count nowhere.
    """
    fixes = cleaned.fixes
    at_fix = locator.index(fixes.lon, fixes.lat).astype(np.int64)
    steps = _steps(fixes, cleaned.leg)
    at_step = locator.index(steps.lon, steps.lat).astype(np.int64)
    round_ = np.concatenate([fixes.round, steps.round])
    grid = np.concatenate([at_fix, at_step])
    nothing = np.zeros(len(fixes))
    inside = grid >= 0
    width = len(locator.codes) + 1
    keys, place = np.unique(round_[inside] * width + grid[inside], return_inverse=True)

    def total(on_fix: Array, on_step: Array) -> Array:
        return np.bincount(place, np.concatenate([on_fix, on_step])[inside], len(keys)).astype(np.float64)

    first = np.full(len(keys), np.inf)
    np.minimum.at(first, place, np.concatenate([fixes.at, steps.at])[inside])
    counted = total(np.ones(len(fixes)), np.zeros(len(steps.at)))
    return Passed(
        keys // width, keys % width, first, total(nothing, steps.seconds), total(nothing, steps.metres), counted.astype(np.int64),
    )


def lines(cleaned: Cleaned, rounds: int) -> NDArray[np.object_]:
    """The way of each round as a MULTILINESTRING in lon/lat; None where no two fixes hang together."""
    made = np.full(rounds, None, dtype=object)
    if not len(cleaned.fixes):
        return made
    legs, size = np.unique(cleaned.leg, return_counts=True)
    long = np.isin(cleaned.leg, legs[size > 1])
    if not long.any():
        return made
    fixes, leg = cleaned.fixes.take(long), np.unique(cleaned.leg[long], return_inverse=True)[1]
    parts = shapely.simplify(shapely.linestrings(np.column_stack([fixes.lon, fixes.lat]), indices=leg), SIMPLER_DEG)
    owner = fixes.round[np.unique(leg, return_index=True)[1]]
    which, place = np.unique(owner, return_inverse=True)
    made[which] = shapely.multilinestrings(parts, indices=place)
    return made


@dataclass(frozen=True, eq=False)
class _Steps:
    """Middles of short pieces of the ways."""

    round: Ints
    lon: Array
    lat: Array
    at: Array
    seconds: Array
    metres: Array


def _steps(fixes: Fixes, leg: Ints) -> _Steps:
    _, metres, seconds = fixes.hops()
    end = np.flatnonzero(np.diff(leg, prepend=-1) == 0)
    many = np.maximum(np.ceil(metres[end] / STEP_M), 1).astype(np.int64)
    of = np.repeat(end, many)
    serial = np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
    share = (serial + 0.5) / np.repeat(many, many)
    way = np.where(metres[of] < DRIFT_M, 0.0, metres[of]) / np.repeat(many, many)
    before = of - 1
    return _Steps(
        fixes.round[of], fixes.lon[before] + share * (fixes.lon[of] - fixes.lon[before]),
        fixes.lat[before] + share * (fixes.lat[of] - fixes.lat[before]), fixes.at[before] + share * seconds[of],
        seconds[of] / np.repeat(many, many), way,
    )
