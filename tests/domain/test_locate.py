"""The rule of place, case by case, and the object that answers it."""

import pickle
import threading

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gis_app.domain.locate import Locator, assign, warm
from gis_app.errors import WanggeError

#      c ─── d          120.00  120.01  120.02
#      │  b  │   30.02  ┌───────┬───────┐
#      ├─────┤          │   c   │   d   │      and a park (enterprise) carved out of a,
#      │ a   │   30.01  ├───────┼───────┤      lying in a's north-east corner
#      └─────┘          │   a ▣ │   b   │
#                30.00  └───────┴───────┘
PARK = shapely.box(120.006, 30.006, 120.01, 30.01)


def town() -> gpd.GeoDataFrame:
    west, south = np.array([120.0, 120.01, 120.0, 120.01]), np.array([30.0, 30.0, 30.01, 30.01])
    squares = shapely.box(west, south, west + 0.01, south + 0.01)
    squares[0] = shapely.difference(squares[0], PARK)
    whole = shapely.box(120.0, 30.0, 120.02, 30.02)
    return gpd.GeoDataFrame(
        {"code": ["a", "b", "c", "d", "park", "town"], "kind": ["grid"] * 4 + ["enterprise", "town"],
         "level": [3, 3, 3, 3, 2, 1], "lies_in": ["town"] * 4 + ["a", None]},
        geometry=[*squares, PARK, whole], crs=4326,
    )  # fmt: skip


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator(town())


@pytest.mark.parametrize(("lon", "lat", "code", "rule"), [
    (120.003, 30.003, "a", "covers"),
    (120.015, 30.015, "d", "covers"),
    (120.008, 30.008, "park", "covers"),
    (120.006, 30.008, "park", "covers"),  # on the park's border the enterprise wins alone
    (120.005, 30.01, "a", "boundary"),
    (120.015, 30.01, "b", "boundary"),
    (120.01, 30.015, "c", "boundary"),
    (120.01, 30.01, "park", "covers"),  # where all four corners and the park's meet
    (120.0, 30.005, "a", "covers"),  # on the outer border nobody else covers it
    (120.021, 30.01, None, "outside"),
])  # fmt: skip
def test_the_rule(locator: Locator, lon: float, lat: float, code: str | None, rule: str) -> None:
    found = locator.explain(lon, lat)
    assert (found.grid.code if found.grid else None, found.rule) == (code, rule)
    frame = locator.assign(gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326))
    assert (frame.grid_code.iloc[0] if code else None, frame["rule"].iloc[0]) == (code, rule)


def test_near_a_border_it_says_how_near_and_who_is_there(locator: Locator) -> None:
    found = locator.explain(120.0099, 30.003)
    assert found.grid is not None and found.grid.code == "a" and found.near_boundary
    assert found.distance_m == pytest.approx(9.65, abs=0.01)
    assert [(other.code, other.kind, other.level) for other in found.candidates] == [("b", "grid", 3)]
    assert found.candidates[0].distance_m == found.distance_m
    far = locator.explain(120.005, 30.003)
    assert (far.near_boundary, far.distance_m, far.candidates) == (False, None, ())


def test_accuracy_widens_what_is_near(locator: Locator) -> None:
    found = locator.explain(120.005, 30.003, 600.0)
    assert found.near_boundary and found.distance_m == pytest.approx(332.6, abs=0.1)
    assert [other.code for other in found.candidates] == ["park", "b"]
    assert locator.explain(120.005, 30.003, float("nan")).near_boundary is False


def test_snapping_takes_the_most_specific_then_the_nearest(locator: Locator) -> None:
    found = locator.explain(120.0201, 30.012, snap_m=25.0)
    assert found.grid is not None
    assert (found.grid.code, found.rule) == ("d", "nearest")
    assert found.distance_m == found.grid.distance_m == pytest.approx(9.65, abs=0.01)
    assert locator.explain(120.0201, 30.012, snap_m=9.0).rule == "outside"
    corner = locator.explain(120.0201, 30.01, snap_m=25.0)
    assert corner.grid is not None and corner.grid.code == "b", "equally near: the lower code"


