"""The lookup raster as an object: built once from outlines, then asked for millions of points."""

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.bulk import kernels, look_up_kernels, threads
from gis_app.domain.bulk.listing import list_segments, sorting_room
from gis_app.domain.bulk.outlines import Ints, Outlines
from gis_app.domain.bulk.raster import Raster, suitable

Array = NDArray[np.float64]


class Lookup:
    """Exact point in polygon by a raster whose border cells carry their few segments.

    Parameters
    ----------
    answers
        What to return for each rank.
    """

    def __init__(self, outlines: Outlines, answers: Ints, raster: Raster | None = None) -> None:
        self.outlines, self.answers = outlines, answers
        self.raster = raster or suitable(outlines.bounds, outlines.vertices, outlines.owner)
        x0, y0, sx, sy, nx, ny, shift = self.raster
        listing = list_segments(outlines, self.raster)
        across, down = self.raster.blocks
        blocks = np.zeros(down, np.int64)

        def rows(first: int, last: int) -> tuple[int, int]:
            return first << shift, min(last << shift, ny)

        def sort(first: int, last: int) -> None:
            kernels.sort_rows(*rows(first, last), *listing, shift, blocks, *sorting_room(listing, across))

        def sweep(first: int, last: int) -> None:
            room = (np.empty(len(answers) + 1, np.int32), np.zeros(len(answers), np.uint8), np.empty(across, np.int64))
            kernels.sweep(*rows(first, last), nx, shift, x0, y0, sx, sy, outlines.vertices, outlines.owner, *listing,
                          answers, starts, self.top, self.blocks, self.records, *room)  # fmt: skip

        threads.over(sort, down, least=8)
        starts = np.concatenate([[0], blocks.cumsum()])
        self.top = np.full(across * down, kernels.NONE, np.int32)
        self.blocks = np.full(starts[-1] << (2 * shift), kernels.NONE, np.int32)
        self.records = np.empty(6 * len(listing.column), np.int32)
        threads.over(sweep, down, least=8)

    def __call__(self, lon: Array, lat: Array) -> tuple[Ints, int]:
        """The answer for each point (``answers[rank]``, NONE, or UNDECIDED where only exact arithmetic can tell), and
        the number of those undecided."""
        out = np.empty(len(lon), np.int32)

        def look_up(first: int, last: int) -> int:
            return look_up_kernels.look_up(lon, lat, first, last, out, self.top, self.blocks, self.records,
                                   self.outlines.vertices, *self.raster, np.empty((4, look_up_kernels.BATCH), np.int32))  # fmt: skip

        return out, sum(threads.over(look_up, len(lon)))
