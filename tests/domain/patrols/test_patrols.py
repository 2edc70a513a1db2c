"""Positions of rounds: spikes and gaps out, time and metres to the grids they belong to; sums that agree."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from gis_app.domain.locate import Locator
from gis_app.domain.patrols import Fixes, clean, lines, passed
from gis_app.domain.patrols.passing import STEP_M
from gis_app.domain.places import scale_at

X, Y = 120.0, 30.0
EAST, NORTH = scale_at(Y)


@pytest.fixture(scope="module")
def halves() -> Locator:
    """Two grids of 1 km side by side, A west and B east of X."""
    a, b = (box(X + west / EAST, Y, X + (west + 1000) / EAST, Y + 1000 / NORTH) for west in (-1000, 0))
    return Locator(gpd.GeoDataFrame({"code": ["A", "B"], "kind": "grid", "level": 3}, geometry=[a, b], crs="EPSG:4326"))


def walk(metres: list[tuple[float, float]], *, every_s: float = 10.0, round_: int = 0, accuracy: float = 8.0) -> Fixes:
    """Fixes at metres east and north of the corner (X, Y)."""
    at = np.array(metres, dtype=np.float64)
    n = len(at)
    return Fixes(np.full(n, round_), X + at[:, 0] / EAST, Y + at[:, 1] / NORTH, np.arange(n) * every_s, np.full(n, accuracy))


def join(*parts: Fixes) -> Fixes:
    return Fixes(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("round", "lon", "lat", "at", "accuracy")))


def test_time_and_way_go_to_the_grid_they_were_spent_in(halves: Locator) -> None:
    cleaned = clean(walk([(-100, 500), (-50, 500), (50, 500), (100, 500)]), 1)
    found = passed(cleaned, halves)
    assert found.grid.tolist() == [0, 1]
    assert found.metres == pytest.approx([100, 100], abs=STEP_M / 2 + 0.1)
    assert found.metres.sum() == pytest.approx(200, abs=0.1)
    assert found.seconds == pytest.approx([15, 15], abs=1.1)
    assert found.fixes.tolist() == [2, 2]
    assert found.first_at[0] == 0
    assert found.first_at[1] == pytest.approx(16, abs=1.1)  # the border lies midway of the second hop, steps are 20 m


@pytest.mark.parametrize("where", [0, 2, 5])
def test_one_leap_there_and_back_is_not_believed(where: int) -> None:
    way = [(10.0 * k, 500.0) for k in range(6)]
    way[where] = (9_000.0, 500.0)
    cleaned = clean(walk(way), 1)
    assert cleaned.dropped.tolist() == [1]
    assert where not in cleaned.given.tolist()
    assert shapely.length(lines(cleaned, 1)[0]) * EAST == pytest.approx(40 if where in (0, 5) else 50, abs=0.5)


def test_bad_accuracy_repeats_and_positions_that_are_none_are_dropped() -> None:
    good = walk([(0, 500), (10, 500), (20, 500)])
    bad = Fixes(np.zeros(3, dtype=int), np.array([X, np.nan, X]), np.array([Y, Y, Y]), np.array([5.0, 6.0, 10.0]),
                np.array([900.0, 5.0, np.nan]))
    cleaned = clean(join(good, bad), 1)
    assert cleaned.given.tolist() == [0, 1, 2]
    assert cleaned.dropped.tolist() == [3]


def test_where_the_sky_was_lost_no_way_is_made_up(halves: Locator) -> None:
    far = walk([(500, 500), (510, 500)])
    late = Fixes(far.round, far.lon, far.lat, far.at + 3600, far.accuracy)
    cleaned = clean(join(walk([(-500, 500), (-490, 500)]), late), 1)
    assert cleaned.leg.tolist() == [0, 0, 1, 1]
    assert passed(cleaned, halves).metres == pytest.approx([10, 10], abs=0.1)
    assert shapely.get_num_geometries(lines(cleaned, 1)[0]) == 2


def test_a_phone_that_lies_still_goes_nowhere(halves: Locator) -> None:
    jitter = np.random.default_rng(3).normal(0, 0.9, (60, 2))
    found = passed(clean(walk([(200 + x, 500 + y) for x, y in jitter]), 1), halves)
    assert found.metres.tolist() == [0]
    assert found.seconds == pytest.approx([590])


def test_rounds_do_not_meet(halves: Locator) -> None:
    together = join(walk([(-50, 500), (-40, 500)]), walk([(700, 500), (720, 500)], round_=1), walk([(0, 99_000)], round_=2))
    cleaned = clean(together, 4)
    found = passed(cleaned, halves)
    assert list(zip(found.round.tolist(), found.grid.tolist(), strict=True)) == [(0, 0), (1, 1)]
    made = lines(cleaned, 4)
    assert [line is not None for line in made] == [True, True, False, False]


def test_nothing_at_all(halves: Locator) -> None:
    none = walk([(0, 0)]).take(np.zeros(1, dtype=bool))
    cleaned = clean(none, 2)
    assert cleaned.dropped.tolist() == [0, 0]
    assert len(passed(cleaned, halves).round) == 0
    assert lines(cleaned, 2).tolist() == [None, None]


@given(st.lists(st.tuples(st.floats(-900, 900), st.floats(1, 999), st.floats(0.5, 600)), min_size=1, max_size=40))
def test_all_seconds_of_legs_are_in_grids_and_order_does_not_matter(made: list[tuple[float, float, float]]) -> None:
    fixes = walk([(x, y) for x, y, _ in made])
    fixes = Fixes(fixes.round, fixes.lon, fixes.lat, np.cumsum([step for _, _, step in made]), fixes.accuracy)
    locator = Locator(gpd.GeoDataFrame({"code": ["A"]}, geometry=[box(119, 29, 121, 31)], crs="EPSG:4326"), engine="shapely")
    cleaned = clean(fixes, 1)
    found = passed(cleaned, locator)
    follows, _, seconds = cleaned.fixes.hops()
    within = follows & (np.diff(cleaned.leg, prepend=-1) == 0)
    assert found.seconds.sum() == pytest.approx(seconds[within].sum())
    assert found.fixes.sum() == len(cleaned.fixes)
    turned = clean(fixes.take(np.arange(len(fixes))[::-1]), 1)
    assert np.array_equal(turned.fixes.at, cleaned.fixes.at)