def test_outside_yet_near_a_border(locator: Locator) -> None:
    found = locator.explain(120.02005, 30.012)
    assert (found.grid, found.rule, found.near_boundary) == (None, "outside", True)
    assert found.distance_m == pytest.approx(4.82, abs=0.01)
    assert [other.code for other in found.candidates] == ["d", "town"]


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 30.0), (181.0, 30.0), (120.0, -91.0), (np.inf, 30.0), (120.0, np.nan)])
def test_no_position(locator: Locator, lon: float, lat: float) -> None:
    with pytest.raises(WanggeError) as refused:
        locator.explain(lon, lat)
    assert refused.value.code == "bad_position"
    frame = locator.assign(gpd.GeoSeries([shapely.Point(lon, lat), shapely.Point(120.003, 30.003)], crs=4326))
    assert frame["rule"].tolist() == ["invalid", "covers"]
    assert frame.near_boundary.tolist() == [False, False] and frame.distance_m.isna().all()
    assert locator.index(np.array([lon]), np.array([lat]))[0] == -1


def test_assign_keeps_the_index_and_changes_nothing(locator: Locator) -> None:
    points = gpd.GeoDataFrame(
        {"accuracy_m": [5.0, 600.0, np.nan, 1.0]}, index=["w", "x", "y", "z"], crs=4326,
        geometry=[shapely.Point(120.005, 30.003), shapely.Point(120.005, 30.003, 7.0), None, shapely.Point()],
    )  # fmt: skip
    before = points.copy()
    frame = locator.assign(points, accuracy="accuracy_m")
    assert frame.index.tolist() == ["w", "x", "y", "z"]
    assert frame.columns.tolist() == ["grid_code", "rule", "near_boundary", "distance_m"]
    assert frame["rule"].tolist() == ["covers", "covers", "invalid", "invalid"]
    assert frame.near_boundary.tolist() == [False, True, False, False]
    assert frame.grid_code.isna().tolist() == [False, False, True, True]
    pd.testing.assert_frame_equal(points, before)
    with pytest.raises(WanggeError) as refused:
        locator.assign(points, accuracy="no such column")
    assert refused.value.code == "missing_field"


def test_other_systems_are_converted(locator: Locator) -> None:
    points = gpd.GeoSeries([shapely.Point(120.003, 30.003), shapely.Point(120.008, 30.008)], crs=4326)
    expected = locator.assign(points).grid_code.tolist()
    assert locator.assign(points.to_crs(3857)).grid_code.tolist() == expected == ["a", "park"]
    assert assign(points.to_crs(4490), town().to_crs(4490)).grid_code.tolist() == expected
    assert assign(points, town().set_crs(None, allow_override=True)).grid_code.tolist() == expected


def test_without_kind_and_level_all_are_equal() -> None:
    plain = town()[["code", "geometry"]].iloc[::-1].rename(columns={"code": "grid no"})
    frame = assign(gpd.GeoSeries([shapely.Point(120.008, 30.008)], crs=4326), plain, code="grid no")
    assert frame.grid_code.tolist() == ["park"], "lower than town"


def test_codes_go_by_code_point_and_blank_ones_come_last() -> None:
    square = shapely.box(0, 0, 1, 1)
    codes = [" ", None, "b", "é", "a", "Z", "10", "9"]
    grids = gpd.GeoDataFrame({"code": codes}, geometry=[square] * len(codes), crs=4326)
    for expected in ("10", "9", "Z", "a", "b", "é"):
        found = Locator(grids).explain(0.5, 0.5)
        assert found.grid is not None and found.grid.code == expected
        grids = grids[grids.code != expected]
    found = Locator(grids).explain(0.5, 0.5)
    assert found.grid is not None and (found.grid.code, found.grid.position) == (None, 0), "file order decides"


def test_numbers_as_codes() -> None:
    grids = gpd.GeoDataFrame({"code": [10.0, 9.0, np.nan]}, geometry=shapely.box([0, 1, 2], 0, [1, 2, 3], 1), crs=4326)
    points = gpd.GeoSeries(shapely.points([0.5, 1.5, 2.5], 0.5), crs=4326)
    frame = assign(points, grids)
    assert frame.grid_code.tolist()[:2] == ["10", "9"] and frame.grid_code.isna().iloc[2]
    assert frame["rule"].tolist() == ["covers"] * 3


