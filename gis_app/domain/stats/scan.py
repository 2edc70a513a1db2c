"""Space-time scan by the permutation model: where and when did more happen than place and time alone explain.

Kulldorff, Heffernan, Hartman, Assunção and Mostashari (2005): no population is needed; a cylinder (a circle of cells over some
steps of time) expects what its cells had over all time, shared out by what all cells had at its steps. Cylinders are compared by
a Poisson likelihood ratio; p comes from shuffling the times among the cases, which keeps both margins and so every expectation.
"""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis_app.domain.bulk.grid_index import fast_engine_present
from gis_app.domain.stats.neighbours import Floats, Indices
from gis_app.errors import Both, WanggeError

PERMUTATIONS = 999
MOST_SHARE = 0.5
MOST_CLUSTERS = 10
MOST_AROUND = 60
LEAST_CASES = 2


@dataclass(frozen=True)
class Cluster:
    """A cylinder: positions of its cells, first and last step, ``observed`` over ``expected``, log likelihood ratio and p."""

    cells: tuple[int, ...]
    centre: int
    radius_m: float
    first: int
    last: int
    observed: int
    expected: float
    llr: float
    p: float

    @property
    def ratio(self) -> float:
        return self.observed / self.expected


@dataclass(frozen=True)
class Scan:
    """Clusters that share no cell, the likeliest first; p of each is judged against the likeliest of every shuffle."""

    clusters: tuple[Cluster, ...]
    cases: int
    parameters: dict[str, Any]
    seed: int


@dataclass(frozen=True, eq=False)
class _Circles:
    """``order[c, k]`` is the k-th cell of circle centre c (itself first); ``real`` says where there is one."""

    order: Indices
    real: NDArray[np.bool_]
    away: Floats

    @cached_property
    def depth(self) -> Indices:
        """How many circles of each centre are real."""
        found: Indices = self.real.sum(axis=1)
        return found


def scan(
    xy: Floats, counts: Indices, *, radius_m: float, longest: int, alive: bool = False, permutations: int = PERMUTATIONS, seed: int = 7,
    most: int = MOST_CLUSTERS, progress: Callable[[float], object] = lambda _: None,
) -> Scan:
    """Look for clusters.

    Parameters
    ----------
    xy
        Middles of the cells in metres.
    counts
        Cases by cell and step, shape (cells, steps).
    radius_m, longest
        The widest circle and the most steps of a cylinder; never more than half of all cases and of all steps.
    alive
        Only clusters that go on at the last step (for a daily watch) instead of all.

    Raises
    ------
    WanggeError
        ``stats_too_few`` where there are fewer than two cells, two steps or two cases.
    """
    cells, steps = counts.shape
    total = int(counts.sum())
    for number, what in ((cells, Both("个单元", "cells")), (steps, Both("个时段", "steps of time")), (total, Both("件", "incidents"))):
        if number < LEAST_CASES:
            raise WanggeError("stats_too_few", cells=number, least=LEAST_CASES, what=what)
    circles = _circles(xy, counts.sum(axis=1), radius_m)
    spans = list(_spans(steps, max(1, min(longest, int(steps * MOST_SHARE))), alive))
    table = _Likelihood(circles, counts, spans)
    rng = np.random.default_rng(seed)
    where, when = np.repeat(np.arange(cells), counts.sum(axis=1)), np.repeat(np.tile(np.arange(steps), cells), counts.ravel())
    highest = np.empty(permutations)
    for turn in range(permutations):
        shuffled = np.bincount(where * steps + rng.permutation(when), minlength=cells * steps).reshape(cells, steps)
        highest[turn] = table.likeliest(shuffled, circles.depth).llr
        progress((turn + 1) / permutations)
    clusters = tuple(_distinct(circles, spans, table, counts, np.sort(highest), most))
    parameters = {"statistic": "space_time_permutation", "radius_m": float(radius_m), "longest": longest, "alive": alive,
                  "permutations": permutations, "cells": cells, "steps": steps, "most_share": MOST_SHARE, "most_around": MOST_AROUND}
    return Scan(clusters, total, parameters, seed)


def _circles(xy: Floats, weights: Indices, radius_m: float) -> _Circles:
    """Nested circles around each cell, out to the radius, to half of all cases and to ``MOST_AROUND`` cells."""
    around = min(len(xy), MOST_AROUND)
    away, order = cKDTree(xy).query(xy, around, distance_upper_bound=radius_m * (1 + 1e-12))
    away, order = away.reshape(len(xy), -1), order.reshape(len(xy), -1)
    real = np.isfinite(away)
    order = np.where(real, order, 0)
    held = np.cumsum(np.where(real, weights[order], 0), axis=1)
    real &= (held <= max(MOST_SHARE * weights.sum(), 1)) | (np.arange(order.shape[1]) == 0)
    widest = max(int(real.sum(axis=1).max()), 1)
    return _Circles(order[:, :widest].astype(np.int64), real[:, :widest], away[:, :widest])


