"""Neighbours by number and by distance, and the distance chosen from the data."""

import numpy as np
import pytest

from gis_app.domain.stats.neighbours import band, choose_band, nearest
from gis_app.errors import WanggeError
from tests.domain.stats.places import board

LINE = np.array([(0.0, 0), (1, 0), (2.5, 0), (10, 0)])


def test_nearest() -> None:
    assert nearest(LINE, 2).matrix.toarray().tolist() == [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 0]]
    assert nearest(np.zeros((4, 2)), 3).degrees.tolist() == [3, 3, 3, 3], "four at one place are not their own neighbours"
    with pytest.raises(WanggeError) as refused:
        nearest(LINE, 4)
    assert "4 个单元" in refused.value.sentence("zh")


def test_band_and_its_star() -> None:
    found = band(LINE, 1.5)
    assert found.matrix.toarray().tolist() == [[0, 1, 0, 0], [1, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    assert found.with_self.diagonal().tolist() == [1, 1, 1, 1]
    assert found.parameters == {"rule": "band", "metres": 1.5}


def test_a_kept_part_forgets_the_rest() -> None:
    assert band(LINE, 1.5).among(np.array([True, False, True, True])).degrees.tolist() == [0, 0, 0]


def test_the_band_is_as_wide_as_the_heaps_in_the_data() -> None:
    """Bumps of 300 m on a board of 100 m squares: the likeness of neighbours peaks well beyond the least width, which is a square's."""
    place = board(40)
    middles = np.array([(500, 600), (1500, 3000), (3000, 1200), (3200, 3300), (1200, 1800), (2200, 2300)])
    away = np.hypot(*(place.centres[:, None] - middles[None]).transpose(2, 0, 1))
    values = np.exp(-((away / 300) ** 2)).sum(axis=1) * 30 + np.random.default_rng(1).normal(0, 1, 1600)
    found = choose_band(place.centres, values)
    assert found.reason == "peak"
    assert 200 <= found.metres <= 700
    assert found.tried[0][0] == pytest.approx(100)


def test_chance_has_no_peak_of_its_own_or_leaves_nobody_alone() -> None:
    found = choose_band(LINE, np.array([1.0, 1, 1, 1]))
    assert (found.reason, round(found.metres, 6)) == ("least", 7.5)
    assert band(LINE, found.metres).degrees.min() >= 1
