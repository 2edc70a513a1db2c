"""Which border segments touch which cell of a raster: the ground of both the lookup and the nearness index."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.bulk import kernels, threads
from gis_app.domain.bulk.outlines import Outlines
from gis_app.domain.bulk.raster import Raster


class Listing(NamedTuple):
    """Row r's entries are row_start[r] .. row_start[r + 1], in order of segment; each has a column and a segment."""

    row_start: NDArray[np.int64]
    column: NDArray[np.int32]
    segment: NDArray[np.int32]


def list_segments(outlines: Outlines, raster: Raster) -> Listing:
    """List each border segment in every cell it may touch, first counting, then writing, both in stretches."""
    x0, y0, sx, sy, _, ny, _ = raster
    parts = threads.stretches(len(outlines.owner), per_processor=1)
    counts = np.zeros((len(parts), ny), np.int64)

    def count(first: int, last: int) -> None:
        for k in range(first, last):
            kernels.count_by_row(outlines.vertices, outlines.owner, *parts[k], x0, y0, sx, sy, counts[k])

    threads.over(count, len(parts), least=1)
    row_start = np.concatenate([[0], counts.sum(axis=0).cumsum()])
    slots = row_start[:-1] + np.concatenate([np.zeros((1, ny), np.int64), counts.cumsum(axis=0)[:-1]])
    column, segment = np.empty(row_start[-1], np.int32), np.empty(row_start[-1], np.int32)

    def write(first: int, last: int) -> None:
        for k in range(first, last):
            kernels.list_by_row(
                outlines.vertices, outlines.owner, *parts[k], x0, y0, sx, sy, slots[k], column, segment
            )

    threads.over(write, len(parts), least=1)
    return Listing(row_start, column, segment)


def sorting_room(listing: Listing, columns: int) -> tuple[NDArray[Any], ...]:
    """What ``kernels.sort_rows`` works in: spare entries, digits, columns seen."""
    longest = int(np.diff(listing.row_start).max(initial=0))
    return np.empty((longest, 2), np.int32), np.empty(257, np.int64), np.zeros(columns + 1, np.int32)
