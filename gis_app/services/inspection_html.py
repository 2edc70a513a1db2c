"""The report of an inspection as one file with its maps inside: grids by what was covered, ways, findings, dead corners."""

from collections.abc import Mapping
from html import escape
from typing import Any, cast
from zoneinfo import ZoneInfo

import folium
import geopandas as gpd
from branca.element import Figure

from gis_app import clock
from gis_app.maplayers.declared import colours
from gis_app.maplayers.drawing import OKABE_ITO, folium_map, page
from gis_app.resources import folder
from gis_app.services import inspection_shown, inspections
from gis_app.services.inspection_paper import MATTERS
from gis_app.services.inspection_shown import KINDS
from gis_app.services.printing import day
from gis_app.services.reports import Markup, Report
from gis_app.services.snapshot import Snapshot

SHOWN = {"name": "网格", "entered": "到过", "answered": "清单已答", "findings": "发现", "missed": "日常未报", "corners": "死角"}


def file(held: Snapshot, told: Mapping[str, Any], zone: ZoneInfo) -> Report:
    """One HTML page; every text is escaped, nothing is asked of anybody."""
    area = next(row for row in held.rows if row["code"] == told["area"]["code"])
    figures = {grid["code"]: grid for grid in told["grids"]}
    rows = [row for row in (*inspections.leaves(held, area["grid_id"]), area) if row["geom"] is not None]
    grids = gpd.GeoDataFrame([_said(row, figures.get(row["code"])) for row in rows], geometry=[row["geom"] for row in rows], crs=4326)
    made = folium_map(grids, show=SHOWN)
    for spot in told["hotspots"]:
        if spot["outline"]:
            folium.GeoJson(spot["outline"], tooltip=escape(spot["label"]), style_function=_shaded).add_to(made)
    for track in told["tracks"]:
        if track["way"]:
            colour = OKABE_ITO[(track["team"] - 1) % len(OKABE_ITO)]
            for line in track["way"]["coordinates"]:
                folium.PolyLine([(lat, lon) for lon, lat in line], color=colour, weight=3, opacity=0.85, tooltip=f"第 {track['team']} 组").add_to(made)
    for corner in told["corners"]:
        _dot(made, corner["place"], colours()["map-void"], 3, f"死角：{KINDS[corner['kind']]} {corner['label']}")
    for number, one in enumerate(told["findings"], 1):
        _dot(made, one["place"], colours()["map-done" if one["mended"] else "map-late"], 6, f"{number}. {one['item_zh'] or '未分类'}（{one['state_zh']}）")
    root = cast(Figure, made.get_root())
    title = f"{told['area']['name']} {told['quarter_said']}联查报告"
    root.header.add_child(Markup(f"<title>{escape(title)}</title><style>{_css()}</style>"))
    root.html.add_child(Markup(_body(title, told, zone)))
    return Report(page(made), f"{title}.html")


def _said(row: Mapping[str, Any], grid: Mapping[str, Any] | None) -> dict[str, Any]:
    if grid is None:
        return {"name": row["name"], "kind": row["kind"], **dict.fromkeys(("entered", "answered", "findings", "missed", "corners"), "")}
    return {"name": row["name"], "kind": row["kind"], "entered": "是" if grid["entered"] else "否", "answered": f"{grid['answered']} / {grid['wanted']}",
            "findings": grid["findings"], "missed": grid["missed"], "corners": f"{grid['buildings']} 栋 {grid['units']} 家 {grid['road_m']} 米"}


def _shaded(_: Any) -> dict[str, Any]:
    return {"color": colours()["hot-99"], "weight": 1.5, "fillColor": colours()["hot-95"], "fillOpacity": 0.25}


def _dot(made: folium.Map, place: list[float], colour: str, radius: int, said: str) -> None:
    folium.CircleMarker((place[1], place[0]), radius=radius, weight=1, color="#fff", fill=True, fill_color=colour, fill_opacity=0.95, tooltip=escape(said)).add_to(made)


def _css() -> str:
    table = "".join(f"--{name}:{value};" for name, value in colours().items() if name in ("ink", "ink-2", "line", "paper", "map-land"))
    return f":root{{{table}}}" + (folder("static") / "css" / "report.css").read_text(encoding="utf-8")


