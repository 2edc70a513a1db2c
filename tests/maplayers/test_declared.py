"""Declarations are whole; colours come from the one table; nothing that leaves the house asks the outside."""

import io

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from folium.plugins import HeatMap
from PIL import Image

from gis_app import maplayers
from gis_app.db.queries.tiles import TABLES
from gis_app.errors import WanggeError
from gis_app.maplayers import declared, drawing, ramp, vendored


@pytest.mark.parametrize("layer", declared.layers().values(), ids=lambda layer: layer.id)
def test_a_layer_is_whole(layer: declared.Layer) -> None:
    assert {"zh", "en"} <= set(layer.title) & set(layer.about)
    assert 0 <= layer.zooms[0] <= layer.zooms[1] <= 22
    assert all(field.zh and field.en and field.meaning for field in layer.fields)
    for pen in layer.style:
        assert {"zh", "en"} <= set(pen["title"])
        assert {pen[part] for part in ("line", "fill", "edge") if part in pen} <= set(declared.colours())


def test_layers_name_tables_that_exist() -> None:
    named = [layer.source for layer in declared.layers().values() if "function" not in layer.source]
    assert {name for source in named for name in source.get("tables", [source.get("table")])} <= set(TABLES)


def test_an_undeclared_layer_is_not_found() -> None:
    with pytest.raises(WanggeError) as refused:
        declared.layer("moon")
    assert refused.value.status == 404


def test_households_say_nothing_of_a_person() -> None:
    assert {field.name for field in declared.layer("households").fields} == {"people_present", "people_registered"}


@pytest.mark.parametrize("dark", [False, True])
def test_the_ramp_darkens_evenly(dark: bool) -> None:
    """Lightness (CIELAB L*) falls all the way (on the dark theme it rises), in steps of like size: legible without colour vision."""
    rgb = ramp.colours(dark)[::-1 if dark else 1].astype(float) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lightness = 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16
    steps = -np.diff(lightness)
    assert steps.min() > 0
    assert steps.max() < 2.2 * steps.mean()
    assert lightness[0] > 90
    assert lightness[-1] < (30 if dark else 25)  # the dark ground is no black


def test_shades_are_clear_where_there_is_next_to_nothing() -> None:
    found = ramp.shades(np.array([0.0, 0.5, 1.0, 25.0, 100.0, 1e9]), 100.0)
    assert found.tolist()[:2] == [0, 0]
    assert list(found[2:]) == sorted(found[2:])
    assert found[-1] == found[-2] == ramp.STEPS
    assert [stop["colour"] for stop in ramp.stops(8.0)][::10] == ["#fff3c4", "#4d0018"]
    for dark, stop in [(night, one) for night in (False, True) for one in ramp.stops(8.0, dark=night)[2:]]:  # the legend says what is painted
        red, green, blue, alpha = Image.open(io.BytesIO(ramp.paint(np.full((1, 1), stop["value"]), 8.0, dark=dark))).convert("RGBA").getpixel((0, 0))
        said = [int(stop["colour"][at:at + 2], 16) for at in (1, 3, 5)]
        assert np.abs(np.subtract((red, green, blue), said)).max() <= 6 and abs(alpha / 255 - stop["alpha"]) < 0.02


def test_nothing_is_fetched_and_every_value_is_escaped() -> None:
    grids = gpd.GeoDataFrame(
        {"code": ["1", "2"], "name": ["<script>alert(1)</script>", None], "kind": ["town", "<i>"]},
        geometry=[shapely.box(119, 30, 119.1, 30.1), shapely.box(119.1, 30, 119.2, 30.1)], crs=4326,
    )
    points = gpd.GeoDataFrame({"kind": ["<u>", "b"]}, geometry=gpd.points_from_xy([119.05, 119.15], [30.05, 30.05]), crs=4326)
    heat = drawing.Picture(ramp.paint(np.full((8, 8), 3.0), 5.0), (119, 30, 119.2, 30.1))
    page = drawing.page(maplayers.folium_map(grids.to_crs(3857), points, heat=heat, show={"name": "<名称>"}, colour_by="kind"))
    assert isinstance(maplayers.folium_map(), folium.Map)
    assert "<script>alert" not in page
    assert "<u>" not in page
    assert "&lt;script&gt;" in page or "\\u0026lt;script" in page
    assert "data:text/javascript;base64," in page
    assert "imperial: false" in page
    assert "<b>kind</b>" in page, "the colours have a key"


def test_a_plugin_that_asks_the_outside_is_refused() -> None:
    made = maplayers.folium_map()
    HeatMap([[30, 119]]).add_to(made)
    with pytest.raises(WanggeError) as refused:
        drawing.page(made)
    assert refused.value.code == "outside_address"


def test_an_address_the_table_does_not_know_raises() -> None:
    with pytest.raises(WanggeError) as refused:
        vendored.inlined([("new", "https://cdn.example/new.js")])
    assert refused.value.code == "outside_address"
    assert vendored.inlined(folium.Map.default_js) == folium.Map.default_js


def test_the_package_has_no_other_names() -> None:
    with pytest.raises(AttributeError):
        _ = maplayers.nothing