def test_grids_without_a_shape_never_cover() -> None:
    grids = gpd.GeoDataFrame({"code": ["a", "b", "c"]}, geometry=[None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], crs=4326)
    found = Locator(grids).explain(0.5, 0.5)
    assert found.grid is not None and (found.grid.code, found.grid.position) == ("c", 2)
    nothing = Locator(grids.iloc[:2])
    assert nothing.explain(0.5, 0.5).rule == "outside"
    assert nothing.assign(gpd.GeoSeries([shapely.Point(0.5, 0.5)]), snap_m=5.0)["rule"].tolist() == ["outside"]


@pytest.mark.parametrize("shape", [
    shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]),
    shapely.GeometryCollection([shapely.box(0, 0, 1, 1)]),
])  # fmt: skip
def test_what_is_no_valid_polygon_is_named(shape: shapely.Geometry) -> None:
    with pytest.raises(WanggeError) as refused:
        Locator(gpd.GeoDataFrame({"code": ["good", "bad"]}, geometry=[shapely.box(0, 0, 1, 1), shape], crs=4326))
    assert refused.value.code == "grids_invalid"
    assert "2（bad）" in refused.value.sentence()


def test_grids_in_metres_without_a_crs_are_refused() -> None:
    grids = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.box(5e5, 3e6, 5.1e5, 3.1e6)])
    with pytest.raises(WanggeError) as refused:
        Locator(grids)
    assert refused.value.code == "grids_not_lonlat"
    with pytest.raises(WanggeError) as refused:
        Locator(grids, code="nummer")
    assert refused.value.code == "missing_field"


def test_signed_zero_and_the_world_s_edges() -> None:
    world = gpd.GeoDataFrame({"code": ["w", "e"]}, geometry=shapely.box([-180, 0], -90, [0, 180], 90), crs=4326)
    lon, lat = np.array([-180.0, -0.0, 0.0, 180.0, 180.0]), np.array([-90.0, -0.0, 90.0, 90.0, 0.0])
    for engine in ("numba", "shapely"):
        assert Locator(world, engine=engine).index(lon, lat).tolist() == [0, 1, 1, 1, 1]
    found = Locator(world, engine="numba").grids.answers(lon, lat)
    assert found.near.all() and (found.distance < 1e-6).all()


def test_polygons_of_denormal_size() -> None:
    tiny = 5e-324 * np.array([[0, 0], [9, 0], [9, 9], [0, 9]])
    grids = gpd.GeoDataFrame({"code": ["a"]}, geometry=[shapely.Polygon(tiny)], crs=4326)
    lon = np.array([0.0, 2e-323, 4.5e-323, 5e-323, 1e-12])
    expected = [int(shapely.intersects_xy(grids.geometry[0], x, x)) - 1 for x in lon]
    assert Locator(grids, engine="numba").index(lon, lon.copy()).tolist() == expected


def test_read_only_and_strided_arrays_are_taken(locator: Locator) -> None:
    both = np.repeat(np.array([[120.003, 30.003]]), 5000, axis=0)
    both.setflags(write=False)
    assert (locator.index(both[:, 0], both[:, 1]) == 0).all()


def test_many_threads_at_once() -> None:
    """A request must never meet half-built tables or a compiler."""
    locator, wrong = Locator(town()), []
    lon, lat = np.full(6000, 120.015), np.full(6000, 30.015)

    def ask() -> None:
        for _ in range(5):
            wrong.extend(np.flatnonzero(locator.index(lon, lat) != 3))
            found = locator.explain(120.008, 30.008)
            if found.grid is None or found.grid.code != "park":
                wrong.append(-1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_travels_to_another_process() -> None:
    locator = Locator(town(), engine="numba")
    lon, lat = np.array([120.008, 120.015]), np.array([30.008, 30.015])
    before = locator.index(lon, lat)
    assert (pickle.loads(pickle.dumps(locator)).index(lon, lat) == before).all()


def test_warming_compiles_everything() -> None:
    assert warm()
