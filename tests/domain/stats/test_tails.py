"""Tails of lopsided sums: against drawing them, and the normal curve where nothing is lopsided."""

import numpy as np
import pytest
from scipy.special import ndtr

from gis_app.domain.stats.gi_star import gi_star
from gis_app.domain.stats.tails import half_step, skewness, two_sided
from tests.domain.stats.places import board, quiet

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("mean", [0.3, 1.0, 5.0])
def test_the_tail_is_that_of_drawing_cells(mean: float) -> None:
    """Nine of 400 cells: p of a sum is at least the share of random sums as far out, and not far above it."""
    values = RNG.poisson(mean, 400).astype(float)
    sums = np.array([RNG.choice(values, 9, replace=False).sum() for _ in range(40_000)])
    spread = np.sqrt(values.var() * 9 * 391 / 399)
    for z in (2.0, 3.0):
        at = np.ceil(values.mean() * 9 + z * spread)
        p = two_sided(np.array([(at - 9 * values.mean()) / spread]), np.array([9.0]), 400, skewness(values), np.array([half_step(values) / spread]))[0]
        share = float((sums >= at).mean())
        assert 0.75 * share <= p / 2 <= 1.6 * share + 2e-4


def test_without_skewness_it_is_the_normal_curve() -> None:
    z = np.array([-3.0, -0.5, 0.0, 2.0, np.nan])
    p = two_sided(z, np.full(5, 9.0), 400, 0.0, np.zeros(5))
    assert p[:4] == pytest.approx(2 * ndtr(-np.abs(z[:4])))
    assert np.isnan(p[4])


def test_rates_have_no_half_step() -> None:
    assert half_step(np.array([1.0, 4.0])) == 0.5
    assert half_step(np.array([1.0, 4.2])) == 0


@pytest.mark.parametrize("mean", [0.2, 1.0])
def test_few_incidents_raise_no_false_alarms(mean: float) -> None:
    """The normal curve would call a place in four hot by chance alone."""
    place, rng = board(20), np.random.default_rng(3)
    alarms = [(np.abs(gi_star(quiet(place, rng, mean=mean), place.links).confidence) >= 95).any() for _ in range(100)]
    assert np.mean(alarms) <= 0.05


def test_one_huge_count_makes_no_quiet_place_cold() -> None:
    """Lopsided counts, one of them fifty times the mean: a neighbourhood without any is as usual as drawing says, not impossible."""
    place, rng = board(30), np.random.default_rng(6)
    alarms = []
    for _ in range(20):
        values = rng.negative_binomial(0.5, 0.5 / 3.5, 900).astype(float)
        values[rng.integers(900)] = 150
        alarms.append((gi_star(values, place.links).confidence <= -95).any())
    assert np.mean(alarms) <= 0.05
