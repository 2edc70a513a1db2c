"""Gi*: published values, what can be worked out by hand, permutations against drawing by brute force, power and false alarms."""

import numpy as np
import pytest
from scipy.special import ndtr

from gis_app.domain.stats.conditional import ranks
from gis_app.domain.stats.fdr import q_values
from gis_app.domain.stats.gi_star import closed_form, gi_star
from gis_app.domain.stats.neighbours import band
from tests.domain.stats.places import board, planted, quiet

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
SIX = np.array([2, 3, 3.2, 5, 8, 7])


@pytest.mark.parametrize(("star", "z"), [(False, -1.0136729), (True, -1.39727626)])
def test_the_six_points_of_esda(star: bool, z: float) -> None:
    assert closed_form(SIX, band(POINTS, 15), star=star)[0] == pytest.approx(z, abs=5e-8)


def test_permutations_of_the_six_points_of_esda() -> None:
    """esda's own seed gives 0.102; of 5 others 2 are drawn, so few arrangements differ and p is near 1/10."""
    assert ranks(SIX, band(POINTS, 15)).folded[0] == pytest.approx(0.102, abs=0.02)


def test_one_incident_on_sixteen_by_sixteen() -> None:
    """By hand: z is sqrt((n - k) / k) where the one lies among the k, -sqrt(k / (n - k)) elsewhere, with n = 256."""
    place, values = board(16), np.zeros(256)
    values[16 * 8 + 8] = 1
    z = closed_form(values, place.links)
    assert z[place.around(8, 8)] == pytest.approx(np.sqrt((256 - 9) / 9))
    assert z[0] == pytest.approx(-np.sqrt(4 / (256 - 4)))
    assert (z > 0).sum() == 9


def test_nothing_varies() -> None:
    found = gi_star(np.full(16, 3.0), board(4).links)
    assert np.isnan(found.z).all()
    assert (found.confidence == 0).all()


def test_what_nobody_looked_at_takes_no_part() -> None:
    """A silent half that counted as noughts would make the other half hot."""
    place, rng = board(12), np.random.default_rng(3)
    values, looked = quiet(place, rng), np.arange(144) % 12 < 6
    values[~looked] = 0
    assert (gi_star(values, place.links).confidence > 0).sum() > 20
    found = gi_star(values, place.links, looked=looked)
    assert np.isnan(found.z[~looked]).all()
    assert (found.confidence == 0).all()


def test_ranks_are_those_of_drawing_by_brute_force() -> None:
    """Cell by cell: shuffle the others, add up as many as it has neighbours."""
    place, rng = board(7), np.random.default_rng(5)
    values = rng.gamma(1, 2, 49)
    ours = ranks(values, place.links, permutations=4999, seed=1)
    sums = place.links.matrix @ values
    for cell in (0, 3, 24, 48):
        others = np.delete(values, cell)
        random = np.array([rng.permutation(others)[:place.links.degrees[cell]].sum() for _ in range(4999)])
        assert ours.larger[cell] / 4999 == pytest.approx((random >= sums[cell]).mean(), abs=0.035)


def test_ranks_draw_nobody_twice_and_never_the_cell_itself() -> None:
    """With all other cells as neighbours every draw is the same, whatever the cell."""
    values = np.array([1.0, 2, 4, 8, 16])
    links = band(np.column_stack([np.arange(5.0), np.zeros(5)]), 10)
    found = ranks(values, links, permutations=50)
    assert (found.larger == 50).all()
    assert (found.smaller == 50).all()


def test_permutations_agree_with_the_closed_form_and_are_seeded() -> None:
    place, rng = board(30), np.random.default_rng(2)
    values = quiet(place, rng, mean=20)
    found = gi_star(values, place.links, permutations=999, seed=4)
    again = gi_star(values, place.links, permutations=999, seed=4)
    assert found.simulated is not None
    assert again.simulated is not None
    assert np.array_equal(found.simulated.larger, again.simulated.larger)
    alone = 2 * ndtr(-np.abs(closed_form(values, place.links, star=False)))
    assert np.abs(found.simulated.two_sided - alone).mean() < 0.03
    assert found.seed == 4


def test_benjamini_and_hochberg() -> None:
    """Their own example of 1995: fifteen p-values, four are called at 0.05."""
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert (q_values(p) <= 0.05).sum() == 4
    shuffled = np.random.default_rng(0).permutation(15)
    assert q_values(p[shuffled]) == pytest.approx(q_values(p)[shuffled])
    with_gaps = np.append(p, np.nan)
    assert q_values(with_gaps)[:-1] == pytest.approx(q_values(p))
    assert np.isnan(q_values(with_gaps)[-1])


@pytest.mark.parametrize("times", [2.5])
def test_a_planted_heap_is_found_and_chance_is_not(times: float, capsys: pytest.CaptureFixture[str]) -> None:
    """400 squares of 4 incidents on average; a heap of 3 x 3 with 2.5 times as many. Called at q <= 0.05."""
    place, rng = board(20), np.random.default_rng(11)
    power, alarms, places = [], 0, 200
    for _ in range(places):
        values, heap = planted(place, rng, times=times)
        power.append(gi_star(values, place.links).confidence[heap[4]] >= 95)
        alarms += bool((gi_star(quiet(place, rng), place.links).confidence >= 95).any())
    with capsys.disabled():
        print(f" power {np.mean(power):.3f}, places with a false alarm {alarms / places:.3f}")
    assert np.mean(power) >= 0.9
    assert alarms / places <= 0.05
