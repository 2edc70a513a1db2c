"""One set of grids for all points of a file, and where the work is done."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from gis_app.domain.bulk.grid_index import Answers, GridIndex
from gis_app.services.assigning import Batch, Wanted

Ask = Callable[[GridIndex, Iterable[Batch], Wanted], Iterator[tuple[Batch, Answers]]]


def ask_here(index: GridIndex, batches: Iterable[Batch], wanted: Wanted) -> Iterator[tuple[Batch, Answers]]:
    """Answer batch after batch in this process, on all its processors."""
    for batch in batches:
        yield batch, index.answers(
            batch.lon, batch.lat, snap_m=wanted.snap_m, near_m=wanted.near_m, accuracy_m=batch.accuracy_m
        )


@dataclass(frozen=True)
class FixedGrids:
    """One set of grids for all rows; ``ask`` says where the work is done."""

    index: GridIndex
    codes: Sequence[str | None]
    ask: Ask = ask_here

    def answered(self, batches: Iterable[Batch], wanted: Wanted) -> Iterator[tuple[Batch, pa.Array, Answers]]:
        for batch, answers in self.ask(self.index, batches, wanted):
            yield batch, codes_of(self.codes, answers.grid), answers


def codes_of(codes: Sequence[str | None], grid: NDArray[np.int32]) -> pa.Array:
    """The code of each row's grid, null where it has none."""
    place = pa.array(grid, mask=grid < 0)
    return pa.DictionaryArray.from_arrays(place, pa.array(codes, pa.string())).cast(pa.string())
