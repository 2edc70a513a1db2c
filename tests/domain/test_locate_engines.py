"""Every engine gives the answer that the rule's text gives, for any valid polygons and the hardest points."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis_app.domain.bulk.grid_index import RULES
from gis_app.domain.locate import Locator
from tests.domain.coverages import clustered, fractal, hard_points, nasty, straight
from tests.domain.rule import Slow

ENGINES = ("numba", "shapely")
FARTHEST_M = 3000.0


def described(shapes: np.ndarray, seed: int) -> gpd.GeoDataFrame:
    """Codes that repeat, some blank; kinds and levels at random, in half of the cases."""
    rng = np.random.default_rng(seed)
    frame = gpd.GeoDataFrame({"code": rng.choice(["a", "b", "Z", "é", "10", "9", None], len(shapes))}, geometry=shapes, crs=4326)
    if seed % 2:
        frame["kind"] = rng.choice(["grid", "enterprise", "village"], len(shapes), p=[0.6, 0.2, 0.2])
        frame["level"] = rng.integers(1, 4, len(shapes))
    return frame


def slow(grids: gpd.GeoDataFrame) -> Slow:
    kinds, levels = (list(grids[name]) if name in grids else None for name in ("kind", "level"))
    codes = [code if isinstance(code, str) else None for code in grids.code]
    return Slow(grids.geometry.to_numpy(), codes, kinds, levels)


@given(st.integers(0, 1 << 30), st.sampled_from([0.0, 25.0, 400.0]), st.sampled_from([0.0, 10.0, 300.0]))
def test_all_engines_follow_the_rule(seed: int, snap_m: float, near_m: float) -> None:
    shapes, points = nasty(seed)
    grids = described(shapes, seed)
    rule = slow(grids)
    truth = [rule.judge(lon, lat, snap_m=snap_m, near_m=near_m) for lon, lat in points]
    for engine in ENGINES:
        locator = Locator(grids, engine=engine)
        answers = locator.grids.answers(points[:, 0], points[:, 1], snap_m=snap_m, near_m=near_m)
        for k, (lon, lat) in enumerate(points):
            wanted = truth[k]
            assert answers.grid[k] == wanted.position, (engine, seed, lon, lat)
            assert RULES[answers.rule[k]] == wanted.rule, (engine, seed, lon, lat)
            _same_metres(answers.near[k], answers.distance[k], wanted.near, wanted.distance, near_m)
        bare = locator.index(points[:, 0], points[:, 1])
        covered = np.array([wanted.rule != "nearest" for wanted in truth])
        assert (bare[covered] == answers.grid[covered]).all() and (bare[~covered] == -1).all()


@given(st.integers(0, 1 << 30), st.sampled_from([0.0, 25.0, 400.0]), st.sampled_from([0.0, 10.0, 300.0]))
def test_one_point_explained_is_one_of_many(seed: int, snap_m: float, near_m: float) -> None:
    shapes, points = nasty(seed)
    locator = Locator(described(shapes, seed), engine="numba")
    points = points[:: max(1, len(points) // 80)]
    answers = locator.grids.answers(points[:, 0], points[:, 1], snap_m=snap_m, near_m=near_m)
    for k, (lon, lat) in enumerate(points):
        found = locator.explain(lon, lat, snap_m=snap_m, near_m=near_m)
        assert (found.grid.position if found.grid else -1) == answers.grid[k]
        assert found.rule == RULES[answers.rule[k]]
        metres = np.nan if found.distance_m is None else found.distance_m
        _same_metres(answers.near[k], answers.distance[k], found.near_boundary, metres, near_m)


def _same_metres(near: bool, metres: float, wanted_near: bool, wanted_metres: float, limit: float) -> None:
    """Equal to a micrometre; exactly at the limit either is right."""
    if near != wanted_near:
        assert abs(np.nanmin([metres, wanted_metres]) - limit) < 1e-6
    elif not np.isnan(wanted_metres) or not np.isnan(metres):
        assert metres == pytest.approx(wanted_metres, abs=1e-6 + 1e-9 * abs(wanted_metres))


@pytest.mark.parametrize("shapes", [fractal(400, levels=5), straight(400)], ids=["shared", "rounded"])
def test_a_hundred_thousand_points_agree(shapes: np.ndarray) -> None:
    """Random points and border points, against GEOS asked polygon by polygon."""
    codes = np.array([f"{k:04d}" for k in np.random.default_rng(5).permutation(len(shapes))])
    grids = gpd.GeoDataFrame({"code": codes}, geometry=shapes, crs=4326)
    points = np.vstack([clustered(100_000), hard_points(shapes, np.random.default_rng(6), 3000)])
    lon, lat = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    order = np.argsort(codes)
    polygon, point = shapely.STRtree(shapely.points(points)).query(shapes[order], predicate="intersects")
    first = np.full(len(points), len(shapes))
    np.minimum.at(first, point, polygon)
    truth = np.append(order, -1)[first]
    fast, plain = (Locator(grids, engine=engine) for engine in ENGINES)
    assert (fast.index(lon, lat) == truth).all()
    assert (plain.index(lon, lat) == truth).all()
    one, other = fast.grids.answers(lon, lat, snap_m=30.0), plain.grids.answers(lon, lat, snap_m=30.0)
    for mine, theirs in zip(one[:3], other[:3], strict=True):
        assert (mine == theirs).all()
    assert np.allclose(one.distance, other.distance, rtol=0, atol=1e-9, equal_nan=True)


def test_each_row_has_its_own_accuracy() -> None:
    grids = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=shapely.box([120.0, 120.1], [30.0, 30.0], [120.1, 120.2], [30.1, 30.1]), crs=4326)
    lon, lat = np.full(5, 120.095), np.full(5, 30.05)  # some 480 m from the border between them
    accuracy = np.array([np.nan, 5.0, 479.0, 490.0, FARTHEST_M])
    for engine in ENGINES:
        answers = Locator(grids, engine=engine).grids.answers(lon, lat, accuracy_m=accuracy)
        assert answers.near.tolist() == [False, False, False, True, True]
        assert answers.distance[3] == answers.distance[4] == pytest.approx(482.2, abs=0.1)
