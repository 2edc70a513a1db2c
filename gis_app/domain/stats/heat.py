"""Density of incidents on a tile, from the counted cells of a pyramid: true metres, no seams, no dependence on how many.

The kernel is the quartic (biweight) of Silverman, *Density Estimation* (1986), 4.2: (1 - (r/R)^2)^2 within R, its cells normalised
to one, so that the density integrates to the number of incidents. Cells are chosen so that R spans 4 to 8 of them; between
their centres the surface follows quadratic B-splines, never negative and adding up to one. The spline blurs by a quarter of a
squared cell; the kernel is narrowed by as much, so that R means what it says.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from gis_app.domain.stats.blocks import (
    DETAIL_TYPES,
    GROUP_TYPES,
    decode_planes,
    is_dense,
)
from gis_app.domain.stats.cells import EDGE, FINEST, HALO, SIDE, SIDE_BITS
from gis_app.domain.tiles import EQUATOR, HALF_WORLD, PIXELS, Tile

Floats = NDArray[np.float64]
Stored = tuple[int, int, bytes]
"""Block column, block row and bytes (``blocks``)."""

CELLS_A_RADIUS = 4
LEAST_RADIUS_PX = 8
LEAST_TOP = 1e-9  # incidents per km2
QUARTIC_SPREAD = 8  # a quartic kernel of radius R has a variance of R^2 / 8 along each axis
SPLINE_BLUR = 0.25  # the variance of a quadratic B-spline, in squared cells
RADIUS_M = (50.0, 5000.0)


@dataclass(frozen=True)
class Window:
    """The cells a tile's density is made from.

    ``z`` is the block zoom; columns ``x0`` to ``x1`` and rows ``y0`` to ``y1`` (past the end) are cells of it and may lie outside the
    world. ``radius_m`` is the effective radius: as asked, but at least 8 pixels.
    """

    tile: Tile
    z: int
    radius_m: float
    halo: int
    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.y1 - self.y0, self.x1 - self.x0

    @property
    def block(self) -> tuple[int, int]:
        """Column and row of the block that holds all of the window's cells."""
        return self.tile.x >> (self.tile.z - self.z), self.tile.y >> (self.tile.z - self.z)

    @property
    def cell_m(self) -> float:
        """The side of a cell in EPSG:3857 metres."""
        return EQUATOR / (SIDE << self.z)


def window(tile: Tile, radius_m: float) -> Window:
    """Which cells the density of ``tile`` needs for a kernel of ``radius_m`` true metres."""
    radius = effective_radius(tile, radius_m)
    wanted = math.ceil(math.log2(CELLS_A_RADIUS * EQUATOR * tile.cos_latitude / (SIDE * radius)) - 1e-9)
    z = max(0, min(FINEST, tile.z, wanted))
    halo = math.ceil(radius / (EQUATOR * tile.cos_latitude / (SIDE << z)))
    scale = SIDE * 2.0 ** (z - tile.z)
    reach = halo + 2  # the spline leans on the centre beyond each edge; at most the blocks' halo of 10
    x0, y0 = math.floor(tile.x * scale) - reach, math.floor(tile.y * scale) - reach
    x1, y1 = math.ceil((tile.x + 1) * scale) + reach, math.ceil((tile.y + 1) * scale) + reach
    return Window(tile, z, radius, halo, x0, y0, x1, y1)


def effective_radius(tile: Tile, radius_m: float) -> float:
    """The radius in true metres that is drawn: as asked, but at least 8 pixels, or a heap would be a dot."""
    return max(radius_m, LEAST_RADIUS_PX * tile.pixel_m)


def canvas(view: Window) -> Floats:
    """An empty window of counts."""
    return np.zeros(view.shape)


def add_groups(onto: Floats, view: Window, stored: Sequence[Stored], *, own: bool, others: bool) -> None:
    """Add the groups of blocks to the window: lists of cells all at once, dense planes one by one."""
    for x, y, packed in stored:
        if is_dense(packed):
            planes = decode_planes(packed)
            _add_dense(onto, view, x, y, own * planes[0].astype(float) + others * planes[1].astype(float))
    for records, columns, rows in _together([one for one in stored if not is_dense(one[2])], GROUP_TYPES):
        n = own * records["own"].astype(float) + others * records["others"].astype(float)
        add_cells(onto, view, *_absolute(records["cell"], columns, rows), n)


def add_detail(onto: Floats, view: Window, stored: Sequence[Stored], *, items: Sequence[int], sources: Sequence[int]) -> None:
    """Add those entries of blocks' details whose item and source are listed (an empty list means any)."""
    for records, x, y in _together(stored, DETAIL_TYPES):
        kept = np.ones(len(records), dtype=bool)
        if items:
            kept &= _listed(items, 1 << 16)[records["item"]]
        if sources:
            kept &= _listed(sources, 1 << 8)[records["source"]]
        add_cells(onto, view, *_absolute(records["cell"][kept], x[kept], y[kept]), records["n"][kept].astype(float))


