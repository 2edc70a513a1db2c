"""Incidents counted in the cells of a pyramid, as arrays: the finest cells first, every coarser zoom folded from them.

A **cell** of block zoom z is 1/128 of a tile's side of that zoom; a **block** is the 128 x 128 cells of one tile and a **halo** of
10 more on each side, which repeat the neighbours': a tile's density is made from one block alone. The finest cells (z = 13) span
38.2 m at the equator, 33 m at 30 degrees. An event lies in exactly one cell of each zoom, so the cells of every zoom, without the
halos, add up to the events.
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
HALO = 10
EDGE = SIDE + 2 * HALO
CELLS = EDGE * EDGE

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
        """The same counts, each combination once, none zero."""
        (y, x, bucket, item, source), (n,) = fold((self.y, self.x, self.bucket, self.item, self.source), (self.n,))
        return Counts(self.z, x, y, bucket, item, source, n)

    def coarser(self) -> "Counts":
        """The counts one zoom up."""
        return replace(self, z=self.z - 1, x=self.x >> 1, y=self.y >> 1).folded()

    def spanned(self, span: int) -> "Counts":
        """The counts by month or year instead of by day."""
        return replace(self, bucket=bucket_starts(self.bucket.astype(np.int32), span)).folded()

    def placed(self) -> "Placed":
        """The counts in their blocks, and in the halos of up to three neighbours."""
        parts = [self._in_block(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        return Placed(self.z, *(np.concatenate(column) for column in zip(*parts, strict=True))).folded()

    def _in_block(self, down: int, across: int) -> tuple[Ints, ...]:
        """What the block so many rows and columns further holds of these counts."""
        y, x = (self.y >> SIDE_BITS) + down, (self.x >> SIDE_BITS) + across
        row, column = self.y - (y << SIDE_BITS) + HALO, self.x - (x << SIDE_BITS) + HALO
        world = 1 << self.z
        kept = (row >= 0) & (row < EDGE) & (column >= 0) & (column < EDGE) & (y >= 0) & (y < world) & (x >= 0) & (x < world)
        at = np.flatnonzero(kept)
        return y[at], x[at], self.bucket[at], self.item[at], self.source[at], row[at] * EDGE + column[at], self.n[at]


@dataclass(frozen=True)
class Placed:
    """Counts by block row and column, bucket, item, source and position in the block (row by row from its halo's north-west)."""

    z: int
    y: Ints
    x: Ints
    bucket: Ints
    item: Ints
    source: Ints
    pos: Ints
    n: Ints

    def __len__(self) -> int:
        return len(self.n)

    def folded(self) -> "Placed":
        """Sorted in the order of the fields, each combination once, none zero."""
        (y, x, bucket, item, source, pos), (n,) = fold((self.y, self.x, self.bucket, self.item, self.source, self.pos), (self.n,))
        return Placed(self.z, y, x, bucket, item, source, pos, n)

    def plus(self, other: "Placed") -> "Placed":
        """Both together, folded."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("y", "x", "bucket", "item", "source", "pos", "n"))
        return Placed(self.z, *(np.concatenate(pair) for pair in pairs)).folded()

    def touched(self) -> tuple[Ints, Ints, Ints]:
        """Block rows, block columns and buckets of folded counts, each combination once."""
        starts = run_starts([self.y, self.x, self.bucket])
        return self.y[starts], self.x[starts], self.bucket[starts]


def own_cells(pos: Ints) -> NDArray[np.bool_]:
    """Which positions are the block's own, not its halo's."""
    row, column = np.divmod(pos, EDGE)
    inside: NDArray[np.bool_] = (row >= HALO) & (row < HALO + SIDE) & (column >= HALO) & (column < HALO + SIDE)
    return inside


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
