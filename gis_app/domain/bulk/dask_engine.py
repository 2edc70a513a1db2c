"""The same answers on a Dask cluster: the grids travel once, points batch by batch, results come back in order."""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol, TypeVar

from gis_app.domain.bulk.grid_index import Answers, GridIndex
from gis_app.domain.bulk.outlines import Array

AHEAD = 2
"""Batches under way for each worker thread; so memory here never grows with the file."""


class Asked(NamedTuple):
    """What a worker is told about a batch."""

    lon: Array
    lat: Array
    accuracy_m: Array | None
    snap_m: float
    near_m: float


class Placed(Protocol):
    @property
    def lon(self) -> Array: ...
    @property
    def lat(self) -> Array: ...
    @property
    def accuracy_m(self) -> Array | None: ...


P = TypeVar("P", bound=Placed)


def answer(index: GridIndex, asked: Asked) -> Answers:
    """Runs on a worker; the index that arrives there once keeps what it builds."""
    return index.answers(
        asked.lon, asked.lat, snap_m=asked.snap_m, near_m=asked.near_m, accuracy_m=asked.accuracy_m
    )


def answered(
    client: Any, index: GridIndex, batches: Iterable[P], *, snap_m: float, near_m: float
) -> Iterator[tuple[P, Answers]]:
    """Each batch with its answers, in the order given.

    Parameters
    ----------
    client
        A ``distributed.Client``.
    """
    there = client.scatter(index, broadcast=True, hash=False)
    under_way: deque[tuple[P, Any]] = deque()
    most = AHEAD * max(sum(client.nthreads().values()), 1)
    for batch in batches:
        asked = Asked(batch.lon, batch.lat, batch.accuracy_m, snap_m, near_m)
        under_way.append((batch, client.submit(answer, there, asked, pure=False)))
        if len(under_way) >= most:
            first, future = under_way.popleft()
            yield first, future.result()
    for batch, future in under_way:
        yield batch, future.result()
