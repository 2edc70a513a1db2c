"""The files of a plan: timetable, stops, routes, appointments, what was left out; the printed plan is made in ``inspection_plan_paper``."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import shapely

from gis_app import clock
from gis_app.domain.inspections import Plan, Route, Visit, Wish
from gis_app.domain.inspections.reasons import sentence
from gis_app.domain.inspections.times import said
from gis_app.domain.quarters import quarter_of, quarter_said
from gis_app.exchange import writers
from gis_app.exchange.writers.books import Table, workbook
from gis_app.exchange.writers.gpx import Point, Way, gpx
from gis_app.exchange.writers.ics import Event, ics
from gis_app.exchange.writers.tables import csv_table
from gis_app.services.checklists import applies
from gis_app.services.inspection_plans import Planned, Prepared, moment

Stop = tuple[Route, int, Visit, Wish]
CORNERS = {"building": "房屋", "unit": "单位", "road": "道路"}
SHOWN = 8
NAMES = ("timetable.xlsx", "stops.geojson", "routes.gpx", "plan.ics", "unserved.csv")


def write_all(out: Path, planned: Planned, zone: ZoneInfo) -> None:
    """Write the files ``NAMES`` into a folder that is there."""
    made, plan = planned.prepared, planned.plan
    (out / "timetable.xlsx").write_bytes(workbook({
        "概览": _summary(made, plan), "行程": _timetable(made, plan), "清单": _checks(made, plan), "未排入": _left_out(made, plan),
        "覆盖": _coverage(planned), "死角": _corners(planned), "补查建议": _extras(planned),
    }))
    writers.write(stops_frame(made, plan, zone), out / "stops.geojson")
    (out / "routes.gpx").write_bytes(routes_file(made, plan, zone))
    (out / "plan.ics").write_bytes(calendar_file(made, plan, zone))
    (out / "unserved.csv").write_bytes(csv_table(*_left_out(made, plan)))


def routes_file(made: Prepared, plan: Plan, zone: ZoneInfo) -> bytes:
    """GPX: each team's day as a route of its stops and as a track."""
    return gpx(title(made), _ways(made, plan, zone))


def calendar_file(made: Prepared, plan: Plan, zone: ZoneInfo) -> bytes:
    """ICS: each stop as an appointment."""
    return ics(title(made), _events(made, plan, zone), clock.now())


def title(made: Prepared) -> str:
    return f"{made.area['name']}{quarter_said(quarter_of(made.asked.days[0]))}联查"


def stops(made: Prepared, plan: Plan) -> Iterator[Stop]:
    """Every stop in the order of team, day and time, numbered from 1 within its route."""
    wishes = {wish.id: wish for wish in made.asked.wishes}
    for route in plan.routes:
        for number, visit in enumerate(route.visits, 1):
            yield route, number, visit, wishes[visit.wish]


def team_names(made: Prepared) -> dict[str, str]:
    return {team.id: team.name for team in made.asked.teams}


def grid_names(made: Prepared) -> dict[str, str]:
    return {row["code"]: row["name"] or row["code"] for row in made.leaves}


def stops_frame(made: Prepared, plan: Plan, zone: ZoneInfo) -> gpd.GeoDataFrame:
    """One row a stop, a point in EPSG:4326."""
    teams, rows, places = team_names(made), [], []
    for route, number, visit, wish in stops(made, plan):
        rows.append({
            "team": teams[route.team], "day": route.day.isoformat(), "order": number, "arrive": moment(route.day, visit.arrive, zone).isoformat(),
            "leave": moment(route.day, visit.leave, zone).isoformat(), "wish": wish.id, "kind": wish.kind, "label": wish.label, "grid_code": wish.grid,
            "required": wish.required, "owed": wish.owed, "also": "、".join(wish.also), "locked": visit.locked, "why": "；".join(visit.reasons), "travel_s": visit.travel_s,
            "travel_m": round(visit.travel_m, 1),
        })
        places.append(shapely.Point(wish.place))
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry=places, crs=4326)


def _left_out(made: Prepared, plan: Plan) -> Table:
    grids = grid_names(made)
    wishes = [(left, next(wish for wish in made.asked.wishes if wish.id == left.wish)) for left in plan.unserved]
    return ("点位", "类别", "网格编码", "网格", "必查", "应查", "分值", "原因", "编号", "经度", "纬度"), [
        (wish.label, wish.kinds_zh, wish.grid, grids.get(wish.grid, ""), "是" if wish.required else "", wish.note if wish.owed else "", wish.prize, sentence(left), wish.id, *wish.place)
        for left, wish in wishes
    ]


def must_left(made: Prepared, plan: Plan) -> list[str]:
    """What must be in (必查) or is due (应查) and is in no route, each with why it is on the list and why it was left out."""
    wishes = {wish.id: wish for wish in made.asked.wishes}
    return [f"{wishes[left.wish].label}（{wishes[left.wish].note}；{sentence(left)}）" for left in plan.unserved if wishes[left.wish].owed or wishes[left.wish].required]