def _together(
    stored: Sequence[Stored], types: Mapping[int, np.dtype[np.void]],
) -> Iterator[tuple[NDArray[np.void], NDArray[np.int64], NDArray[np.int64]]]:
    """The records of blocks as one array for each width of counts, with the block column and row of each."""
    for width, kind in types.items():
        same = [one for one in stored if one[2][0] == width]
        if same:
            lengths = [len(packed) // kind.itemsize for _, _, packed in same]  # the byte of the width is left over
            x, y = (np.repeat(np.array([one[at] for one in same], dtype=np.int64), lengths) for at in (0, 1))
            yield np.frombuffer(b"".join(packed[1:] for _, _, packed in same), kind), x, y


def _listed(numbers: Sequence[int], size: int) -> NDArray[np.bool_]:
    table = np.zeros(size, dtype=bool)
    table[[number for number in numbers if number >= 0]] = True
    return table


def add_cells(onto: Floats, view: Window, x: NDArray[np.int64], y: NDArray[np.int64], n: NDArray[Any]) -> None:
    """Add counts at cells (absolute, at the window's zoom); those outside the window are left out."""
    rows, columns = view.shape
    row, column = y - view.y0, x - view.x0
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    flat = row[inside] * columns + column[inside]
    onto += np.bincount(flat, weights=n[inside], minlength=rows * columns).reshape(rows, columns)


def _absolute(cell: NDArray[np.uint16], x: NDArray[np.int64], y: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Columns and rows of cells from their positions in blocks."""
    row, column = np.divmod(cell.astype(np.int64), EDGE)
    return (x << SIDE_BITS) - HALO + column, (y << SIDE_BITS) - HALO + row


def _add_dense(onto: Floats, view: Window, x: int, y: int, plane: Floats) -> None:
    left, top = (x << SIDE_BITS) - HALO - view.x0, (y << SIDE_BITS) - HALO - view.y0
    rows, columns = view.shape
    into = onto[max(0, top):min(rows, top + EDGE), max(0, left):min(columns, left + EDGE)]
    if into.size:
        block = plane.reshape(EDGE, EDGE)
        y0, x0 = max(0, -top), max(0, -left)
        into += block[y0:y0 + into.shape[0], x0:x0 + into.shape[1]]


def density(counts: Floats, view: Window) -> Floats:
    """Incidents per true km2 at the middle of each of the tile's 256 x 256 pixels."""
    if not counts.any():
        return np.zeros((PIXELS, PIXELS))
    smooth = smoothed(counts, view.radius_m / (view.cell_m * view.tile.cos_latitude), view.halo)
    scale = SIDE * 2.0 ** (view.z - view.tile.z)
    rows = spread(smooth, view.tile.y * scale - (view.y0 + view.halo), scale)
    per_m2 = spread(rows.T, view.tile.x * scale - (view.x0 + view.halo), scale).T / view.cell_m**2
    return np.maximum(per_m2 * 1e6 / _cos2(view.tile)[:, None], 0.0)


def smoothed(counts: Floats, radius: float, reach: int) -> Floats:
    """Counts under the kernel, where it lies wholly inside: ``reach`` cells are lost on each side.

    By Fourier transform over the counts' own size: what wraps around falls into the part that is lost.
    """
    size = (fft.next_fast_len(counts.shape[0], real=True), fft.next_fast_len(counts.shape[1], real=True))
    full: Floats = fft.irfft2(fft.rfft2(counts, size) * _kernel_waves(radius, reach, size), size)
    return full[2 * reach:counts.shape[0], 2 * reach:counts.shape[1]]


@lru_cache(maxsize=64)
def _kernel_waves(radius: float, reach: int, size: tuple[int, int]) -> NDArray[np.complex128]:
    waves: NDArray[np.complex128] = fft.rfft2(kernel(radius, reach), size)
    return waves


@lru_cache(maxsize=64)
def kernel(radius: float, reach: int) -> Floats:
    """The quartic kernel of a radius in cells, adding up to one, ``2 * reach + 1`` cells wide."""
    narrowed = radius**2 - QUARTIC_SPREAD * SPLINE_BLUR
    at = np.arange(-reach, reach + 1)
    inside = np.maximum(0.0, 1 - (at[:, None] ** 2 + at[None, :] ** 2) / narrowed)
    made: Floats = inside**2 / np.sum(inside**2)
    made.setflags(write=False)
    return made


def spread(values: Floats, start: float, length: float) -> Floats:
    """Quadratic B-spline along the first axis: from cell centres to 256 pixel centres over ``length`` cells from ``start``."""
    at = start + (np.arange(PIXELS) + 0.5) / PIXELS * length - 0.5
    nearest = np.floor(at + 0.5).astype(int)
    t = (at - nearest)[:, None]
    taps = ((-1, (0.5 - t) ** 2 / 2), (0, 0.75 - t**2), (1, (0.5 + t) ** 2 / 2))
    made: Floats = sum(values[nearest + step] * weight for step, weight in taps)
    return made


def _cos2(tile: Tile) -> Floats:
    """True km2 a Web Mercator km2 is, by row of pixels."""
    _, south, _, north = tile.bounds
    northing = north - (np.arange(PIXELS) + 0.5) / PIXELS * (north - south)
    return 1 / np.cosh(northing / (HALF_WORLD / math.pi)) ** 2
