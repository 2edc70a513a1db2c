"""The heat as one file that a leader can carry away: density and counts by grid, never a point or a word of a report."""

import math
from dataclasses import dataclass
from html import escape
from typing import Any, cast

import folium
import geopandas as gpd
import numpy as np
from branca.element import Element, Figure
from numpy.typing import NDArray
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import reports as queries
from gis_app.domain.actors import Actor
from gis_app.domain.sources import OTHERS, OWN
from gis_app.domain.tiles import EQUATOR, HALF_WORLD, PIXELS, Tile, tile_at
from gis_app.errors import WanggeError
from gis_app.maplayers import ramp
from gis_app.maplayers.declared import colours
from gis_app.maplayers.drawing import Picture, folium_map, page
from gis_app.resources import folder
from gis_app.services import heat, heat_tables
from gis_app.services.heat import Asked

WIDEST_PX = 900
MARGIN = 0.04
PEOPLE = {"present": "现住人口", "registered": "户籍人口"}
SHOWN = {"name": "网格", "count": "件数", "share": "主动发现率", "rate": "每千人件数"}


class Markup(Element):
    """HTML put in as it is: given as a template, what a name says would be run."""

    def __init__(self, markup: str) -> None:
        super().__init__("{{ this.markup }}")
        self.markup = markup


@dataclass(frozen=True)
class Report:
    """The page and the name its file should have."""

    html: str
    filename: str


def heat_page(connection: Connection, actor: Actor, asked: Asked, radius_m: float, basis: str = "present") -> Report:
    """One HTML page with everything inside it: title, period, density with its scale, a table by grid that adds up.

    Raises
    ------
    WanggeError
        ``no_grids_drawn`` where there is no map to draw on.
    """
    at = clock.midnight(asked.period.last, asked.zone)
    shapes = queries.outlines(connection, max(at, clock.now()), ("town", "work_area", "grid", "enterprise"), 14)
    if shapes.empty:
        raise WanggeError("no_grids_drawn")
    table = heat_tables.grids(connection, actor, asked, "grid", basis)
    zoom = _zoom(shapes)
    scale = heat.legend(connection, actor, zoom, asked, radius_m)
    made = folium_map(_with_figures(shapes, table), heat=_picture(connection, actor, shapes, zoom, asked, radius_m, scale.max), show=SHOWN)
    towns = shapes.name[shapes.kind == "town"].tolist()
    title = f"{towns[0] if len(towns) == 1 else f'{len(towns)} 个镇'}事件热力图"
    _furnish(made, title, asked, table, scale)
    return Report(page(made), f"{title} {asked.period.first.isoformat()} 至 {asked.period.last.isoformat()}.html")


def _zoom(shapes: gpd.GeoDataFrame) -> int:
    """The largest zoom at which the whole is no wider or higher than the picture may be."""
    west, south, east, north = shapes.total_bounds
    return max(0, min(16, math.floor(math.log2(EQUATOR / PIXELS * WIDEST_PX / max(east - west, north - south, 1.0)))))


def _picture(
    connection: Connection, actor: Actor, shapes: gpd.GeoDataFrame, zoom: int, asked: Asked, radius_m: float, top: float,
) -> Picture:
    """The density of whole tiles around the shapes, cut to a little more than they cover."""
    west, south, east, north = shapes.total_bounds
    room = MARGIN * max(east - west, north - south)
    first, last = tile_at(west - room, north + room, zoom), tile_at(east + room, south - room, zoom)
    rows = [
        np.hstack([heat.density(connection, actor, Tile(zoom, x, y), asked, radius_m) for x in range(first.x, last.x + 1)])
        for y in range(first.y, last.y + 1)
    ]
    whole: NDArray[np.float64] = np.vstack(rows)
    left, _, _, top_edge = first.bounds
    pixel = EQUATOR / (PIXELS << zoom)
    x0, y0 = max(0, int((west - room - left) / pixel)), max(0, int((top_edge - north - room) / pixel))
    x1, y1 = math.ceil((east + room - left) / pixel), math.ceil((top_edge - south + room) / pixel)
    cut = whole[y0:y1, x0:x1]
    edges = (left + x0 * pixel, top_edge - (y0 + cut.shape[0]) * pixel, left + (x0 + cut.shape[1]) * pixel, top_edge - y0 * pixel)
    return Picture(ramp.paint(cut, top), (*_degrees(edges[0], edges[1]), *_degrees(edges[2], edges[3])))