def _summary(made: Prepared, plan: Plan) -> Table:
    told, off = plan.figures, made.days_off
    rows = [
        ("联查", title(made)), ("工作区编码", made.asked.area), ("日期", "、".join(day.isoformat() for day in made.asked.days)),
        ("其中休息日", "、".join(off) or "无"), ("小组", "、".join(team.name for team in made.asked.teams)),
        ("应进网格", told["grids"]), ("已排网格", told["grids_entered"]), ("未划定的网格", "、".join(made.undrawn) or "无"), ("点位", told["stops"]),
        ("应查", told["owed"]), ("应查已排", told["owed_served"]),
        ("未排入", told["unserved"]), ("总里程（公里）", round(told["travel_m"] / 1000, 1)), ("最长一天（小时）", round(told["longest_s"] / 3600, 1)),
        ("最短一天（小时）", round(told["shortest_s"] / 3600, 1)), ("最长比最短", told["balance"]),
        ("路程依据", "没有道路数据，按直线乘系数估算" if plan.straight else "本镇道路"), ("随机种子", plan.seed), ("搜索步数", plan.iterations),
    ]
    return ("项目", "内容"), rows


def _timetable(made: Prepared, plan: Plan) -> Table:
    teams, grids = team_names(made), grid_names(made)
    rows = [
        (teams[route.team], route.day.isoformat(), number, said(visit.arrive // 60 * 60), said(visit.leave // 60 * 60), wish.label, grids.get(wish.grid, ""),
         wish.kinds_zh, wish.note, round(visit.travel_s / 60), round(visit.travel_m), "锁定" if visit.locked else "", *wish.place)
        for route, number, visit, wish in stops(made, plan)
    ]
    return ("小组", "日期", "序号", "到达", "离开", "点位", "网格", "类别", "说明", "路上（分）", "路程（米）", "锁定", "经度", "纬度"), rows


def _checks(made: Prepared, plan: Plan) -> Table:
    """What is to be answered at each grid: normal, a problem, or not applicable."""
    teams, kinds = team_names(made), {row["code"]: row["kind"] for row in made.leaves}
    rows = [
        (teams[route.team], route.day.isoformat(), number, wish.label, check["code"], check["name_zh"], check["standard"], "", "")
        for route, number, _, wish in stops(made, plan) if wish.kind == "grid" for check in applies(made.checks, kinds[wish.grid])
    ]
    return ("小组", "日期", "序号", "网格", "编号", "事项", "合格的样子", "正常/问题/不适用", "说明"), rows


def _coverage(planned: Planned) -> Table:
    """How much of each grid lies within sight of the ways."""
    grids = grid_names(planned.prepared)
    rows = [(code, grids[code], told["buildings"], told["buildings_percent"], told["units"], told["units_percent"], round(told["road_m"]), told["road_percent"])
            for code, told in sorted((code, one.to_dict()) for code, one in planned.outlook.covered.items())]
    return ("网格编码", "网格", "住人的房屋", "看到%", "单位", "看到%", "道路（米）", "看到%"), rows


def _corners(planned: Planned) -> Table:
    grids = grid_names(planned.prepared)
    return ("类别", "名称", "网格", "未看到（米）", "经度", "纬度"), [
        (CORNERS[one.kind], one.label, grids[one.grid], round(one.metres) or "", *one.place) for one in planned.outlook.corners]


def _extras(planned: Planned) -> Table:
    """The few stops that would see the most of what is left."""
    corners, grids = planned.outlook.corners, grid_names(planned.prepared)
    rows = [(number, "、".join(dict.fromkeys(grids[corners[at].grid] for at in extra.sees)), len(extra.sees), "、".join(corners[at].label for at in extra.sees[:SHOWN]),
             *extra.place) for number, extra in enumerate(planned.outlook.extras, 1)]
    return ("序号", "网格", "可看到死角", "其中", "经度", "纬度"), rows


def _ways(made: Prepared, plan: Plan, zone: ZoneInfo) -> Iterator[Way]:
    teams, listed = team_names(made), list(stops(made, plan))
    for route in plan.routes:
        if route.visits:
            points = [Point(*wish.place, f"{number} {wish.label}", "；".join(visit.reasons), moment(route.day, visit.arrive, zone))
                      for on, number, visit, wish in listed if on is route]
            yield Way(f"{teams[route.team]} {route.day.isoformat()}", points, route.legs)


def _events(made: Prepared, plan: Plan, zone: ZoneInfo) -> Iterator[Event]:
    teams, grids = team_names(made), grid_names(made)
    for route, number, visit, wish in stops(made, plan):
        start, end = _span(route, visit, zone)
        yield Event(f"{wish.id}@{made.asked.area}.{made.asked.days[0].isoformat()}.wangge", start, end, f"{teams[route.team]} {number}. {wish.label}",
                    "；".join(visit.reasons), grids.get(wish.grid, ""), wish.place)


def _span(route: Route, visit: Visit, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return moment(route.day, visit.begin, zone), moment(route.day, visit.leave, zone)
