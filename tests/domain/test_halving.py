"""A grid is cut in two with equal homes on both sides, by the shortest cut that leaves two whole halves."""

import numpy as np
import pytest
import shapely
from shapely import box
from shapely.ops import split

from gis_app.domain.halving import halving_line
from tests.domain.coverages import fractal

WEST, SOUTH = 120.0, 30.0


def sides(shape: shapely.Geometry, homes: np.ndarray) -> list[int]:
    line = halving_line(shape, homes)
    assert line is not None
    parts = list(split(shape, line).geoms)
    assert len(parts) == 2
    return [int(shapely.intersects_xy(part, homes).sum()) for part in parts]


@pytest.mark.parametrize("seed", range(6))
def test_both_halves_have_as_many_homes(seed: int) -> None:
    shape = fractal(12, levels=2, seed=seed, box=(WEST, SOUTH, WEST + 0.04, SOUTH + 0.04))[seed]
    rng = np.random.default_rng(seed)
    homes = rng.uniform(shape.bounds[:2], shape.bounds[2:], (400, 2))
    homes = homes[shapely.contains_xy(shape, homes)]
    one, other = sides(shape, homes)
    assert abs(one - other) <= 1


def test_a_long_grid_is_cut_across() -> None:
    line = halving_line(box(WEST, SOUTH, WEST + 0.04, SOUTH + 0.01), np.empty((0, 2)))
    assert line is not None
    assert [x for x, _ in line.coords] == pytest.approx([WEST + 0.02] * 2)


def test_a_bent_grid_is_cut_where_it_falls_into_two() -> None:
    """A U: the level cut through both arms would leave three pieces."""
    bent = box(WEST, SOUTH, WEST + 0.03, SOUTH + 0.03).difference(box(WEST + 0.01, SOUTH + 0.01, WEST + 0.02, SOUTH + 0.03))
    homes = np.random.default_rng(1).uniform((WEST, SOUTH), (WEST + 0.01, SOUTH + 0.03), (50, 2))
    assert sorted(sides(bent, homes)) == [25, 25]


def test_what_lies_about_in_parts_is_not_cut() -> None:
    assert halving_line(shapely.union_all([box(WEST + n, SOUTH, WEST + n + 0.5, SOUTH + 0.5) for n in range(3)]), np.empty((0, 2))) is None