def _spans(steps: int, longest: int, alive: bool) -> Iterator[tuple[int, int]]:
    """First and last step of each stretch of time."""
    for length in range(1, longest + 1):
        for first in range(steps - length, -1, -1) if not alive else (steps - length,):
            yield first, first + length - 1


class _Cylinder(NamedTuple):
    """The likeliest: 0 and nowhere in particular where nothing exceeds what is expected."""

    llr: float
    centre: int
    circle: int
    span: int


class _Likelihood:
    """The log likelihood ratio of every cylinder for any arrangement with the same margins."""

    def __init__(self, circles: _Circles, counts: Indices, spans: list[tuple[int, int]]) -> None:
        self.circles, self.steps, self.total = circles, counts.shape[1], int(counts.sum())
        first, last = (np.array(one) for one in zip(*spans, strict=True))
        self.first, self.after = first, last + 1
        by_step = np.concatenate([[0], np.cumsum(counts.sum(axis=0))])
        self.inside: Indices = np.cumsum(np.where(circles.real, counts.sum(axis=1)[circles.order], 0), axis=1)
        self.share: Floats = (by_step[self.after] - by_step[self.first]) / self.total
        number = np.arange(self.total + 1, dtype=float)
        self.x_log_x = number * np.log(np.maximum(number, 1))
        self._order = circles.order.astype(np.int32)
        self._room = np.empty(self.steps, np.int64), np.empty(self.steps + 1, np.int64), np.empty(1), np.zeros(3, np.int64)

    def likeliest(self, counts: Indices, depth: Indices) -> _Cylinder:
        """The likeliest cylinder among the innermost ``depth`` circles of each centre; the first of equal ones."""
        if self._fast is None:
            found = self._all(counts, depth)
            at = int(found.argmax())
            return _Cylinder(float(found.flat[at]), *(int(one) for one in np.unravel_index(at, found.shape)))
        nested, ahead, best, place = self._room
        self._fast(self._order, depth, np.ascontiguousarray(counts, np.int32), self.share, self.first, self.after, self.total, self.x_log_x,
                   nested, ahead, best, place)  # fmt: skip
        return _Cylinder(float(best[0]), *place.tolist())

    @cached_property
    def _fast(self) -> Callable[..., int] | None:
        """The search as machine code, where the fast engine is installed."""
        if not fast_engine_present():
            return None
        kernel: Callable[..., int] = importlib.import_module("gis_app.domain.stats.scan_kernels").likeliest
        return kernel

    @cached_property
    def _expected(self) -> tuple[Floats, Floats, Floats]:
        """Expected cases of every cylinder, and the logarithms of what is expected inside and outside."""
        expected = self.inside[:, :, None] * self.share
        with np.errstate(divide="ignore"):
            return expected, np.log(expected), np.log(self.total - expected)

    def _all(self, counts: Indices, depth: Indices) -> Floats:
        """0 where no more than expected happened, and for cylinders that are not asked for."""
        nested = np.cumsum(np.where(self.circles.real[:, :, None], counts[self.circles.order], 0), axis=1)
        ahead = np.zeros((*nested.shape[:2], nested.shape[2] + 1), np.int64)
        np.cumsum(nested, axis=2, out=ahead[:, :, 1:])
        seen = ahead[:, :, self.after] - ahead[:, :, self.first]
        expected, log_inside, log_outside = self._expected
        asked = (np.arange(seen.shape[1]) < depth[:, None])[:, :, None]
        at = np.flatnonzero((seen > expected) & (seen >= LEAST_CASES) & asked)
        found = np.zeros(seen.shape)
        inside = seen.ravel()[at]
        outside = self.total - inside
        found.ravel()[at] = (self.x_log_x[inside] - inside * log_inside.ravel()[at]
                             + self.x_log_x[outside] - outside * log_outside.ravel()[at])  # fmt: skip
        return found


def _distinct(circles: _Circles, spans: list[tuple[int, int]], table: _Likelihood, counts: Indices, highest: Floats, most: int) -> Iterator[Cluster]:
    """The likeliest cylinder, then the likeliest that shares no cell with those before it."""
    taken = np.zeros(len(counts), dtype=bool)
    for _ in range(most):
        free = np.logical_and.accumulate(circles.real & ~taken[circles.order], axis=1).sum(axis=1)
        llr, centre, circle, span = table.likeliest(counts, free)
        if llr <= 0:
            return
        cells, (first, last) = circles.order[centre, :circle + 1], spans[span]
        taken[cells] = True
        p = float((len(highest) - np.searchsorted(highest, llr * (1 - 1e-12)) + 1) / (len(highest) + 1))
        yield Cluster(tuple(sorted(cells.tolist())), centre, float(circles.away[centre, circle]), first, last, int(counts[cells, first:last + 1].sum()),
                      float(table.inside[centre, circle] * table.share[span]), llr, p)  # fmt: skip
