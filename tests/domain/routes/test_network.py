"""Lines become a network where they meet, and only there; places are tied to it; times are those of the way.

The small map (100 m between letters), in metres east and north of a corner::

    d---e---f        a-b-c is one line, b-e another that ends on d-f from below, f-g a one-way street down,
        |   v        x-y crosses a-b as a bridge without a shared vertex
    a---b---c
      x | y
"""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.domain.places import scale_at
from gis_app.domain.routes import Network, network, travel
from gis_app.domain.routes.network import SNAP_M
from gis_app.domain.routes.speeds import MODES, OFF_ROAD_KMH, SPEEDS, STRAIGHT_FACTOR, metres_per_second

LON, LAT = 119.8, 30.0
VILLAGE = metres_per_second("village", "two_wheeler")


def at(x: float, y: float) -> tuple[float, float]:
    """Metres from the corner as lon/lat."""
    east, north = scale_at(LAT)
    return LON + x / east, LAT + y / north


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([at(*place) for place in places])


MAP = (line((0, 0), (100, 0), (200, 0)), line((100, 0), (100, 99.7)), line((0, 100), (200, 100)), line((200, 100), (200, 0)), line((50, -50), (50, 50)))
ONEWAY = (0, 0, 0, 1, 0)


def drawn(oneway: tuple[int, ...] = ONEWAY) -> Network:
    return network(MAP, ["village"] * len(MAP), oneway)


def seconds(roads: Network | None, *places: tuple[float, float], mode: str = "two_wheeler", **how: float) -> np.ndarray:
    return travel(roads, np.array([at(*place) for place in places]), mode, **how).seconds


def test_lines_meet_at_shared_vertices_and_where_one_ends_on_another() -> None:
    roads = drawn()
    assert (len(roads), roads.nodes) == (7, 8)
    assert sorted(roads.metres.round().tolist()) == [100.0] * 7
    assert roads.metres.sum() == pytest.approx(699.7, abs=0.5)


def test_a_bridge_joins_nothing() -> None:
    roads = drawn()
    far = travel(roads, np.array([at(50, 50), at(60, 0), at(150, 0)]), "two_wheeler")
    assert far.seconds[1, 2] == pytest.approx(90 / VILLAGE, rel=1e-3)
    assert far.off_m[0] == pytest.approx(50, abs=0.5)


def test_a_one_way_street_is_kept_to_by_wheels_but_not_on_foot() -> None:
    roads = drawn()
    there, back = seconds(roads, (200, 90), (200, 10))[[0, 1], [1, 0]]
    assert there == pytest.approx(80 / VILLAGE, rel=1e-3)
    assert back == pytest.approx((10 + 100 + 100 + 100 + 10) / VILLAGE, rel=1e-2)
    walk = seconds(roads, (200, 90), (200, -200), mode="foot")
    assert walk[0, 1] == pytest.approx(walk[1, 0])
    assert seconds(drawn((0, 0, 0, -1, 0)), (200, 90), (200, 10))[1, 0] == pytest.approx(80 / VILLAGE, rel=1e-3)


def test_the_last_metres_are_walked_and_a_place_too_far_off_has_no_way() -> None:
    roads = drawn()
    near = seconds(roads, (0, 0), (150, -300))
    assert near[0, 1] == pytest.approx(150 / VILLAGE + 300 / (OFF_ROAD_KMH / 3.6), rel=1e-3)
    cut = travel(roads, np.array([at(0, 0), at(150, -300), at(10, 0)]), "car", off_road_m=200)
    assert cut.unreachable.tolist() == [False, True, False]
    assert np.isinf(cut.seconds[0, 1]) and np.isinf(cut.seconds[1, 0]) and cut.seconds[1, 1] == 0


def test_next_doors_walk_across() -> None:
    roads = drawn()
    both = seconds(roads, (150, -200), (150, -260))
    assert both[0, 1] == pytest.approx(60 * 1.3 / (OFF_ROAD_KMH / 3.6), rel=1e-2)


def test_a_road_that_leads_nowhere_is_passed_over() -> None:
    lost = network([*MAP, line((0, -120), (20, -120))], ["village"] * 6)
    assert travel(lost, np.array([at(10, -110), at(100, 10), at(200, 50)]), "car").off_m[0] == pytest.approx(110, abs=0.5)


def test_without_roads_lines_are_straight_and_it_is_said() -> None:
    places = np.array([at(0, 0), at(300, 400)])
    for roads in (None, network([], []), network(MAP, ["motorway"] * 5)):
        by = travel(roads, places, "foot")
        assert by.straight and by.seconds[0, 1] == pytest.approx(500 * STRAIGHT_FACTOR / metres_per_second("village", "foot"), rel=1e-3)
    way, metres = by.way(0, 1)
    assert metres == pytest.approx(700, rel=1e-3) and len(way) == 2


