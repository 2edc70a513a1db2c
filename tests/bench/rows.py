"""One row of the benchmark table: what was done, how long it took us, and how long its peer took in the same run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["s", "1/s", "MB", "count"]


@dataclass(frozen=True)
class Row:
    """``ratio`` is what ``goal`` is about; ``at_least`` says on which side of the goal it must lie.

    ``ours`` and ``peer`` are in ``unit``. Goals of None are for information.
    """

    work: str
    ours: float
    peer: float
    ratio: float
    goal: float | None
    peer_name: str = ""
    at_least: bool = True
    unit: Unit = "s"

    @property
    def met(self) -> bool:
        return self.goal is None or (self.ratio >= self.goal if self.at_least else self.ratio <= self.goal)


def faster(work: str, ours: float, peer: float, goal: float | None, peer_name: str) -> Row:
    """So many times faster than the peer."""
    return Row(work, ours, peer, peer / ours, goal, peer_name)


def within(work: str, ours: float, peer: float, goal: float | None, peer_name: str, unit: Unit = "s") -> Row:
    """At most so many times the peer."""
    return Row(work, ours, peer, ours / peer, goal, peer_name, at_least=False, unit=unit)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the quickest of several runs: the one least disturbed."""
    return min(_timed(work) for _ in range(times))


def median(work: Callable[[], object], times: int = 3) -> float:
    return statistics.median(_timed(work) for _ in range(times))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
