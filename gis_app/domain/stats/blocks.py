"""Blocks: one row of bytes for all cells of a tile in one bucket of time, bounded in size whatever it counts.

Which rows exist (0 = any):

    day            item 0, source 0      groups, and detail by item and source
    month, year    item 0, source 0      groups
                   item 0, each source   groups
                   each item, source 0   groups, and detail by source

so that a period of any length, every item list and every set of sources reads few rows, and a fine day costs one row.
``groups`` tells what the grid found itself from what others found; ``detail`` lists (cell, item, source, count).

Bytes, little-endian. The first is the width of a count (1, 2 or 4), plus 128 where dense.
Groups: sparse records (cell u2, own, others), or dense planes of 21,904 own and 21,904 others, whichever is shorter.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.sources import OWN, SOURCE_IDS
from gis_app.domain.stats.cells import CELLS, Ints, Placed, fold, run_starts
from gis_app.domain.stats.periods import DAY

DENSE = 128
OWN_IDS = tuple(sorted(SOURCE_IDS[name] for name in OWN))
GROUP_TYPES = {w: np.dtype([("cell", "<u2"), ("own", f"<u{w}"), ("others", f"<u{w}")]) for w in (1, 2, 4)}
DETAIL_TYPES = {w: np.dtype([("cell", "<u2"), ("item", "<u2"), ("source", "u1"), ("n", f"<u{w}")]) for w in (1, 2, 4)}

Key = tuple[int, int, int, int, int, int, int]
"""z, x, y, span, first day since 1970, item, source."""


@dataclass(frozen=True)
class Row:
    """One stored block; an empty ``detail`` where the table above has none."""

    key: Key
    groups: bytes
    detail: bytes


def rows(counts: Placed, span: int) -> Iterator[Row]:
    """Every row that folded ``counts`` of one zoom and span need."""
    if len(counts) == 0:
        return
    any_ = np.zeros(len(counts), dtype=np.int64)
    if span == DAY:
        yield from _rows(counts, span, any_, any_, detailed=True)
        return
    yield from _rows(counts, span, any_, any_, detailed=False)
    yield from _rows(counts, span, any_, counts.source, detailed=False)
    yield from _rows(counts, span, counts.item, any_, detailed=True)


def _rows(counts: Placed, span: int, item: Ints, source: Ints, *, detailed: bool) -> Iterator[Row]:
    own = np.isin(counts.source, OWN_IDS)
    keys, (mine, theirs) = fold(
        (counts.y, counts.x, counts.bucket, item, source, counts.pos), (np.where(own, counts.n, 0), np.where(own, 0, counts.n)),
    )
    groups = encode_groups(list(keys[:5]), keys[5], mine, theirs)
    details = _details(counts, [counts.y, counts.x, counts.bucket, item, source]) if detailed else _nothing()
    for (y, x, start, which, whose), packed in groups:
        yield Row((counts.z, x, y, span, start, which, whose), packed, next(details))


def _nothing() -> Iterator[bytes]:
    while True:
        yield b""


def _details(counts: Placed, row: list[Ints]) -> Iterator[bytes]:
    """The detail of each row; folded counts are already sorted by row, item and source."""
    starts = run_starts(row)
    bounds = np.append(starts, len(counts)).tolist()
    widths = _widths(np.maximum.reduceat(counts.n, starts))
    narrow = _detail_records(counts, slice(None), 1).tobytes()
    size = DETAIL_TYPES[1].itemsize
    for width, begin, end in zip(widths, bounds[:-1], bounds[1:], strict=True):
        part = narrow[begin * size:end * size] if width == 1 else _detail_records(counts, slice(begin, end), width).tobytes()
        yield width.to_bytes() + part


def _detail_records(counts: Placed, which: slice, width: int) -> NDArray[np.void]:
    records = np.empty(len(counts.pos[which]), DETAIL_TYPES[width])
    records["cell"], records["item"] = counts.pos[which], counts.item[which]
    records["source"], records["n"] = counts.source[which], counts.n[which]
    return records


def encode_groups(row: list[Ints], pos: Ints, own: Ints, others: Ints) -> Iterator[tuple[tuple[int, ...], bytes]]:
    """Each row's key and bytes, from entries sorted by row.

    Raises
    ------
    ValueError
        For a count below zero: more was taken away than was ever there.
    """
    if len(pos) == 0:
        return
    if min(own.min(), others.min()) < 0:
        raise ValueError("negative count: the blocks do not match the incidents; rebuild them")
    starts = run_starts(row)
    bounds = np.append(starts, len(pos)).tolist()
    widths = _widths(np.maximum.reduceat(np.maximum(own, others), starts))
    narrow = _group_records(pos, own, others, 1).tobytes()
    size = GROUP_TYPES[1].itemsize
    keys = zip(*(key[starts].tolist() for key in row), strict=True)
    for key, width, begin, end in zip(keys, widths, bounds[:-1], bounds[1:], strict=True):
        if width == 1 and (end - begin) * size <= 2 * CELLS:
            yield key, b"\x01" + narrow[begin * size:end * size]
        else:
            yield key, _encode_wide(pos[begin:end], own[begin:end], others[begin:end], width)


def _encode_wide(pos: Ints, own: Ints, others: Ints, width: int) -> bytes:
    if len(pos) * GROUP_TYPES[width].itemsize <= 2 * CELLS * width:
        return width.to_bytes() + _group_records(pos, own, others, width).tobytes()
    planes = np.zeros((2, CELLS), f"<u{width}")
    planes[0, pos], planes[1, pos] = own, others
    return (width | DENSE).to_bytes() + planes.tobytes()


def _group_records(pos: Ints, own: Ints, others: Ints, width: int) -> NDArray[np.void]:
    records = np.empty(len(pos), GROUP_TYPES[width])
    records["cell"], records["own"], records["others"] = pos, own, others
    return records


def _widths(largest: Ints) -> list[int]:
    return np.select([largest < 1 << 8, largest < 1 << 16], [1, 2], 4).tolist()  # type: ignore[no-any-return]


def decode_detail(packed: bytes) -> NDArray[np.void]:
    """The records of a detail: cell, item, source, n."""
    return np.frombuffer(packed, DETAIL_TYPES[packed[0]], offset=1)


def is_dense(packed: bytes) -> bool:
    """Whether groups are two planes instead of a list of records."""
    return bool(packed[0] & DENSE)


def decode_planes(packed: bytes) -> Ints:
    """Dense groups: the plane of own and the plane of others, 21,904 cells each."""
    return np.frombuffer(packed, f"<u{packed[0] & ~DENSE}", offset=1).reshape(2, CELLS)


def counts_of(z: int, stored: Iterable[tuple[int, int, int, bytes]]) -> Placed:
    """The counts in detailed rows: block column, block row, bucket and detail of each."""
    kept = list(stored)
    found = [decode_detail(row[3]) for row in kept]
    lengths = [len(one) for one in found]

    def joined(field: str) -> Ints:
        return np.concatenate([one[field] for one in found]).astype(np.int64) if found else np.zeros(0, np.int64)

    def spread(place: int) -> Ints:
        return np.repeat(np.array([row[place] for row in kept], dtype=np.int64), lengths)

    return Placed(z, spread(1), spread(0), spread(2), joined("item"), joined("source"), joined("cell"), joined("n"))