def test_a_way_is_drawn_as_it_is_gone() -> None:
    by = travel(drawn(), np.array([at(0, 20), at(200, 140)]), "two_wheeler")
    way, metres = by.way(0, 1)
    assert np.allclose(way[[0, -1]], [at(0, 20), at(200, 140)], atol=1e-6)
    assert metres == pytest.approx(20 + 100 + 100 + 100 + 40, abs=1)
    assert by.way(0, 0)[1] == 0


def test_ends_that_nearly_touch_are_one() -> None:
    gap = 0.9 * SNAP_M
    roads = network([line((0, 0), (100, 0)), line((100 + gap, 0), (200, 0))], [None, "nothing known"])
    assert roads.nodes == 3
    assert network([line((0, 0), (100, 0)), line((103, 0), (200, 0))], [None, None]).nodes == 4


def test_what_is_drawn_twice_or_without_length_does_no_harm() -> None:
    roads = network([MAP[0], MAP[0], shapely.LineString([at(0, 0), at(0, 0)]), shapely.MultiLineString([MAP[1]])], ["village"] * 4)
    assert seconds(roads, (0, 0), (200, 0))[0, 1] == pytest.approx(200 / VILLAGE, rel=1e-3)
    loop = network([line((0, 0), (50, 50), (100, 0), (0, 0)), line((0, 0), (-50, 0))], ["village"] * 2)
    assert seconds(loop, (-50, 0), (50, 50))[0, 1] == pytest.approx((50 + np.hypot(50, 50)) / VILLAGE, rel=1e-2)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 1 << 30), st.sampled_from(MODES))
def test_times_are_those_of_the_ways(seed: int, mode: str) -> None:
    """No way round is quicker than the way, and the way takes as long as its roads and walks say."""
    rng = np.random.default_rng(seed)
    hubs = rng.uniform(0, 2000, (12, 2))
    pairs = [(one, other) for one in range(12) for other in range(one + 1, 12) if rng.random() < 0.3] or [(0, 1)]
    classes = [("main", "village", "lane", "footway")[k] for k in rng.integers(0, 4, len(pairs))]
    roads = network([line(*hubs[list(pair)].tolist()) for pair in pairs], classes, rng.integers(-1, 2, len(pairs)).tolist())
    by = travel(roads, np.array([at(*place) for place in rng.uniform(0, 2000, (6, 2)).tolist()]), mode)
    if by.straight:
        return
    through = (by.seconds[:, :, None] + by.seconds[None, :, :]).min(axis=1)
    assert (by.seconds <= through + 1e-6).all() and (np.diag(by.seconds) == 0).all()
    fastest = max(getattr(speed, mode) for speed in SPEEDS.values()) / 3.6
    for one, other in [(0, 1), (2, 3), (4, 0)]:
        if np.isfinite(by.seconds[one, other]):
            _, metres = by.way(one, other)
            assert np.hypot(*(by.xy[one] - by.xy[other])) - 0.5 <= metres
            assert metres / fastest <= by.seconds[one, other] * 1.3 + 1


REAL = (("liechtenstein_osm/liechtenstein_roads.geojson.zip", "highway", 2751), ("china_xian_campus/xian_campus_roads.geojson.zip", "highway", 267),
        ("china_chongqing/chongqing_yuzhong_osm_roads.geojson.zip", None, 897))


@pytest.mark.parametrize(("name", "column", "count"), REAL)
def test_real_roads(realdata: Path, name: str, column: str | None, count: int) -> None:
    """Nothing of the roads is lost in cutting; people get everywhere near them, by ways somewhat longer than straight lines."""
    given_roads = gpd.read_file(realdata / name)
    assert len(given_roads) == count
    shapes = given_roads.geometry.to_numpy()
    roads = network(shapes, given_roads[column].to_numpy() if column else [None] * count)
    assert roads.metres.sum() == pytest.approx(shapely.length(roads.plane.flat(shapes)).sum(), rel=1e-4)
    rng = np.random.default_rng(1)
    chosen = roads.lines[rng.integers(0, len(roads), 40)]
    xy = shapely.get_coordinates(shapely.line_interpolate_point(chosen, 20)) + rng.normal(0, 40, (40, 2))
    by = travel(roads, roads.plane.degrees(xy), "foot")
    assert np.isfinite(by.seconds).all() and np.allclose(by.seconds, by.seconds.T)
    metres = np.array([by.way(k, k + 1)[1] for k in range(39)])
    straight = np.hypot(*(by.xy[1:] - by.xy[:-1]).T)
    assert (metres >= straight - 0.5).all() and 1.05 < metres.sum() / straight.sum() < 1.6


NOTHING: tuple[Callable[[], Network], ...] = (lambda: network([], []), lambda: network([shapely.LineString()], [None]))


@pytest.mark.parametrize("make", NOTHING)
def test_no_roads_at_all(make: Callable[[], Network]) -> None:
    assert len(make()) == 0
