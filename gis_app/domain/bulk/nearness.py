"""How near a border is, for many points at once, with compiled kernels."""

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.bulk import kernels, near_kernels, threads
from gis_app.domain.bulk.listing import list_segments, sorting_room
from gis_app.domain.bulk.near import Near
from gis_app.domain.bulk.outlines import Array, Ints, Outlines
from gis_app.domain.bulk.raster import Raster, spread
from gis_app.domain.places import scale_at

BIN_M_IN_DEGREES = 2e-4
"""About 20 m: bins smaller than the usual nearness of 10 m only cost memory."""


def bins_for(outlines: Outlines) -> Raster:
    """Bins that hold about one segment each."""
    west, south, east, north = outlines.bounds
    most = max((east - west) / BIN_M_IN_DEGREES, 1.0) * max((north - south) / BIN_M_IN_DEGREES, 1.0)
    return spread(outlines.bounds, min(max(4.0 * len(outlines.owner), 1 << 10), 1 << 22, most))


def quiet_bins(bin_start: Ints, raster: Raster) -> NDArray[np.uint8]:
    """1 for each bin that is empty and has only empty bins around it."""
    filled = (np.diff(bin_start) > 0).reshape(raster.ny, raster.nx)
    wide = filled.copy()
    wide[:, 1:] |= filled[:, :-1]
    wide[:, :-1] |= filled[:, 1:]
    high = wide.copy()
    high[1:] |= wide[:-1]
    high[:-1] |= wide[1:]
    return (~high).astype(np.uint8).ravel()


def bin_metres(raster: Raster) -> float:
    """A bin's lesser side in metres, where it is shortest."""
    farthest = min(max(abs(raster.y0), abs(raster.y0 + raster.ny / raster.sy)), 90.0)
    return min(scale_at(farthest).east / raster.sx, scale_at(0.0).north / raster.sy) * 0.999


class Nearness:
    """All border segments in bins, no matter whose."""

    def __init__(self, outlines: Outlines) -> None:
        self.outlines, self.raster = outlines, bins_for(outlines)
        nx, ny = self.raster.nx, self.raster.ny
        listing = list_segments(outlines, self.raster)
        self.segment = listing.segment
        self.bin_start = np.full(nx * ny + 1, len(listing.segment), np.int32)
        unused = np.zeros(ny, np.int64)

        def arrange(first: int, last: int) -> None:
            kernels.sort_rows(first, last, *listing, 0, unused, *sorting_room(listing, nx))
            near_kernels.mark_bins(first, last, nx, listing.row_start, listing.column, self.bin_start)

        threads.over(arrange, ny, least=64)
        self.quiet, self.quiet_m = quiet_bins(self.bin_start, self.raster), bin_metres(self.raster)

    def __call__(self, lon: Array, lat: Array, winner: Ints, limit: Array, snap: Array) -> Near:
        number = len(lon)
        near = Near(np.empty(number), np.empty(number, np.uint8), np.empty(number, np.int32))
        outlines, raster = self.outlines, self.raster

        def measure(first: int, last: int) -> None:
            near_kernels.measure(lon, lat, winner, limit, snap, first, last, *near, outlines.vertices, outlines.owner,
                                 outlines.class_, self.bin_start, self.segment, self.quiet, self.quiet_m, *raster[:6])  # fmt: skip

        threads.over(measure, number)
        return near