def _body(title: str, told: Mapping[str, Any], zone: ZoneInfo) -> str:
    total, made_at = told["total"], clock.now().astimezone(zone)
    days = "、".join(day(one) for one in told["days"])
    facts = (f"进入网格 {total['entered']} / {total['grids']} 个", f"清单已答 {total['answered']} / {total['wanted']} 项", f"看到房屋 {_share(total['buildings_seen'])}",
             f"看到道路 {_share(total['road_seen'])}", f"发现 {total['findings']} 件", f"日常未报 {total['missed']} 件", f"已办结 {total['mended']} 件",
             *((f"含结束后补传的记录 {told['late']['records']} 条",) if told["late"]["records"] else ()))
    grids = _table(("网格", "编码", "到过", ">清单", ">看到房屋", ">看到道路", ">发现", ">日常未报", ">办结", ">网格自报"), [
        (one["name"], one["code"], "是" if one["entered"] else "否", f"{one['answered']} / {one['wanted']}", _share(one["buildings_seen"]), _share(one["road_seen"]),
         one["findings"], one["missed"], one["mended"], one["own"]) for one in told["grids"]] + _sum(total))
    quarters = _table(("季度", ">进入网格", ">清单已答", ">没看到的房屋", ">没看到的道路", ">发现", ">日常未报", ">已办结"), [
        (one["said"], *((f"{one['entered']} / {one['grids']}", f"{one['answered']} / {one['wanted']}", f"{one['buildings']} 栋", f"{one['road_m']:,} 米") if one["inspected"] else "————"),
         one["findings"], "—" if one["missed"] is None else one["missed"], one["mended"]) for one in told["quarters"]])
    findings = _table(("序号", "事项", "网格", "日常是否报过", "现在"), [
        (number, one["item_zh"] or "未分类", one["grid"] or "网格之外", "报过" if one["known"] else "没有报过", one["state_zh"]) for number, one in enumerate(told["findings"], 1)])
    spots = _table(("热点", "网格", "查到", "小组", ">发现"), [
        (one["label"], one["grid"] or "", "是" if one["done"] == "tick" else "否", one["team"] or "未排入", len(one["findings"])) for one in told["hotspots"]])
    corners = _table(("网格", "类别", ">多少", "名称"), [(one["grid"], one["kind"], one["many"], one["names"]) for one in inspection_shown.corners(told)])
    matters = _table(("类别", "内容", "会商结论"), [(MATTERS[one["kind"]], one["label"], one["decision"] or "") for one in told["matters"]])
    charts = f"<div class='charts'>{''.join(inspection_shown.charts(told))}</div>"
    parts = (("与前几个季度相比", charts + quarters), ("各网格", grids), ("热点", spots), ("发现的问题", findings), ("交镇网格办会商", matters), ("死角名单", corners))
    return f"""
<header><h1>{escape(title)}</h1><p>{escape(told['town'])} · 联查日期 {escape(days)} · {told['teams']} 个组</p><p>{escape('；'.join(facts))}</p></header>
{_key(told)}<main class="words">{''.join(f'<h2>{escape(name)}</h2>{table}' for name, table in parts)}<p>“—”为该季度没有联查记录。制于 {day(made_at)} {made_at:%H:%M}</p></main>"""


def _sum(total: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """What was found in none of the grids, and the whole: the column adds up."""
    outside = [("本区网格之外", *[""] * 5, total["elsewhere"], *[""] * 3)] if total["elsewhere"] else []
    return [*outside, ("合计", "", total["entered"], f"{total['answered']} / {total['wanted']}", _share(total["buildings_seen"]), _share(total["road_seen"]),
            total["findings"], total["missed"], total["mended"], total["own"])]


def _key(told: Mapping[str, Any]) -> str:
    """What the marks on the map mean, of those that are on it."""
    marks = [*((f"第 {team} 组走过的路线", "line", OKABE_ITO[(team - 1) % len(OKABE_ITO)]) for team in sorted({one["team"] for one in told["tracks"] if one["way"]}))]
    marks += [("热点（经检验）", "area", colours()["hot-95"])] if any(one["outline"] for one in told["hotspots"]) else []
    for mended, words in ((True, "发现的问题，已办结"), (False, "发现的问题，未办结")):
        marks += [(words, "dot", colours()["map-done" if mended else "map-late"])] if any(bool(one["mended"]) == mended for one in told["findings"]) else []
    marks += [("死角", "dot", colours()["map-void"])] if told["corners"] else []
    rows = "".join(f"<li><i class='{shape}' style='background:{colour}'></i>{escape(words)}</li>" for words, shape, colour in marks)
    return f"<ul class='key'>{rows}</ul>"


def _share(percent: float | None) -> str:
    return "—" if percent is None else f"{percent:g}%"


def _table(heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """Columns whose head begins with ``>`` hold figures."""
    if not rows:
        return "<p>没有。</p>"
    marks = [' class="num"' if name.startswith(">") else "" for name in heads]
    head = "".join(f"<th{mark}>{escape(name.removeprefix('>'))}</th>" for name, mark in zip(heads, marks, strict=True))
    body = "".join("<tr>" + "".join(f"<td{mark}>{escape(str(cell))}</td>" for cell, mark in zip(row, marks, strict=True)) + "</tr>" for row in rows)
    return f"<div class='wide'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
