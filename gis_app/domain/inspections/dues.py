"""What must be looked at by when, and what of it this quarter owes, so that over the quarters nothing is left out.

Each thing (a unit, a key place, a dead corner) carries the quarter in which it was last looked at and the last quarter in
which it is looked at in time. What has come to that quarter is owed now. What may wait is spread: each quarter owes the
least number that lets every later one owe no more.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis_app.domain.places import scale_at
from gis_app.domain.quarters import quarters_after, quarters_between

NEAR_M = 300.0
"""Things so near each other are looked at in one go: of what may wait whole heaps come first, the largest foremost."""


@dataclass(frozen=True)
class Duty:
    """A thing that must be looked at once in ``every`` quarters. ``last`` and ``by`` are first days of quarters; ``place`` is lon/lat."""

    name: str
    place: tuple[float, float]
    last: date | None
    by: date
    every: int = 1


def duty(name: str, place: tuple[float, float], last: date | None, since: date, every: int) -> Duty:
    """A thing that is looked at once in ``every`` quarters; what never was, counts from the quarter ``since``."""
    return Duty(name, place, last, quarters_after(last, every) if last is not None else quarters_after(since, every - 1), every)


def owed_now(duties: Sequence[Duty], quarter: date, near_m: float = NEAR_M) -> dict[str, int]:
    """What a quarter owes, the most overdue first, each with the number of quarters that it is overdue.

    Whoever looks at what is owed, quarter by quarter, is never late with anything; what was owed and not looked at is owed
    again. What is looked at equally often is spread together: as much is owed as the largest share, over all later
    quarters, of what must be done by then over the quarters there are. Nothing is owed again before half its time is over.
    """
    open_ = [one for one in duties if one.last is None or 2 * quarters_between(one.last, quarter) > one.every]
    owed = [one for every in sorted({one.every for one in open_}) for one in _share([one for one in open_ if one.every == every], quarter, near_m)]
    return {one.name: overdue(one, quarter) for one in sorted(owed, key=lambda one: one.by)}


def _share(duties: Sequence[Duty], quarter: date, near_m: float) -> list[Duty]:
    ahead = np.array([max(0, quarters_between(quarter, one.by)) for one in duties])
    count = max(math.ceil(int((ahead <= last).sum()) / (int(last) + 1)) for last in np.unique(ahead))
    heap = _heaps(duties, near_m)
    size = np.bincount(heap)
    order = sorted(range(len(duties)), key=lambda at: (duties[at].by, -size[heap[at]], heap[at], duties[at].name))
    return [duties[at] for at in order[:count]]


def overdue(one: Duty, quarter: date) -> int:
    """By how many quarters a thing is late, 0 in the last one in time."""
    return max(0, quarters_between(one.by, quarter))


def _heaps(duties: Sequence[Duty], near_m: float) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """Each duty's heap: those that a chain of steps of ``near_m`` leads to."""
    lonlat = np.array([one.place for one in duties])
    pairs = cKDTree(lonlat * np.array(scale_at(float(lonlat[:, 1].mean())))).query_pairs(near_m, output_type="ndarray")
    links = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(duties), len(duties)))
    heaps: np.ndarray[tuple[int], np.dtype[np.int32]] = connected_components(links, directed=False)[1]
    return heaps
