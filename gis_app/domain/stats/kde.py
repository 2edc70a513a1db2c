"""Kernel density of points in metres over a raster, at a cost that does not grow with points times cells.

Points are shared out among the four cell centres around them (linear binning), and the counts go under the kernel by Fourier
transform. Binning widens every point by a sixth of a squared cell along each axis, so the kernel is taken that much narrower, as
in ``heat``; what is left of the error falls with the fourth power of cell over radius. The raster is refined until a kernel's
standard deviation spans ``FINE`` cells.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import fft

from gis_app.domain.stats.neighbours import Floats
from gis_app.errors import WanggeError, one_of

KERNELS = {"quartic": 1 / 8, "gaussian": 1.0}
"""Variance along an axis of a kernel of radius 1; a Gaussian's radius is its standard deviation."""

REACH = {"quartic": 1.0, "gaussian": 4.0}
FINE = 3.0
BINNED = 1 / 6
MOST_CELLS = 1 << 24


@dataclass(frozen=True)
class Raster:
    """Square cells in a plane of metres: west and south edge, side, and how many across and up."""

    west: float
    south: float
    cell_m: float
    across: int
    up: int

    @classmethod
    def around(cls, bounds: tuple[float, float, float, float], across: int, margin_m: float = 0.0) -> "Raster":
        """A raster so many cells across that covers bounds (west, south, east, north) and a margin."""
        west, south, east, north = bounds
        width, height = east - west + 2 * margin_m, north - south + 2 * margin_m
        cell = max(width, height, 1e-9) / across
        return cls(west - margin_m, south - margin_m, cell, max(1, math.ceil(width / cell - 1e-9)), max(1, math.ceil(height / cell - 1e-9)))

    def centres(self) -> tuple[Floats, Floats]:
        """East of the columns, north of the rows."""
        east: Floats = self.west + (np.arange(self.across, dtype=np.float64) + 0.5) * self.cell_m
        north: Floats = self.south + (np.arange(self.up, dtype=np.float64) + 0.5) * self.cell_m
        return east, north


@dataclass(frozen=True, eq=False)
class Density:
    """Per km2 at the middle of each cell, shape (up, across), south first."""

    per_km2: Floats
    raster: Raster
    parameters: dict[str, Any]


def density(xy: Floats, raster: Raster, radius_m: float, *, kernel: str = "quartic", weights: Floats | None = None) -> Density:
    """Density of points (metres, shape (n, 2)); points outside the raster still lend it their kernel.

    ``radius_m`` is where a quartic kernel ends, a Gaussian's standard deviation.
    """
    if kernel not in KERNELS:
        raise WanggeError("bad_value", field="kernel", why=one_of(KERNELS))
    spread = math.sqrt(KERNELS[kernel]) * radius_m
    finer = max(1, math.ceil(FINE * raster.cell_m / spread))
    cell = raster.cell_m / finer
    reach = math.ceil(REACH[kernel] * radius_m / cell)
    rows, columns = raster.up * finer + 2 * reach, raster.across * finer + 2 * reach
    if rows * columns > MOST_CELLS:
        raise WanggeError("stats_radius_small", radius=f"{radius_m:g}", cell=f"{raster.cell_m:.0f}")
    east = (xy[:, 0] - raster.west) / cell + reach - 0.5
    north = (xy[:, 1] - raster.south) / cell + reach - 0.5
    binned = _binned(east, north, (rows, columns), weights)
    size = fft.next_fast_len(rows, real=True), fft.next_fast_len(columns, real=True)
    waves = fft.rfft2(_kernel(kernel, radius_m / cell, reach), size)
    whole = fft.irfft2(fft.rfft2(binned, size) * waves, size)[2 * reach:rows, 2 * reach:columns]
    field = np.maximum(_middles(whole, finer) / cell**2 * 1e6, 0.0)
    return Density(field, raster, {"kernel": kernel, "radius_m": float(radius_m), "cell_m": raster.cell_m})


def _binned(east: Floats, north: Floats, shape: tuple[int, int], weights: Floats | None) -> Floats:
    """Each point shared out among the four centres around it; those beyond the edge are left out."""
    rows, columns = shape
    inside = (east >= 0) & (north >= 0) & (east < columns - 1) & (north < rows - 1)
    if not inside.all():
        east, north = east[inside], north[inside]
        weights = None if weights is None else weights[inside]
    column, row = east.astype(np.int64), north.astype(np.int64)
    right, above = east - column, north - row
    if weights is not None:
        above_share, below_share = above * weights, (1 - above) * weights
    else:
        above_share, below_share = above, 1 - above
    at = row * columns + column
    total = rows * columns
    found = np.zeros(total)
    for step, share in ((0, below_share), (columns, above_share)):
        with_right = share * right
        found[step:] += np.bincount(at, share - with_right, total)[:total - step]
        found[step + 1:] += np.bincount(at, with_right, total)[:total - step - 1]
    return found.reshape(shape)


def _kernel(name: str, radius: float, reach: int) -> Floats:
    """Adding up to one; ``radius`` in cells, narrowed by what binning has widened."""
    away = np.arange(-reach, reach + 1) ** 2
    square = radius**2 - BINNED / KERNELS[name]
    if name == "gaussian":
        line = np.exp(-away / (2 * square))
        made: Floats = line[:, None] * line[None, :]
    else:
        made = np.maximum(0.0, 1 - (away[:, None] + away[None, :]) / square) ** 2
    whole: Floats = made / made.sum()
    return whole


def _middles(fine: Floats, finer: int) -> Floats:
    """Values at the middles of the coarse cells: a fine centre where ``finer`` is odd, the mean of the four around it where even."""
    half = finer // 2
    if finer % 2:
        middles: Floats = fine[half::finer, half::finer]
        return middles
    four = fine[half - 1::finer, half - 1::finer] + fine[half - 1::finer, half::finer] + fine[half::finer, half - 1::finer]
    mean: Floats = (four + fine[half::finer, half::finer]) / 4
    return mean
