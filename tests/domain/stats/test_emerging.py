"""Emerging hotspots: trends with ties by hand, every class by an example, a place with a planted emergence."""

import numpy as np
import pytest

from gis_app.domain.stats.emerging import emerging
from gis_app.domain.stats.emerging_classes import CLASSES, NAMES, classify
from gis_app.domain.stats.trend import mann_kendall
from gis_app.errors import WanggeError
from tests.domain.stats.places import board


def test_mann_kendall_by_hand() -> None:
    """1..5: s = 10, variance 5*4*15/18. With two pairs of ties (1 1 2 2 3): s = 8, variance (300 - 2*2*1*9)/18."""
    found = mann_kendall(np.array([[1.0, 2, 3, 4, 5], [1, 1, 2, 2, 3], [5, 4, 3, 2, 1], [2, 2, 2, 2, 2]]))
    assert found.s.tolist() == [10, 8, -10, 0]
    assert found.z == pytest.approx([9 / np.sqrt(300 / 18), 7 / np.sqrt(264 / 18), -9 / np.sqrt(300 / 18), 0])
    assert found.p[3] == 1
    assert found.tau.tolist() == [1, 0.8, -1, 0]
    gaps = mann_kendall(np.array([[1.0, np.nan, 1, 2, np.nan, 2, 3], [np.nan] * 7]))
    assert (gaps.s.tolist(), gaps.z.tolist()[0], gaps.tau.tolist()) == ([8, 0], pytest.approx(found.z[1]), [0.8, 0]), "as if the row were shorter"


EXAMPLES = {
    "new": ("..........+", 0), "consecutive": ("........+++", 0), "intensifying": ("+++++++++++", 1), "persistent": ("+++++++++++", 0),
    "diminishing": ("+++++++++++", -1), "sporadic": ("..+.++....+", 0), "oscillating": ("..-..+....+", 1), "historical": ("++++++++++.", 0),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_class_and_its_cold_twin(name: str) -> None:
    seen, trend = EXAMPLES[name]
    signs = np.array([[{"+": 1, "-": -1, ".": 0}[sign] for sign in seen]])
    assert classify(signs, np.array([trend])).tolist() == [f"{name}_hot"]
    assert classify(-signs, np.array([-trend])).tolist() == [f"{name}_cold"]


def test_the_table_is_whole() -> None:
    assert {one.name for one in CLASSES} == set(EXAMPLES)
    assert len(NAMES) == len(set(NAMES)) == 18
    assert classify(np.zeros((1, 12), np.int64), np.zeros(1, np.int64)).tolist() == ["none"]
    assert classify(np.array([[1] * 5 + [0] * 7]), np.zeros(1, np.int64)).tolist() == ["none"], "hot once, long ago"


@pytest.mark.parametrize("missed", [0.0, 0.2])
def test_z_is_that_of_the_cell_its_neighbours_and_the_step_before(missed: float) -> None:
    """Cube by cube: Ord and Getis's closed form over all cells and steps that were looked at; nothing later than the step itself counts."""
    place, rng = board(4), np.random.default_rng(2)
    counts, looked = rng.poisson(3, (16, 10)).astype(float), rng.random((16, 10)) >= missed
    z = emerging(counts, place.links, looked=looked).z
    near, all_, n = place.links.with_self.toarray() > 0, counts[looked], int(looked.sum())
    for cell, step in ((0, 0), (5, 1), (15, 9), *np.argwhere(looked)[::7]):
        window = np.zeros(counts.shape, dtype=bool)
        window[near[cell], max(0, step - 1):step + 1] = True
        window &= looked
        k = int(window.sum())
        spread = np.sqrt(all_.var() * k * (n - k) / (n - 1))
        assert z[cell, step] == pytest.approx((counts[window].sum() - k * all_.mean()) / spread, abs=1e-9)
    assert np.isnan(z[~looked]).all()


def test_months_in_which_nobody_looked_are_no_quiet_months() -> None:
    """Nine squares that everybody left alone for the last half of two years are not cold, and do not make their neighbours so."""
    place, rng = board(12), np.random.default_rng(3)
    counts, looked = rng.poisson(6, (144, 24)).astype(float), np.ones((144, 24), dtype=bool)
    left = place.around(6, 6)
    counts[left, 12:], looked[left, 12:] = 0, False
    taken_for_quiet = emerging(counts, place.links).classes
    assert all(name.endswith("_cold") for name in taken_for_quiet[left])
    found = emerging(counts, place.links, looked=looked)
    assert set(found.classes[left]) == {"not_looked"} and not found.looked[left].any() and found.parameters["not_looked"] == 108
    assert set(np.delete(found.classes, left)) == {"none"}
    looked[left, 23] = True
    assert set(emerging(counts, place.links, looked=looked).classes[left]) <= {"none", "new_cold"}, "nothing was seen in the one month that was looked at"


@pytest.mark.parametrize(("side", "times"), [("hot", 3.0), ("cold", 0.2)])
def test_a_planted_change_is_found_on_either_side_and_chance_is_not(side: str, times: float, capsys: pytest.CaptureFixture[str]) -> None:
    """100 squares of 6 a month over a year; for the last four months 9 of them have three times, or a fifth as many."""
    place, rng, places = board(10), np.random.default_rng(8), 60
    found, alarms = [], []
    for _ in range(places):
        expected = np.full((100, 12), 6.0)
        heap = place.around(5, 5)
        expected[heap, 8:] *= times
        found.append(str(emerging(rng.poisson(expected).astype(float), place.links).classes[heap[4]]).endswith(f"_{side}"))
        alarms.append(bool((emerging(rng.poisson(6, (100, 12)).astype(float), place.links).q <= 0.05).any()))
    with capsys.disabled():
        print(f" {side}: power {np.mean(found):.3f}, places with a false alarm {np.mean(alarms):.3f}")
    assert np.mean(found) >= 0.9
    assert np.mean(alarms) <= 0.05


def test_a_heap_that_begins_lately_is_told_from_one_that_was_always_there() -> None:
    place, rng = board(20), np.random.default_rng(6)
    expected = np.full((400, 24), 3.0)
    always, lately = place.around(5, 5), place.around(14, 14)
    expected[always] *= 3
    expected[lately, 21:] *= 4
    looked = np.ones(expected.shape, dtype=bool)
    looked[0] = False
    found = emerging(rng.poisson(expected).astype(float), place.links, looked=looked)
    assert found.classes[always[4]] == "persistent_hot"
    assert found.classes[lately[4]] == "consecutive_hot"
    assert found.classes[0] == "not_looked"
    far = np.setdiff1d(np.arange(400), np.concatenate([place.around(5, 5, 2), place.around(14, 14, 2), [0]]))
    assert np.mean(found.classes[far] == "none") > 0.95


def test_too_few_steps_are_refused() -> None:
    with pytest.raises(WanggeError) as refused:
        emerging(np.ones((4, 6)), board(2).links)
    assert refused.value.code == "stats_too_few"
