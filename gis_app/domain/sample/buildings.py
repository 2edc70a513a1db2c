"""Buildings and lanes: rows of houses facing south, blocks of flats and shops in the seat, halls in the plants.

Each hamlet has a plane of its own, x along its rows, y across them, slightly bent::

    y  ▭▭▭▭ ▭▭▭   row            Rows stand in pairs along a lane; the spine at x = 0 joins
       ----+----- lane           the lanes to the village road, which passes through (0, 0).
       ▭▭▭ | ▭▭▭▭ row
           + (0, 0)
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.ground import Ints

PITCH_X, PITCH_Y = 14.5, 21.0
BLOCK_X, BLOCK_Y = 54.0, 30.0
HOUSE, BLOCK, PUBLIC, HALL = range(4)
USES = ("住宅", "住宅楼", "公共建筑", "厂房")


@dataclass(frozen=True)
class Bend:
    """A hamlet's plane: where its origin lies, how it is turned, how strongly its rows curve (1/m)."""

    origin: Array
    angle: float
    curve: float

    def place(self, local: Array) -> Array:
        """Local metres (..., 2) to metres of the frame."""
        x, y = local[..., 0], local[..., 1] + self.curve * local[..., 0] ** 2
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1) + self.origin


@dataclass(frozen=True)
class Lots:
    """Columns: local centre (n, 2), size (n, 2), floors, use (HOUSE, BLOCK, PUBLIC)."""

    local: Array
    size: Array
    floors: Ints
    use: Ints


def corners(local: Array, size: Array) -> Array:
    """The five corners (n, 5, 2) of closed rectangles round local centres."""
    unit = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5]])
    return local[:, None] + unit * size[:, None]


def lattice(reach: float, step_x: float, step_y: float) -> Array:
    """Possible lots (n, 2) within `reach`, none on the spine."""
    columns = int(reach / step_x) + 1
    rows = int(reach / step_y) + 1
    xs = np.concatenate([-(np.arange(columns)[::-1] + 0.5) * step_x - 3, (np.arange(columns) + 0.5) * step_x + 3])
    row = np.arange(-rows, rows)
    ys = row * step_y + np.where(row % 2 == 0, 2.0, -2.0) + step_y / 2
    return np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)


def draw_sizes(rng: np.random.Generator, use: int, count: int, urban: float) -> tuple[Array, Ints]:
    """Widths and depths in metres, and floors."""
    if use == HOUSE:
        size = np.column_stack([rng.uniform(8.5, 12.8, count), rng.uniform(8, 12.5, count)])
        return size, rng.choice([1, 2, 3, 4], count, p=[0.08, 0.35, 0.45, 0.12])
    if use == BLOCK:
        size = np.column_stack([rng.uniform(34, 48, count), rng.uniform(11, 13.5, count)])
        return size, rng.choice([5, 6, 7, 11], count, p=[0.3, 0.5, 0.12, 0.08])
    size = np.column_stack([rng.uniform(22, 36, count), rng.uniform(10, 14, count)])
    return size, rng.integers(1, 3 + round(2 * urban), count)


def lanes(lots: Lots, bend: Bend) -> list[Array]:
    """Lanes between pairs of rows and the spine that joins them, in metres of the frame; empty for a few houses."""
    if len(lots.local) < 10:
        return []
    row = np.floor(lots.local[:, 1] / (2 * PITCH_Y) + 0.5).astype(int)
    drawn, crossings = [], {0.0}
    for number in np.unique(row):
        xs = lots.local[row == number, 0]
        if len(xs) >= 4:
            y = number * 2 * PITCH_Y
            steps = np.linspace(min(xs.min() - 4, 0), max(xs.max() + 4, 0), 8)
            along = np.unique(np.concatenate([steps, [0.0]]))
            drawn.append(bend.place(np.column_stack([along, np.full(len(along), y)])))
            crossings.add(y)
    ys = np.array(sorted(crossings))
    if len(ys) > 1:
        drawn.append(bend.place(np.column_stack([np.zeros(len(ys)), ys])))
    return drawn


def halls(rng: np.random.Generator, centre: Array, half: Array, angle: float) -> tuple[NDArray[np.object_], Ints]:
    """Two to six halls and offices of one plant, in rows inside its plot."""
    columns = 2 if half[0] < 95 else 3
    rows = 1 if half[1] < 45 else 2
    cell = 2 * half * (0.86, 0.8) / (columns, rows)
    grid = np.stack(np.meshgrid(np.arange(columns) - (columns - 1) / 2, np.arange(rows) - (rows - 1) / 2), axis=-1)
    local = grid.reshape(-1, 2) * cell
    keep = rng.random(len(local)) < 0.9
    keep[0], keep[-1] = True, False
    local = local[keep]
    size = np.maximum(cell - 10, 8) * rng.uniform(0.72, 0.98, (len(local), 2))
    shape = Bend(centre, angle, 0.0).place(corners(local, size))
    return np.asarray(shapely.polygons(shape)), rng.integers(1, 4, len(local))