def _degrees(easting: float, northing: float) -> tuple[float, float]:
    return easting / HALF_WORLD * 180, math.degrees(math.atan(math.sinh(northing / HALF_WORLD * math.pi)))


def _with_figures(shapes: gpd.GeoDataFrame, table: dict[str, Any]) -> gpd.GeoDataFrame:
    figures = {row["code"]: row for row in table["items"]}
    known = [figures.get(code) for code in shapes.code]
    return shapes.assign(
        count=["" if row is None else row["count"] for row in known],
        share=["" if row is None else _percent(row["share"]) for row in known],
        rate=["" if row is None else _rate(row["rate"]) for row in known],
    )


def _furnish(made: folium.Map, title: str, asked: Asked, table: dict[str, Any], scale: heat.Legend) -> None:
    """Put title, legend and table around the map. Their text goes in as data: a template would run what a name says."""
    root = cast(Figure, made.get_root())
    for place, markup in ((root.header, f"<title>{escape(title)}</title><style>{_css()}</style>"), (root.html, _body(title, asked, table, scale))):
        place.add_child(Markup(markup))


def _css() -> str:
    table = "".join(f"--{name}:{value};" for name, value in colours().items() if name in ("ink", "ink-2", "line", "paper", "map-land"))
    return f":root{{{table}}}" + (folder("static") / "css" / "report.css").read_text(encoding="utf-8")


def _body(title: str, asked: Asked, table: dict[str, Any], scale: heat.Legend) -> str:
    period = f"{_day(asked.period.first)}至{_day(asked.period.last)}，共 {asked.period.days} 天"
    said = " · ".join((period, _sources(asked), "全部事项" if not asked.items else f"{len(asked.items)} 类事项", f"{table['total']:,} 件"))
    stops = ramp.stops(scale.max)
    bar = ", ".join(f"{stop['colour']} {100 * stop['value'] / scale.max:.1f}%" for stop in stops)
    marks = "".join(f"<span>{scale.max * share:,.4g}</span>" for share in (0, 0.25, 0.5, 0.75, 1))
    rows = "".join(_line(place, row) for place, row in enumerate(sorted(table["items"], key=lambda row: (-row["count"], row["code"])), start=1))
    made_at = clock.now().astimezone(asked.zone)
    return f"""
<header><h1>{escape(title)}</h1><p>{escape(said)}</p></header>
<aside><b>密度（件/平方公里，本时段）</b><i style="background:linear-gradient(90deg,{bar})"></i><div>{marks}</div>
<small>影响半径 {scale.radius_m:,.0f} 米；只含件数，不含点位与文字</small></aside>
<main><table><thead><tr><th>名次</th><th>网格</th><th>件数</th><th>主动发现率</th><th>每千人件数（{PEOPLE[table["people"]]}）</th><th>较上期</th></tr></thead>
<tbody>{rows}</tbody><tfoot><tr><td></td><td>未归入网格</td><td>{table["outside"] + table["elsewhere"]:,}</td><td></td><td></td><td></td></tr>
<tr><td></td><td>合计</td><td>{table["total"]:,}</td><td>{_percent(table["own"] / table["all"] if table["all"] >= heat_tables.LEAST else None)}</td><td></td><td>{table["total"] - table["previous"]:+,}</td></tr></tfoot></table>
<p>{escape(table["rule"]["zh"])}上期为 {_day(asked.preceding().period.first)}至{_day(asked.preceding().period.last)}。</p>
<p>制于 {_day(made_at.date())} {made_at:%H:%M}</p></main>"""


def _line(place: int, row: dict[str, Any]) -> str:
    cells = (str(place), escape("　".join(row["path"][1:]) or row["name"]), f"{row['count']:,}", _percent(row["share"]), _rate(row["rate"]), f"{row['change']:+,}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _sources(asked: Asked) -> str:
    return {OWN: "网格主动发现", OTHERS: "群众、热线与检查发现", OWN | OTHERS: "全部来源"}.get(asked.sources, "部分来源")


def _percent(share: float | None) -> str:
    return "样本过少" if share is None else f"{share:.0%}"


def _rate(rate: float | None) -> str:
    return "样本过少" if rate is None else f"{rate:,.1f}"


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
