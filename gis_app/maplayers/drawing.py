"""``folium_map``: the map of notebooks and of pages that leave the house, drawn with the pens of the declared layers."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import folium
import geopandas as gpd
import pandas as pd
from branca.element import Element, Figure, MacroElement
from folium.features import GeoJsonTooltip
from folium.template import Template

from gis_app.maplayers import vendored
from gis_app.maplayers.declared import Layer, colours, layer

SOFT = 5e-6  # degrees: half a metre is finer than any line drawn
OKABE_ITO = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#000000")


@dataclass(frozen=True)
class Picture:
    """A PNG laid over the map: ``west, south, east, north`` in degrees (its rows are even in Web Mercator)."""

    png: bytes
    bounds: tuple[float, float, float, float]


class MetricScale(MacroElement):
    """A scale bar in metres alone (folium's own adds miles)."""

    _template = Template("{% macro script(this, kwargs) %}L.control.scale({imperial: false}).addTo({{ this._parent.get_name() }});{% endmacro %}")


class Key(MacroElement):
    """What each colour of the points stands for, in a corner of the map."""

    _template = Template("{% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}")

    def __init__(self, colour_by: str, shades: Mapping[Any, str]) -> None:
        super().__init__()
        dot = "display:inline-block;width:10px;height:10px;border-radius:50%;margin-right:6px"
        rows = "".join(f'<div><i style="{dot};background:{shade}"></i>{_said(value) or "–"}</div>' for value, shade in shades.items())
        box = "position:absolute;right:10px;bottom:10px;z-index:1000;background:#fff;padding:8px 12px;border-radius:6px;font:12px/1.6 sans-serif"
        self.markup = f'<div style="{box}"><b>{escape(colour_by)}</b>{rows}</div>'


def folium_map(
    grids: gpd.GeoDataFrame | None = None, points: gpd.GeoDataFrame | None = None, *, heat: Picture | None = None,
    show: Mapping[str, str] | None = None, colour_by: str | None = None, height: str = "100%",
) -> folium.Map:
    """A map that opens with no network.

    Parameters
    ----------
    grids
        Polygons in any CRS; a column ``kind`` picks the pen (plain grid borders without it).
    points
        Points in any CRS, drawn as dots. What leaves the house (a leader's file) is given none.
    heat
        A density picture under the borders.
    show
        Column -> heading of what a grid says when pointed at.
    colour_by
        Column of ``points`` whose values (up to eight) choose the colour; a key in the corner says which.

    Every value of a column is escaped: a grid called ``<b>`` is shown as it is written.
    """
    made = folium.Map(tiles=None, height=height, attribution_control=False)
    cast(Figure, made.get_root()).header.add_child(Element(f"<style>.leaflet-container{{background:{colours()['map-land']}}}</style>"))
    MetricScale().add_to(made)
    ground = [] if heat is None else [_overlay(heat).add_to(made)]
    frames = [frame.to_crs(4326) for frame in (grids, points) if frame is not None and len(frame)]
    if grids is not None and len(grids):
        _grids(grids.to_crs(4326), show or {}).add_to(made)
    if points is not None and len(points):
        shades = _shades(points, colour_by)
        _points(points.to_crs(4326), colour_by, shades).add_to(made)
        if colour_by is not None and len(shades) <= len(OKABE_ITO):
            Key(colour_by, shades).add_to(made)
    boxes = [frame.total_bounds for frame in frames] or [heat.bounds for _ in ground if heat is not None]
    if boxes:
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        made.fit_bounds([[south, west], [north, east]])
    return made


def page(made: folium.Map) -> str:
    """The map as one self-contained HTML page.

    Raises
    ------
    WanggeError
        ``outside_address`` where something added to the map would be fetched from elsewhere.
    """
    return vendored.check_inside(made.get_root().render())


def _overlay(heat: Picture) -> folium.raster_layers.ImageOverlay:
    west, south, east, north = heat.bounds
    address = f"data:image/png;base64,{base64.b64encode(heat.png).decode('ascii')}"
    return folium.raster_layers.ImageOverlay(image=address, bounds=[[south, west], [north, east]], interactive=False, zindex=1)


def _grids(grids: gpd.GeoDataFrame, show: Mapping[str, str]) -> folium.GeoJson:
    columns = [column for column in show if column in grids.columns]
    said = grids[columns].map(_said) if columns else grids[[]].copy()
    kinds = grids["kind"] if "kind" in grids.columns else ["grid"] * len(grids)
    drawn = gpd.GeoDataFrame(said.assign(kind=[escape(str(kind)) for kind in kinds]), geometry=grids.geometry.simplify(SOFT), crs=4326)
    drawn["order"] = [-_pen(layer("grids"), {"kind": kind}).get("width", 1) for kind in kinds]
    tooltip = GeoJsonTooltip(columns, aliases=[escape(show[column]) for column in columns], sticky=False) if columns else None
    return folium.GeoJson(
        drawn.sort_values("order", ascending=False, kind="stable").drop(columns="order").to_json(), style_function=_style,
        tooltip=tooltip, name=layer("grids").title["zh"], smooth_factor=0,
    )


def _shades(points: gpd.GeoDataFrame, colour_by: str | None) -> dict[Any, str]:
    """Value -> colour, in the order in which the values come."""
    values = [] if colour_by is None else points[colour_by].tolist()
    return {value: OKABE_ITO[place % len(OKABE_ITO)] for place, value in enumerate(dict.fromkeys(values))}


def _points(points: gpd.GeoDataFrame, colour_by: str | None, known: Mapping[Any, str]) -> folium.GeoJson:
    """All points as one layer: a marker of its own for each would take a second a thousand."""
    values: Sequence[Any] = [None] * len(points) if colour_by is None else points[colour_by].tolist()
    shades = [colours()["map-cell"] if colour_by is None else known[value] for value in values]
    said = {"shade": shades} if colour_by is None else {"shade": shades, "said": [_said(value) for value in values]}
    tooltip = None if colour_by is None else GeoJsonTooltip(["said"], labels=False, sticky=False)
    dot = folium.CircleMarker(radius=3, weight=1, color="#fff", fill=True, fill_opacity=0.9)
    return folium.GeoJson(
        gpd.GeoDataFrame(said, geometry=points.geometry.to_numpy(), crs=4326).to_json(), marker=dot, tooltip=tooltip, name=layer("incidents").title["zh"],
        style_function=lambda feature: {"fillColor": feature["properties"]["shade"]},
    )


def _style(feature: Mapping[str, Any]) -> dict[str, Any]:
    pen = _pen(layer("grids"), feature["properties"])
    table = colours()
    return {
        "color": table[pen["line"]], "weight": pen["width"], "dashArray": " ".join(map(str, pen.get("dash", []))) or None,
        "fillColor": table[pen["fill"]] if "fill" in pen else table["map-land"], "fillOpacity": 1 if "fill" in pen else 0,
    }


def _pen(drawn: Layer, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first pen whose condition fits; the plain grid's where none does."""
    for pen in drawn.style:
        if all(properties.get(name) == value for name, value in pen["when"].items()):
            return pen
    return next(pen for pen in drawn.style if pen["when"].get("kind") == "grid")


def _said(value: Any) -> str:
    """A cell as shown: escaped; nothing for a missing value."""
    return "" if pd.isna(value) else escape(str(value))
