"""Run one function over stretches of a range, on as many plain threads as there are processors."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")

LEAST = 1 << 14
"""Below this many items a second thread costs more than it brings."""


_allowed: list[int] = []


def use(number: int | None) -> None:
    """Use at most so many processors from now on (None: all of them)."""
    _allowed[:] = [] if number is None else [number]


def processors() -> int:
    """How many processors this process may use."""
    present = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(present, *_allowed) if _allowed else present


@cache
def _pool(_process: int) -> ThreadPoolExecutor:
    """One pool a process (a forked child must not use its parent's threads)."""
    return ThreadPoolExecutor(processors(), thread_name_prefix="wangge-bulk")


def stretches(total: int, least: int = LEAST, per_processor: int = 4) -> list[tuple[int, int]]:
    """Cut ``range(total)`` into a few stretches for each processor, none much smaller than ``least``."""
    number = max(1, min(processors() * per_processor, total // max(least, 1)))
    return [(total * k // number, total * (k + 1) // number) for k in range(number)]


def over(work: Callable[[int, int], T], total: int, least: int = LEAST) -> list[T]:
    """``work(begin, end)`` for each stretch, at the same time where it is worth it; results in order."""
    parts = stretches(total, least)
    if len(parts) == 1 or processors() == 1:
        return [work(*part) for part in parts]
    return list(_pool(os.getpid()).map(lambda part: work(*part), parts))
