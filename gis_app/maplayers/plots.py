"""Plots for notebooks: every axis says its unit, Chinese is legible, colours are those of the pages.

matplotlib comes with ``pip install 'wangge[notebook]'``; nothing else of the package needs it.
"""

import warnings
from collections.abc import Sequence
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from gis_app.maplayers.declared import colours

FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", "SimHei")
NO_FONT = "没有找到中文字体，图上的中文会显示成方框：请安装 fonts-noto-cjk（apt-get install fonts-noto-cjk），再重新启动内核。"
SIZE = (7.2, 3.6)
WIDEST = 48  # bars whose names are still written one by one
ROOM = 36  # letters that stand side by side under them


def bars(values: pd.Series, *, title: str, unit: str, along: str = "", ax: Axes | None = None) -> Axes:
    """A bar for each value of a series; ``unit`` is that of the values, ``along`` says what the index is."""
    axes = _axes(ax, title)
    places = np.arange(len(values))
    axes.bar(places, values.to_numpy(), width=0.8, color=colours()["chart-own"])
    shown = places if len(values) <= WIDEST else places[:: max(1, len(values) // 12)]
    names = [str(values.index[at]) for at in shown]
    crowded = sum(map(len, names)) > ROOM
    axes.set_xticks(shown, names, rotation=40 if crowded else 0, ha="right" if crowded else "center")
    return _named(axes, along, unit)


def lines(table: pd.DataFrame | pd.Series, *, title: str, unit: str, along: str = "", ax: Axes | None = None) -> Axes:
    """A line for each column over the index (numbers or times), named in the legend where there are several."""
    axes = _axes(ax, title)
    frame = table.to_frame() if isinstance(table, pd.Series) else table
    for place, name in enumerate(frame.columns):
        axes.plot(frame.index, frame[name], label=str(name), linewidth=1.6, color=_category(place))
    if len(frame.columns) > 1:
        axes.legend(frameon=False)
    return _named(axes, along, unit)


def compared(before: pd.Series, after: pd.Series, *, title: str, unit: str, names: Sequence[str], ax: Axes | None = None) -> Axes:
    """What each thing had before against what it has after, on one scale; what has not changed lies on the line."""
    axes = _axes(ax, title)
    both = pd.concat([before, after], axis=1, join="inner").to_numpy(dtype=float)
    top = float(np.nanmax(both)) if both.size else 1.0
    axes.plot((0, top), (0, top), color=colours()["line-strong"], linewidth=1)
    axes.scatter(both[:, 0], both[:, 1], s=16, color=colours()["chart-own"], alpha=0.8)
    axes.set_aspect("equal")
    axes.set_xlabel(f"{names[0]}（{unit}）")
    axes.set_ylabel(f"{names[1]}（{unit}）")
    return axes


def shaded(grids: gpd.GeoDataFrame, column: str, *, title: str, unit: str, ax: Axes | None = None, cmap: str = "YlGnBu") -> Axes:
    """Grids filled by a column on a scale with its unit; hatched where there is no value. Drawn to scale in metres."""
    axes = _axes(ax, title)
    drawn = grids[~grids.geometry.is_empty & grids.geometry.notna()]
    metric = drawn.to_crs(drawn.estimate_utm_crs())
    metric.plot(
        column, ax=axes, cmap=cmap, legend=True, edgecolor=colours()["map-grid"], linewidth=0.5, legend_kwds={"label": unit, "shrink": 0.7},
        missing_kwds={"color": colours()["paper-3"], "hatch": "///", "edgecolor": colours()["line-strong"]},
    )
    axes.set_aspect("equal")
    axes.set_axis_off()
    _scale_bar(axes, metric)
    return axes


def _scale_bar(axes: Axes, metric: gpd.GeoDataFrame) -> None:
    west, south, east, _ = metric.total_bounds
    wanted = (east - west) / 4
    length = next((step for step in (20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50) if step <= wanted), 50)
    axes.plot((west, west + length), (south, south), color=colours()["ink"], linewidth=2)
    axes.annotate(f"{length // 1000} 公里" if length >= 1000 else f"{length} 米", (west, south), xytext=(0, 4), textcoords="offset points")


def _axes(ax: Axes | None, title: str) -> Axes:
    plt.style.use(_style())
    axes = plt.subplots(figsize=SIZE, layout="constrained")[1] if ax is None else ax
    axes.set_title(title, loc="left")
    return axes


def _named(axes: Axes, along: str, unit: str) -> Axes:
    axes.set_xlabel(along)
    axes.set_ylabel(unit)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.grid(axis="y", color=colours()["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _category(place: int) -> str:
    return (colours()["chart-own"], colours()["chart-others"], "#7261a3", "#2a7d47", "#b3261e")[place % 5]


@cache
def _style() -> dict[str, Any]:
    """Settings of matplotlib, with the first Chinese font that this machine has."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    fonts = [name for name in FONTS if name in known]
    if not fonts:
        warnings.warn(NO_FONT, stacklevel=4)
    return {"font.family": "sans-serif", "font.sans-serif": [*fonts, "DejaVu Sans"], "axes.unicode_minus": False, "font.size": 11,
            "axes.titlesize": 13, "figure.facecolor": "white"}
