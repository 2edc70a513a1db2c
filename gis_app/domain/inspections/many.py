"""Many work areas at once. Teams do not cross into another area, so each is planned by itself, on all processors."""

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from threading import Event

from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Inspection
from gis_app.domain.inspections.moves import again
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.solving import plan

SHARE = 0.97
"""Of the time there is; the rest is for bringing the answers together."""
LEAST_S = 0.2


def plan_all(
    asked: Sequence[tuple[Inspection, Ground]], seconds: float, *, workers: int | None = None, ways: bool = True,
    progress: Callable[[float], object] = lambda _: None, stop: Event | None = None,
) -> list[Plan]:
    """The plans of several inspections, in their order, in ``seconds`` all together, the start of processes included.

    Once ``stop`` is set those under way are finished and no other is begun: the list then lacks those at its end.
    """
    count, until = workers or min(len(asked), os.cpu_count() or 1), time.monotonic() + SHARE * seconds
    tasks = [(one, ground.bare, until, -(-(len(asked) - number) // count)) for number, (one, ground) in enumerate(asked)]
    found = _spread(tasks, count, progress, stop or Event())
    return [again(*asked[number], found[number]) if ways else found[number] for number in sorted(found)]


Task = tuple[Inspection, Ground, float, int]


def _spread(tasks: Sequence[Task], workers: int, progress: Callable[[float], object], stop: Event) -> dict[int, Plan]:
    """Each task in one of several processes."""
    made: dict[int, Plan] = {}
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        running = {pool.submit(_one, *task): number for number, task in enumerate(tasks)}
        for done in as_completed(running):
            if done.cancelled():
                continue
            made[running[done]] = done.result()
            progress(len(made) / len(tasks))
            if stop.is_set():
                pool.shutdown(wait=False, cancel_futures=True)
    return made


def _one(inspection: Inspection, ground: Ground, until: float, turns: int) -> Plan:
    """A plan in an even share of the time that is left; the clock is the machine's own, the same in all processes."""
    seconds = max(LEAST_S, (until - time.monotonic()) / turns)
    return plan(replace(inspection, settings=replace(inspection.settings, seconds=seconds)), ground, ways=False)
