"""The ground under the sample: seeds, planes, noise, mosaics."""

from datetime import date

import numpy as np
import pytest
import shapely

from gis_app.domain.sample.chance import stream, uuid7s
from gis_app.domain.sample.frame import Frame
from gis_app.domain.sample.ground import Ground
from gis_app.domain.sample.mosaic import mosaic, natural
from gis_app.domain.sample.paths import eased, network
from gis_app.domain.sample.relief import Relief
from gis_app.domain.sample.rhythm import Year, draw_days

FRAME = Frame(119.8, 30.0)


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground.scatter(stream(1, "test"), np.zeros((1, 2)), 2000.0, 150.0)


def test_streams_are_apart_and_repeat() -> None:
    assert stream(7, "a").random() == stream(7, "a").random()
    assert stream(7, "a").random() != stream(7, "b").random()
    assert stream(7, "a", 1).random() != stream(7, "a", 2).random()


def test_uuid7_carries_its_time() -> None:
    made = uuid7s(stream(1, "ids"), np.array([1_764_000_000_123, 1_764_000_000_124]))
    assert [identity.int >> 80 for identity in made] == [1_764_000_000_123, 1_764_000_000_124]
    assert {(identity.version, identity.variant) for identity in made} == {(7, "specified in RFC 4122")}


def test_plane_there_and_back() -> None:
    xy = np.array([[0.0, 0.0], [1234.5, -987.6]])
    assert np.allclose(FRAME.metres(FRAME.degrees(xy)), xy, atol=0.01)


def test_relief_is_about_normal() -> None:
    heights = Relief.draw(stream(3, "relief"), 500.0).at(stream(3, "at").uniform(0, 50_000, (20_000, 2)))
    assert abs(heights.mean()) < 0.1
    assert 0.9 < heights.std() < 1.1


def test_each_inner_edge_has_two_triangles(ground: Ground) -> None:
    assert (ground.flanks[:, 0] >= 0).all()
    assert (ground.flanks[:, 1] >= 0).mean() > 0.9
    assert len(ground.points) - len(ground.edges) + len(ground.triangles) == 1  # Euler: a disc


def test_spread_is_connected_and_paths_lead_home(ground: Ground) -> None:
    spread = ground.spread(np.array([0, 50]), np.ones(len(ground.edges)))
    assert set(np.unique(spread.owner)) == {0, 1}
    path = spread.path(len(ground.points) - 1)
    assert path[0] in (0, 50)
    assert {spread.owner[point] for point in path} == {spread.owner[path[0]]}


def test_mosaic_is_a_coverage_that_covers_its_points(ground: Ground) -> None:
    radius = np.hypot(*ground.points.T)
    labels = np.where(radius < 1500, (ground.points[:, 0] > 0) * 2 + (ground.points[:, 1] > 0), -1)
    areas, owner = mosaic(ground, labels, FRAME, stream(1, "mosaic"))
    assert sorted(owner) == [0, 1, 2, 3]
    assert shapely.coverage_is_valid(areas)
    deep = radius < 1200
    inside = shapely.contains_xy(shapely.coverage_union_all(areas), FRAME.degrees(ground.points[deep]))
    assert inside.all()


def test_lines_keep_their_ends(ground: Ground) -> None:
    line = np.array([[0.0, 0.0], [100.0, 50.0], [200.0, -20.0], [300.0, 0.0]])
    for drawn in (eased(line), natural(line, stream(1, "line"), 2, 0.1)):
        assert (drawn[[0, -1]] == line[[0, -1]]).all()
        assert len(drawn) > len(line)
    a, b = ground.edges[0].tolist()
    assert network(ground, {(a, b): 0}, keep=set())[0][2] in ([a, b], [b, a])


def test_growing_places_grow() -> None:
    rates = Year(date(2026, 1, 1), 365).rates()
    assert np.allclose(rates.sum(axis=1), 1)
    item = np.zeros(4000, dtype=np.int64)
    growing = draw_days(stream(1, "up"), rates, item, np.full(4000, 3))
    fading = draw_days(stream(1, "up"), rates, item, np.full(4000, -3))
    assert growing.mean() > 182 + 30
    assert fading.mean() < 182 - 30
    assert growing.max() <= 364
