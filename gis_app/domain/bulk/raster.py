"""The lookup raster: how lon/lat become a cell, and how fine the raster should be.

Column and row are ``int((lon - x0) * sx)`` and ``int((lat - y0) * sy)``. Both are monotone in floating point, so a
point between two vertices always falls into a column between theirs; that is what makes the index exact.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SMALLEST_CELL = 1e-9
"""Degrees; far above the rounding of a coordinate (3e-14), far below anything that is drawn."""

BLOCKS = 1 << 18
"""The table of blocks (1 MiB) stays in the processor's cache."""

MOST_CELLS, MOST_SHIFT, PAIRS_AT_LEAST = 3 << 23, 6, 100_000
"""96 MiB of cells at most; blocks of up to 64 x 64 cells; building with fewer pairs takes no time worth saving."""


class Raster(NamedTuple):
    """Origin (degrees), cells per degree, number of columns and rows, and log2 of the cells along a block's side."""

    x0: float
    y0: float
    sx: float
    sy: float
    nx: int
    ny: int
    shift: int

    @property
    def blocks(self) -> tuple[int, int]:
        """Columns and rows of blocks."""
        return (self.nx >> self.shift) + 1, (self.ny >> self.shift) + 1


def spread(bounds: tuple[float, float, float, float], blocks: float, shift: int = 0) -> Raster:
    """About ``blocks`` blocks of 2^shift x 2^shift cells over ``bounds``, padded so that no vertex touches the rim."""
    west, south, east, north = bounds
    width, height = max(east - west, SMALLEST_CELL), max(north - south, SMALLEST_CELL)
    aspect = min(max(width / height, 1e-3), 1e3)
    nx = max(int(math.sqrt(blocks * aspect)), 1) << shift
    ny = max(int(blocks * (1 << 2 * shift) / nx), 1)
    step_x, step_y = max(width / nx, SMALLEST_CELL), max(height / ny, SMALLEST_CELL)
    return Raster(west - 0.4871 * step_x, south - 0.4643 * step_y, 1.0 / step_x, 1.0 / step_y,
                  int(width / step_x) + 2, int(height / step_y) + 2, shift)  # fmt: skip


def suitable(
    bounds: tuple[float, float, float, float], vertices: NDArray[np.float64], owner: NDArray[np.int32]
) -> Raster:
    """The raster for borders with these vertices: as fine as two limits allow, so that few points meet a border.

    The number of (segment, cell) pairs decides how long building takes; the cells of the blocks that hold borders
    decide how much memory is read at random.
    """
    drawn = owner[:-1] >= 0
    steps = [np.abs(np.diff(one)[drawn]).sum() for one in vertices.T]
    fitting = spread(bounds, BLOCKS)
    for shift in range(1, MOST_SHIFT + 1):
        raster = spread(bounds, BLOCKS, shift)
        crossings = steps[0] * raster.sx + steps[1] * raster.sy
        block_crossings = crossings / (1 << shift)
        occupied = min(raster.blocks[0] * raster.blocks[1], len(vertices) + block_crossings)
        pairs = len(vertices) + crossings
        if pairs > 2.0 * len(vertices) + PAIRS_AT_LEAST or occupied * (1 << 2 * shift) > MOST_CELLS:
            break
        fitting = raster
    return fitting
