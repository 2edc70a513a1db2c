"""Quiet places: the memory never answers otherwise than the one who would be asked."""

import geopandas as gpd
import hypothesis.strategies as st
import shapely
from hypothesis import given

from gis_app.domain.locate import Locator
from gis_app.domain.quiet import QuietPlaces
from tests.domain.coverages import fractal

BOX = (119.9, 30.0, 119.95, 30.05)
SHAPES = fractal(12, levels=4, box=BOX)
LOCATOR = Locator(gpd.GeoDataFrame(
    {"code": [f"g{k:02d}" for k in range(12)] + ["town", "plant"], "kind": ["grid"] * 12 + ["town", "enterprise"], "level": [3] * 12 + [1, 3]},
    geometry=[*SHAPES, shapely.union_all(SHAPES), shapely.box(119.92, 30.02, 119.921, 30.021)], crs=4326,
))
QUIET = QuietPlaces(LOCATOR, 25.0)


@given(st.floats(119.89, 119.96), st.floats(29.99, 30.06), st.none() | st.floats(0, 300))
def test_the_same_answer(lon: float, lat: float, accuracy: float | None) -> None:
    for _ in range(3):  # asked, learnt, remembered
        assert QUIET.explain(lon, lat, accuracy) == LOCATOR.explain(lon, lat, accuracy, snap_m=25.0)


def test_most_of_a_grid_is_quiet_and_no_border_is() -> None:
    asked = QuietPlaces(LOCATOR, 25.0)
    inside = shapely.maximum_inscribed_circle(SHAPES[0]).coords[0]
    assert asked.explain(inside[0] + 1e-5, inside[1], None) is asked.explain(*inside, None)
    assert asked.explain(119.0, 29.0, None) is asked.explain(119.0001, 29.0001, 5.0)
    corner = shapely.get_coordinates(SHAPES[0])[0]
    assert asked.explain(*corner, None) is not asked.explain(*corner, None)


def test_memory_is_bounded(monkeypatch: object) -> None:
    small = QuietPlaces(LOCATOR, 25.0)
    monkeypatch.setattr("gis_app.domain.quiet.MOST_CELLS", 10)  # type: ignore[attr-defined]
    for k in range(100):
        small.explain(119.9 + k / 2000, 30.02, None)
    assert len(small._cells) <= 10
