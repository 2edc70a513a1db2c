"""Counts by grid, item and source of one town in one bucket, packed: what the table and the time series are added up from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.stats.cells import Ints, fold, run_starts

TALLY = np.dtype([("grid", "<u4"), ("item", "<u2"), ("source", "u1"), ("n", "<u4")])
OUTSIDE = 0  # the grid of what lies in none
ALL_TOWNS = 0


@dataclass(frozen=True)
class Tallies:
    """Counts by town, bucket (days since 1970), grid, item and source; arrays of one length, ``n`` may be negative."""

    town: Ints
    bucket: Ints
    grid: Ints
    item: Ints
    source: Ints
    n: Ints

    def folded(self) -> "Tallies":
        """Sorted by town and bucket, each combination once, none zero."""
        (town, bucket, grid, item, source), (n,) = fold((self.town, self.bucket, self.grid, self.item, self.source), (self.n,))
        return Tallies(town, bucket, grid, item, source, n)

    def plus(self, other: "Tallies") -> "Tallies":
        """Both together, folded."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("town", "bucket", "grid", "item", "source", "n"))
        return Tallies(*(np.concatenate(pair) for pair in pairs)).folded()

    def rows_touched(self) -> tuple[Ints, Ints]:
        """Towns and buckets of folded tallies, each pair once."""
        starts = run_starts([self.town, self.bucket])
        return self.town[starts], self.bucket[starts]

    def together(self) -> "Tallies":
        """These counts, and once more without grids under the town that stands for all."""
        nothing = np.zeros(len(self.n), dtype=np.int64)
        return Tallies(
            np.concatenate([self.town, nothing + ALL_TOWNS]), np.concatenate([self.bucket, self.bucket]),
            np.concatenate([self.grid, nothing + OUTSIDE]), np.concatenate([self.item, self.item]),
            np.concatenate([self.source, self.source]), np.concatenate([self.n, self.n]),
        )


def pack(tallies: Tallies) -> Iterator[tuple[int, int, bytes]]:
    """Town, bucket and bytes of each stored row of folded tallies.

    Raises
    ------
    ValueError
        For a count below zero: more was taken away than was ever there.
    """
    if len(tallies.n) == 0:
        return
    if tallies.n.min() < 0:
        raise ValueError("negative count: the tallies do not match the incidents; rebuild them")
    records = np.empty(len(tallies.n), TALLY)
    records["grid"], records["item"], records["source"], records["n"] = tallies.grid, tallies.item, tallies.source, tallies.n
    packed, size = records.tobytes(), TALLY.itemsize
    starts = run_starts([tallies.town, tallies.bucket])
    bounds = np.append(starts, len(records)).tolist()
    keys = zip(tallies.town[starts].tolist(), tallies.bucket[starts].tolist(), strict=True)
    for (town, bucket), begin, end in zip(keys, bounds[:-1], bounds[1:], strict=True):
        yield town, bucket, packed[begin * size:end * size]


def unpack(rows: Iterable[tuple[int, int, bytes]]) -> Tallies:
    """The tallies of stored rows."""
    kept = list(rows)
    records: NDArray[np.void] = np.frombuffer(b"".join(row[2] for row in kept), TALLY)
    lengths = [len(row[2]) // TALLY.itemsize for row in kept]

    def spread(values: list[int]) -> NDArray[np.int64]:
        return np.repeat(np.array(values, dtype=np.int64), lengths)

    columns: list[Any] = [records[name].astype(np.int64) for name in ("grid", "item", "source", "n")]
    return Tallies(spread([row[0] for row in kept]), spread([row[1] for row in kept]), *columns)
