"""Local Moran and smoothed rates: the figures of esda on the data of sudden infant deaths, and what a guard must hold back."""

from contextlib import closing

import geopandas as gpd
import libpysal
import numpy as np
import pytest
from scipy import sparse

from gis_app.domain.stats.moran import local_moran
from gis_app.domain.stats.neighbours import Neighbours, moran_z
from gis_app.domain.stats.rates import rates
from tests.domain.stats.places import board, planted

SIDS = gpd.read_file(libpysal.examples.get_path("sids2.shp"))
with closing(libpysal.io.open(libpysal.examples.get_path("sids2.gal"))) as listed:
    LINKS = Neighbours(sparse.csr_array((listed.read().sparse > 0).astype(float)))


def test_local_moran_adds_up_to_the_published_index() -> None:
    """The global index of SIDR74 is 0.24772519 in esda's tests; the local ones are n - 1 over n times that on average."""
    found = local_moran(SIDS.SIDR74.to_numpy(float), LINKS, permutations=99)
    assert found.index.mean() == pytest.approx(0.24772519320480135 * 99 / 100, abs=1e-9)


def test_the_global_z_is_that_of_shuffling() -> None:
    values, rng = SIDS.SIDR74.to_numpy(float), np.random.default_rng(4)
    away = values - values.mean()

    def index(shuffled: np.ndarray) -> float:
        return float(shuffled @ (LINKS.matrix @ shuffled))

    random = np.array([index(rng.permutation(away)) for _ in range(4000)])
    assert moran_z(values, LINKS) == pytest.approx((index(away) - random.mean()) / random.std(), rel=0.05)


def test_local_moran_is_two_sided_and_seeded() -> None:
    place, rng = board(20), np.random.default_rng(1)
    values, heap = planted(place, rng, times=4)
    found, again = (local_moran(values, place.links, permutations=9999, seed=3) for _ in range(2))
    assert np.array_equal(found.p, again.p)
    assert found.called()[heap[4]]
    assert found.quadrant[heap[4]] == 1
    chance = local_moran(rng.normal(size=400), place.links, seed=1).p
    assert np.mean(chance <= 0.1) == pytest.approx(0.1, abs=0.05)


def test_empirical_bayes_is_that_of_esda() -> None:
    found = rates(SIDS.SID74.to_numpy(float), SIDS.BIR74.to_numpy(float))
    published = np.array([0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349])
    assert found.smoothed[:5] / 1000 == pytest.approx(published, abs=5e-8)


def test_a_small_grid_goes_to_the_mean_and_a_large_one_stays() -> None:
    people = np.array([20.0, 50_000, 50_000, 50_000, 0])
    counts = np.array([2.0, 500, 1000, 250, 3])
    found = rates(counts, people)
    assert np.isnan(found.raw[0])
    assert found.small.tolist() == [True, False, False, False, True]
    assert abs(found.smoothed[0] - found.mean) < 0.2 * abs(100 - found.mean)
    assert found.smoothed[2] == pytest.approx(20, rel=0.05)
    assert np.isnan(found.smoothed[4])
    assert found.mean == pytest.approx(1752 / 150_020 * 1000)


def test_smoothing_towards_the_neighbours() -> None:
    place, rng = board(10), np.random.default_rng(2)
    east = place.centres[:, 0] > 500
    people = np.full(100, 200.0)
    found = rates(rng.poisson(np.where(east, 20, 4)).astype(float), people, around=place.links)
    assert found.smoothed[east].min() > found.smoothed[~east].max() * 0.9
    assert found.parameters["around"] == {"rule": "queen", "noded": True}
