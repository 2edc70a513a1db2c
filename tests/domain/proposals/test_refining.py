"""Border moves keep every part connected, and machine code and Python take the very same ones.

A field of 12 x 12 atoms, cut into four strips to begin with::

    0 0 0 1 1 1 2 2 2 3 3 3
    0 0 0 1 1 1 2 2 2 3 3 3      homes lie in the west: the strips must widen eastwards
    ...
"""

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_app.domain.proposals.adjacency import KINDS, Beside, gathered
from gis_app.domain.proposals.refining import Goal, Rows, compiled, refine

SIDE, PARTS = 12, 4
ATOMS = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
PAIRS = np.concatenate([np.column_stack([ATOMS[:, :-1].ravel(), ATOMS[:, 1:].ravel()]), np.column_stack([ATOMS[:-1].ravel(), ATOMS[1:].ravel()])])
FIELD = gathered(PAIRS, np.ones((len(PAIRS), KINDS)) / KINDS)
STRIPS = np.tile(np.repeat(np.arange(PARTS), SIDE // PARTS), SIDE)
HOMES = np.tile(np.arange(SIDE, 0, -1), SIDE).astype(float)


def refined(seed: int, *, fixed: np.ndarray | None = None, fast: bool | None = None, effort: int = 200) -> np.ndarray:
    mean = HOMES.sum() / PARTS
    rows = Rows(FIELD, FIELD.length / SIDE, len(HOMES))
    return refine(rows, HOMES, STRIPS, Goal(mean, mean, mean), rng=np.random.default_rng(seed), effort=effort, fixed=fixed, fast=fast)


def pieces(beside: Beside, part: np.ndarray) -> int:
    inner = beside.pairs[part[beside.pairs[:, 0]] == part[beside.pairs[:, 1]]]
    return int(connected_components(coo_array((np.ones(len(inner)), inner.T), shape=(len(part), len(part))), directed=False)[0])


@pytest.mark.parametrize("seed", range(5))
def test_parts_stay_connected_and_become_equal(seed: int) -> None:
    part = refined(seed)
    assert pieces(FIELD, part) == PARTS
    load = np.bincount(part, HOMES)
    assert np.ptp(load) / load.mean() < 0.05


def test_both_engines_take_the_same_moves() -> None:
    if not compiled():
        pytest.skip("numba is not installed: there is only one engine")
    assert (refined(3, fast=True, effort=40) == refined(3, fast=False, effort=40)).all()


def test_what_is_fixed_stays_and_nothing_given_is_changed() -> None:
    fixed, before = np.zeros(len(HOMES), bool), STRIPS.copy()
    fixed[::7] = True
    part = refined(1, fixed=fixed)
    assert (part[fixed] == STRIPS[fixed]).all()
    assert (STRIPS == before).all() and not (part == STRIPS).all()
