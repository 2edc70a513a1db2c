"""Simulated places to measure statistics with: squares with chance counts, with or without planted heaps."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.stats.contiguity import contiguity
from gis_app.domain.stats.neighbours import Neighbours


@dataclass(frozen=True, eq=False)
class Board:
    """A board of squares of 100 m, row by row from the south-west."""

    side: int
    centres: NDArray[np.float64]
    links: Neighbours

    def around(self, column: int, row: int, reach: int = 1) -> NDArray[np.int64]:
        """The squares within ``reach`` steps of a king."""
        x, y = self.centres[:, 0] // 100, self.centres[:, 1] // 100
        return np.flatnonzero((np.abs(x - column) <= reach) & (np.abs(y - row) <= reach))


def board(side: int) -> Board:
    x, y = (each.ravel() for each in np.meshgrid(np.arange(side), np.arange(side)))
    shapes = np.asarray(shapely.box(x * 100.0, y * 100.0, x * 100.0 + 100, y * 100.0 + 100), dtype=object)
    return Board(side, np.column_stack([x * 100.0 + 50, y * 100.0 + 50]), contiguity(shapes))


def quiet(place: Board, rng: np.random.Generator, *, mean: float = 4.0) -> NDArray[np.float64]:
    """Chance alone: Poisson counts of one mean everywhere."""
    return rng.poisson(mean, place.side**2).astype(float)


def planted(place: Board, rng: np.random.Generator, *, times: float, mean: float = 4.0) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Chance, and one heap of 3 x 3 squares with ``times`` as many; the counts and the middle of the heap with its eight."""
    column, row = rng.integers(2, place.side - 2, 2)
    heap = place.around(int(column), int(row))
    expected = np.full(place.side**2, mean)
    expected[heap] *= times
    return rng.poisson(expected).astype(float), heap
