"""Space-time scan and near repeats: planted outbreaks, chance, the published count of Burkitt's lymphoma, both engines alike."""

import geopandas as gpd
import libpysal
import numpy as np
import pytest

from gis_app.domain.stats import scan as module
from gis_app.domain.stats.knox import knox
from gis_app.domain.stats.scan import scan
from gis_app.errors import WanggeError
from tests.domain.stats.places import Board, board


def months(place: Board, rng: np.random.Generator, *, outbreak: float = 0.0) -> np.ndarray:
    """Weekly counts with an uneven ground and season, and an outbreak in nine squares over weeks 8 to 10."""
    ground, season = rng.gamma(2, 0.3, place.side**2), 1 + 0.5 * np.sin(np.arange(13))
    expected = np.outer(ground, season)
    expected[place.around(7, 7), 8:11] += outbreak
    return rng.poisson(expected)


def test_a_known_outbreak_is_found_where_and_when_it_was() -> None:
    place = board(14)
    found = scan(place.centres, months(place, np.random.default_rng(1), outbreak=3), radius_m=400, longest=6, permutations=199)
    top = found.clusters[0]
    assert top.p == pytest.approx(1 / 200)
    assert (top.first, top.last) == (8, 10)
    assert set(place.around(7, 7)) <= set(top.cells)
    assert len(top.cells) <= 21
    assert found.seed == 7
    assert found.parameters == {"statistic": "space_time_permutation", "radius_m": 400.0, "longest": 6, "alive": False, "permutations": 199, "cells": 196, "steps": 13,
                                "most_share": 0.5, "most_around": 60}  # fmt: skip
    assert top.ratio > 2
    assert all(not set(top.cells) & set(other.cells) for other in found.clusters[1:])
    assert [one.llr for one in found.clusters] == sorted((one.llr for one in found.clusters), reverse=True)


def test_by_hand() -> None:
    """Two cells, four steps: all 8 cases of cell 0 at step 1, cell 1 has 2 a step; 16 in all, 10 at step 1: expected 8 * 10 / 16."""
    counts = np.array([[0, 8, 0, 0], [2, 2, 2, 2]])
    top = scan(np.array([(0.0, 0), (1000, 0)]), counts, radius_m=10, longest=2, permutations=9).clusters[0]
    assert (top.cells, top.first, top.last, top.observed, top.expected) == ((0,), 1, 1, 8, 5)
    assert top.llr == pytest.approx(8 * np.log(8 / 5) + 8 * np.log(8 / 11))


def test_power_and_false_alarms(capsys: pytest.CaptureFixture[str]) -> None:
    place, rng, places = board(10), np.random.default_rng(5), 40
    hits = [scan(place.centres, months(place, rng, outbreak=2.5), radius_m=300, longest=4, permutations=39).clusters[0] for _ in range(places)]
    chance = [scan(place.centres, months(place, rng), radius_m=300, longest=4, permutations=39).clusters[0].p for _ in range(places)]
    power = np.mean([one.p <= 0.05 and place.around(7, 7)[4] in one.cells for one in hits])
    with capsys.disabled():
        print(f" power {power:.3f}, false alarms {np.mean(np.array(chance) <= 0.05):.3f}")
    assert power >= 0.9
    assert np.sum(np.array(chance) <= 0.05) <= 5, "of 40 at 0.05, more than five has a chance below 2 %"


def test_both_engines_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    place = board(8)
    counts = months(place, np.random.default_rng(9), outbreak=1)
    told = []
    for fast in (True, False):
        monkeypatch.setattr(module, "fast_engine_present", lambda fast=fast: fast)
        told.append(scan(place.centres, counts, radius_m=300, longest=4, permutations=29, seed=2))
    assert told[0] == told[1]


def test_only_clusters_still_alive() -> None:
    place = board(10)
    found = scan(place.centres, months(place, np.random.default_rng(1), outbreak=3), radius_m=300, longest=4, alive=True, permutations=19)
    assert {one.last for one in found.clusters} == {12}


@pytest.mark.parametrize("counts", [np.ones((1, 5), int), np.ones((5, 1), int), np.zeros((5, 5), int)])
def test_nothing_to_scan_is_refused(counts: np.ndarray) -> None:
    with pytest.raises(WanggeError) as refused:
        scan(np.zeros((len(counts), 2)), counts, radius_m=1, longest=1)
    assert refused.value.code == "stats_too_few"


def test_knox_of_burkitts_lymphoma() -> None:
    """188 cases in Uganda: 13 pairs within 20 km and 5 days, p about 0.18 (pointpats' documented result)."""
    cases = gpd.read_file(libpysal.examples.get_path("burkitt.shp"))
    found = knox(cases[["X", "Y"]].to_numpy(float), cases["T"].to_numpy(np.int64), [20], [5])
    assert found.observed.tolist() == [[13]]
    assert found.p[0, 0] == pytest.approx(0.18, abs=0.04)


def test_repeats_that_follow_soon_and_near_are_found() -> None:
    rng = np.random.default_rng(3)
    xy, days = rng.uniform(0, 5000, (400, 2)), rng.integers(0, 180, 400)
    again = rng.integers(0, 400, 60)
    xy, days = np.vstack([xy, xy[again] + rng.normal(0, 40, (60, 2))]), np.append(days, days[again] + rng.integers(1, 8, 60))
    found = knox(xy, days, [100, 200, 400], [7, 14, 28], permutations=199)
    assert found.p[0, 0] == pytest.approx(1 / 200)
    assert found.ratio[0, 0] > 2
    assert found.p[2, 2] > 0.01
