"""A Dask cluster to work on: the one whose scheduler is named, or one of this machine's own processors."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from distributed import Client, LocalCluster

from gis_app.domain.bulk.dask_engine import answered
from gis_app.domain.bulk.grid_index import Answers, GridIndex
from gis_app.domain.bulk.threads import processors
from gis_app.errors import WanggeError
from gis_app.services.assigning import Batch, Wanted
from gis_app.services.assigning_grids import Ask

CONNECT_S = "10s"


@contextmanager
def asking(scheduler: str | None, jobs: int | None) -> Iterator[Ask]:
    """Work on a cluster for the length of the block.

    Raises
    ------
    WanggeError
        ``scheduler_unreachable``.
    """
    if scheduler is None:
        with LocalCluster(n_workers=jobs or processors(), threads_per_worker=1, dashboard_address=None) as cluster, \
                Client(cluster) as client:  # fmt: skip
            yield _ask(client)
        return
    try:
        client = Client(scheduler, timeout=CONNECT_S)
    except (OSError, TimeoutError, ValueError) as failed:
        raise WanggeError("scheduler_unreachable", address=scheduler) from failed
    with client:
        yield _ask(client)


def _ask(client: Any) -> Ask:
    def ask(index: GridIndex, batches: Iterable[Batch], wanted: Wanted) -> Iterator[tuple[Batch, Answers]]:
        return answered(client, index, batches, snap_m=wanted.snap_m, near_m=wanted.near_m)

    return ask
