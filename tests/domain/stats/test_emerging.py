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


def test_z_is_that_of_the_cell_its_neighbours_and_the_step_before() -> None:
    """Cube by cube: Ord and Getis's closed form over all cells and steps; nothing later than the step itself counts."""
    place = board(4)
    counts = np.random.default_rng(2).poisson(3, (16, 10)).astype(float)
    z = emerging(counts, place.links).z
    near, n = place.links.with_self.toarray() > 0, counts.size
    for cell, step in ((0, 0), (5, 1), (15, 9)):
        window = np.zeros(counts.shape, dtype=bool)
        window[near[cell], max(0, step - 1):step + 1] = True
        k = int(window.sum())
        spread = np.sqrt(counts.var() * k * (n - k) / (n - 1))
        assert z[cell, step] == pytest.approx((counts[window].sum() - k * counts.mean()) / spread, abs=1e-9)


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
    looked = np.ones(400, dtype=bool)
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
