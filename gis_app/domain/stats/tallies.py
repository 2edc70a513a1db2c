"""Counts of one town in one bucket, packed: what tables and time series are added up from, so that none reads an incident.

``Tallies`` count reports by grid, item and source in the bucket of their own day; ``Limits`` count what became of time limits, in
the bucket of the day on which the limit ended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.stats.cells import Ints, fold, run_starts

OUTSIDE = 0  # the grid of what lies in none
ALL_TOWNS = 0
OUTCOMES = ("met", "late", "open", "unknown")
"""Of a limit: finished within it, finished after it, not finished, finished nobody knows when. Stored as 1 to 4: append only."""


@dataclass(frozen=True)
class Counted:
    """Counts by town, bucket (days since 1970) and the fields of ``RECORD``; arrays of one length, ``n`` may be negative."""

    RECORD: ClassVar[np.dtype[np.void]]

    town: Ints
    bucket: Ints
    grid: Ints
    item: Ints
    source: Ints

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """What is counted by; ``n`` is how many."""
        return ("town", "bucket", *(name for name in cls.RECORD.names or () if name != "n"))

    @classmethod
    def of(cls, columns: dict[str, Ints]) -> Self:
        """Counts from columns by name."""
        return cls(**columns)

    def columns(self) -> dict[str, Ints]:
        """The arrays by name, ``n`` last."""
        return {name: getattr(self, name) for name in (*self.keys(), "n")}

    def folded(self) -> Self:
        """Sorted by town and bucket, each combination once, none zero."""
        names = self.keys()
        held = self.columns()
        keys, (n,) = fold(tuple(held[name] for name in names), (held["n"],))
        return self.of({**dict(zip(names, keys, strict=True)), "n": n})

    def plus(self, other: Self) -> Self:
        """Both together, folded."""
        mine, theirs = self.columns(), other.columns()
        return self.of({name: np.concatenate([mine[name], theirs[name]]) for name in mine}).folded()

    def kept(self, where: NDArray[np.bool_]) -> Self:
        """The counts of a mask."""
        return self.of({name: column[where] for name, column in self.columns().items()})

    def rows_touched(self) -> tuple[Ints, Ints]:
        """Towns and buckets of folded counts, each pair once."""
        starts = run_starts([self.town, self.bucket])
        return self.town[starts], self.bucket[starts]


@dataclass(frozen=True)
class Tallies(Counted):
    """Reports by grid, item and source."""

    RECORD = np.dtype([("grid", "<u4"), ("item", "<u2"), ("source", "u1"), ("n", "<u4")])
    n: Ints

    def together(self) -> "Tallies":
        """These counts, and once more without grids under the town that stands for all."""
        nothing = np.zeros(len(self.n), dtype=np.int64)
        return Tallies(
            np.concatenate([self.town, nothing + ALL_TOWNS]), np.concatenate([self.bucket, self.bucket]),
            np.concatenate([self.grid, nothing + OUTSIDE]), np.concatenate([self.item, self.item]),
            np.concatenate([self.source, self.source]), np.concatenate([self.n, self.n]),
        )


@dataclass(frozen=True)
class Limits(Counted):
    """Time limits by grid, item, source and ``outcome`` (a place in ``OUTCOMES``, from 1)."""

    RECORD = np.dtype([("grid", "<u4"), ("item", "<u2"), ("source", "u1"), ("outcome", "u1"), ("n", "<u4")])
    outcome: Ints
    n: Ints


def pack(counts: Tallies | Limits) -> Iterator[tuple[int, int, bytes]]:
    """Town, bucket and bytes of each stored row of folded counts.

    Raises
    ------
    ValueError
        For a count below zero: more was taken away than was ever there.
    """
    if len(counts.n) == 0:
        return
    if counts.n.min() < 0:
        raise ValueError("negative count: the tallies do not match the incidents; rebuild them")
    records = np.empty(len(counts.n), counts.RECORD)
    for name in counts.RECORD.names or ():
        records[name] = getattr(counts, name)
    packed, size = records.tobytes(), counts.RECORD.itemsize
    starts = run_starts([counts.town, counts.bucket])
    bounds = np.append(starts, len(records)).tolist()
    keys = zip(counts.town[starts].tolist(), counts.bucket[starts].tolist(), strict=True)
    for (town, bucket), begin, end in zip(keys, bounds[:-1], bounds[1:], strict=True):
        yield town, bucket, packed[begin * size:end * size]


def unpack(rows: Iterable[tuple[int, int, bytes]]) -> Tallies:
    """The tallies of stored rows."""
    return Tallies.of(_unpacked(Tallies.RECORD, rows))


def unpack_limits(rows: Iterable[tuple[int, int, bytes]]) -> Limits:
    """The limits of stored rows."""
    return Limits.of(_unpacked(Limits.RECORD, rows))


def _unpacked(record: np.dtype[np.void], rows: Iterable[tuple[int, int, bytes]]) -> dict[str, Any]:
    kept = list(rows)
    records: NDArray[np.void] = np.frombuffer(b"".join(row[2] for row in kept), record)
    lengths = [len(row[2]) // record.itemsize for row in kept]

    def spread(values: list[int]) -> NDArray[np.int64]:
        return np.repeat(np.array(values, dtype=np.int64), lengths)

    columns = {name: records[name].astype(np.int64) for name in record.names or ()}
    return {"town": spread([row[0] for row in kept]), "bucket": spread([row[1] for row in kept]), **columns}
