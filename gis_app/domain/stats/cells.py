"""Incidents counted in the cells of a pyramid, as arrays: the finest cells first, every coarser zoom folded from them.

A **cell** of block zoom z is 1/128 of a tile's side of that zoom; a **block** is the 128 x 128 cells of one tile. The finest cells
(z = 13) span 38.2 m at the equator, 33 m at 30 degrees. An event lies in exactly one cell of each zoom, so the cells of every zoom
add up to the events.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.stats.periods import bucket_starts
from gis_app.domain.tiles import EQUATOR

FINEST = 13
ZOOMS = tuple(range(FINEST, -1, -1))
SIDE_BITS = 7
SIDE = 1 << SIDE_BITS
CELLS = SIDE * SIDE

ANY = 0  # any item, any source
UNCLASSIFIED = 1  # the item of a report that has none

Ints = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Counts:
    """How many (``n``, negative to take away) in which cell of block zoom ``z``, bucket, item and source.

    ``x`` and ``y`` are cells at zoom ``z``, ``bucket`` the first day of the bucket as days since 1970, ``item`` and ``source`` small
    numbers from 1. All arrays have one length.
    """

    z: int
    x: Ints
    y: Ints
    bucket: Ints
    item: Ints
    source: Ints
    n: Ints

    def __len__(self) -> int:
        return len(self.n)

    def folded(self) -> "Counts":
        """The same counts, sorted by block, bucket, item, source and cell, each combination once, none zero."""
        by, bx, pos = self.blocks()
        keys, (n,) = fold((by, bx, self.bucket, self.item, self.source, pos), (self.n,))
        by, bx, bucket, item, source, pos = keys
        return Counts(self.z, (bx << SIDE_BITS) + (pos & (SIDE - 1)), (by << SIDE_BITS) + (pos >> SIDE_BITS), bucket, item, source, n)

    def plus(self, other: "Counts") -> "Counts":
        """Both counts together, folded."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("x", "y", "bucket", "item", "source", "n"))
        return Counts(self.z, *(np.concatenate(pair) for pair in pairs)).folded()

    def buckets_touched(self) -> tuple[Ints, Ints, Ints]:
        """Block rows, block columns and buckets of folded counts, each combination once."""
        by, bx, _ = self.blocks()
        starts = run_starts([by, bx, self.bucket])
        return by[starts], bx[starts], self.bucket[starts]

    def coarser(self) -> "Counts":
        """The counts one zoom up."""
        return replace(self, z=self.z - 1, x=self.x >> 1, y=self.y >> 1).folded()

    def spanned(self, span: int) -> "Counts":
        """The counts by month or year instead of by day."""
        return replace(self, bucket=bucket_starts(self.bucket.astype(np.int32), span)).folded()

    def blocks(self) -> tuple[Ints, Ints, Ints]:
        """Block row, block column and position in the block (row by row from its north-west)."""
        inside = SIDE - 1
        return self.y >> SIDE_BITS, self.x >> SIDE_BITS, ((self.y & inside) << SIDE_BITS) | (self.x & inside)


def cell_of(easting: NDArray[np.float64], northing: NDArray[np.float64]) -> tuple[Ints, Ints]:
    """The finest cells of places in EPSG:3857 metres; what lies beyond the square world counts at its edge.

    The SQL twin is ``wangge_cell`` (sql/200_heat.sql): the same arithmetic in the same order.
    """
    size = 1 << (FINEST + SIDE_BITS)
    x = np.floor((easting / EQUATOR + 0.5) * size).astype(np.int64)
    y = np.floor((0.5 - northing / EQUATOR) * size).astype(np.int64)
    return np.clip(x, 0, size - 1), np.clip(y, 0, size - 1)


def fold(keys: tuple[Ints, ...], weights: tuple[Ints, ...]) -> tuple[tuple[Ints, ...], tuple[Ints, ...]]:
    """Sort rows by ``keys`` (first is major), add up the weights of equal ones, drop those whose weights are all zero."""
    if len(keys[0]) == 0:
        return keys, weights
    order = sort_order(keys)
    ordered = [key[order] for key in keys]
    starts = run_starts(ordered)
    sums = [np.add.reduceat(weight[order].astype(np.int64), starts) for weight in weights]
    kept = np.any(sums, axis=0)
    return tuple(key[starts][kept] for key in ordered), tuple(one[kept] for one in sums)


def run_starts(keys: list[Ints]) -> NDArray[np.intp]:
    """Where a new combination begins in rows that are sorted by ``keys``."""
    changed = np.zeros(len(keys[0]), dtype=bool)
    changed[0] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def sort_order(keys: tuple[Ints, ...]) -> NDArray[np.intp]:
    """The order that sorts rows by several integer keys; one 64-bit sort where their ranges allow it."""
    lows = [int(key.min()) for key in keys]
    widths = [int(key.max()) - low + 1 for key, low in zip(keys, lows, strict=True)]
    if np.prod(np.array(widths, dtype=float)) >= 2.0**62:
        return np.lexsort(keys[::-1])
    packed = np.zeros(len(keys[0]), dtype=np.int64)
    for key, low, width in zip(keys, lows, widths, strict=True):
        packed *= width
        packed += key.astype(np.int64) - low
    return np.argsort(packed)
