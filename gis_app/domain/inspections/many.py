"""Many work areas at once. Teams do not cross into another area, so each is planned by itself, on all processors."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from threading import Event

from gis_app.domain.inspections.ground import Ground
from gis_app.domain.inspections.inspection import Inspection
from gis_app.domain.inspections.moves import again
from gis_app.domain.inspections.plan import Plan
from gis_app.domain.inspections.solving import plan

SHARE = 0.9
"""Of the time there is; the rest is for starting and for bringing the answers together."""


def plan_all(
    asked: Sequence[tuple[Inspection, Ground]], seconds: float, *, workers: int | None = None, ways: bool = True,
    progress: Callable[[float], object] = lambda _: None, stop: Event | None = None,
) -> list[Plan]:
    """The plans of several inspections, in their order, in ``seconds`` all together.

    Once ``stop`` is set, those under way are finished and the others left out of the list's front part as they stand: an
    inspection not begun has no plan and the list is shorter.
    """
    count = workers or min(len(asked), os.cpu_count() or 1)
    each = SHARE * seconds * count / max(len(asked), 1)
    tasks = [(replace(one, settings=replace(one.settings, seconds=each)), ground.bare) for one, ground in asked]
    if count == 1:
        found = {number: _one(*task) for number, task in enumerate(tasks)}
    else:
        found = _spread(tasks, count, progress, stop or Event())
    return [again(*asked[number], found[number]) if ways else found[number] for number in sorted(found)]


def _spread(tasks: Sequence[tuple[Inspection, Ground]], workers: int, progress: Callable[[float], object], stop: Event) -> dict[int, Plan]:
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


def _one(inspection: Inspection, ground: Ground) -> Plan:
    return plan(inspection, ground, ways=False)
