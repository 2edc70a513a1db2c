"""Plots say their units, in Chinese that can be read; a machine without a Chinese font is told so."""

import warnings
from collections.abc import Iterator

import geopandas as gpd
import matplotlib as mpl
import pandas as pd
import pytest
import shapely
from matplotlib import pyplot as plt

import gis_app
from gis_app.maplayers import plots


@pytest.fixture(autouse=True)
def plain_figures() -> Iterator[None]:
    with mpl.rc_context():
        plt.switch_backend("agg")
        yield
        plt.close("all")
        plots._style.cache_clear()


def test_every_axis_says_its_unit() -> None:
    axes = gis_app.plots.bars(pd.Series({"一月": 3, "二月": 5}), title="上报", unit="件", along="月份")
    assert (axes.get_title(loc="left"), axes.get_ylabel(), axes.get_xlabel()) == ("上报", "件", "月份")
    assert [bar.get_height() for bar in axes.patches] == [3, 5]
    axes = plots.lines(pd.DataFrame({"主动发现": [1, 2], "群众": [2, 1]}), title="来源", unit="件")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["主动发现", "群众"]
    axes = plots.compared(pd.Series([1, 2], ["甲", "乙"]), pd.Series([2, 4], ["甲", "乙"]), title="前后", unit="件", names=("改前", "改后"))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("改前（件）", "改后（件）")


def test_a_map_is_to_scale_and_missing_values_are_hatched() -> None:
    squares = [shapely.box(119 + x / 100, 30, 119.01 + x / 100, 30.01) for x in range(3)]
    grids = gpd.GeoDataFrame({"rate": [0.2, 0.9, None]}, geometry=squares, crs=4326)
    axes = plots.shaded(grids, "rate", title="按时办结率", unit="比率")
    assert axes.get_aspect() == 1
    assert any(text.get_text().endswith("米") for text in axes.texts)
    assert axes.figure.axes[1].get_ylabel() == "比率"
    assert any(collection.get_hatch() for collection in axes.collections)


def test_chinese_is_drawn_and_its_absence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of each glyph that no font has
        axes = plots.bars(pd.Series({"石桥村": 1}), title="网格", unit="件")
        axes.figure.canvas.draw()
    plots._style.cache_clear()
    monkeypatch.setattr(plots, "FONTS", ("no such font",))
    with pytest.warns(UserWarning, match="fonts-noto-cjk"):
        plots.bars(pd.Series({"a": 1}), title="t", unit="件")
