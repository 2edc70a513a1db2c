"""The printed plan of an inspection: the whole on a map, then each team's day with its route, stops, check-list and signatures."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import shapely

from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Plan, Route
from gis_app.domain.inspections.reasons import sentence
from gis_app.domain.inspections.times import said
from gis_app.maplayers.paper import ROUTES, Drawn, Frame, Layer, paper_map
from gis_app.services import paper_maps
from gis_app.services.checklists import applies
from gis_app.services.inspection_files import Stop, grid_names, stops, team_names, title
from gis_app.services.inspection_plans import Prepared
from gis_app.services.printing import Page, made

WIDE_MM, WHOLE_MM, DAY_MM = 170.0, 150.0, 74.0
START = "起"


def page(found: Prepared, plan: Plan, actor: Actor, zone: ZoneInfo) -> Page:
    """The plan as a page to be printed."""
    listed = list(stops(found, plan))
    days = [_day(found, route, [stop for stop in listed if stop[0] is route]) for route in plan.routes if route.visits]
    wishes, grids = {wish.id: wish for wish in found.asked.wishes}, grid_names(found)
    left = [{"label": wishes[one.wish].label, "kind": wishes[one.wish].kinds_zh, "grid": grids.get(wishes[one.wish].grid, ""), "why": sentence(one),
             "owed": wishes[one.wish].note if wishes[one.wish].owed else ""} for one in plan.unserved]
    return Page("inspection_plan.html", f"{title(found)}行程.pdf", {
        "title": title(found), "area": found.area, "days_asked": found.asked.days, "teams": found.asked.teams, "figures": plan.figures, "plan": plan,
        "map": _map(found, plan.routes, WHOLE_MM), "days": days, "left": left, "undrawn": found.undrawn, "days_off": found.days_off, "made": made(actor, zone),
    })


def _day(found: Prepared, route: Route, listed: Sequence[Stop]) -> Mapping[str, Any]:
    grids, kinds = grid_names(found), {row["code"]: row["kind"] for row in found.leaves}
    entered = [(number, wish) for _, number, _, wish in listed if wish.kind == "grid"]
    codes = {check["code"] for _, wish in entered for check in applies(found.checks, kinds[wish.grid])}
    team = next(team for team in found.asked.teams if team.id == route.team)
    return {
        "team": team, "day": route.day, "route": route, "map": _map(found, [route], DAY_MM),
        "depart": _minute(route.depart), "back": _minute(route.back), "lunch": None if route.lunch is None else f"{_minute(route.lunch.start)}–{_minute(route.lunch.end)}",
        "stops": [{"number": number, "arrive": _minute(visit.arrive), "leave": _minute(visit.leave), "label": wish.label, "grid": grids.get(wish.grid, ""),
                   "why": "；".join(visit.reasons), "minutes": round(visit.travel_s / 60), "locked": visit.locked} for _, number, visit, wish in listed],
        "entered": [{"number": number, "label": wish.label} for number, wish in entered],
        "checks": [{**check, "at": [check in applies(found.checks, kinds[wish.grid]) for _, wish in entered]} for check in found.checks if check["code"] in codes],
    }


def _minute(seconds: int) -> str:
    return said(seconds // 60 * 60)


def _map(found: Prepared, routes: Sequence[Route], high: float) -> Drawn:
    """Routes over the ground of the area; each team keeps its pen on all maps."""
    area, held = found.area, found.held.rows
    frame = Frame.around(_bounds(routes) if len(routes) == 1 and routes[0].legs else area["geom"].bounds, WIDE_MM, high, room=0.04)
    near = [row for row in held if row["geom"] is not None and shapely.intersects(row["geom"], shapely.box(*frame.bounds))]
    order, names = [team.id for team in found.asked.teams], team_names(found)
    drawn = []
    for route in routes:
        pen = ROUTES[order.index(route.team) % len(ROUTES)]
        drawn.append(Layer(pen, [shapely.LineString(leg) for leg in route.legs], said=names[route.team]))
    wishes = {wish.id: wish for wish in found.asked.wishes}
    marks = [(str(number), shapely.Point(wishes[visit.wish].place)) for route in routes for number, visit in enumerate(route.visits, 1)]
    going = {route.team for route in routes}
    marks += [(START, shapely.Point(place)) for place in sorted({tuple(team.start) for team in found.asked.teams if team.id in going})]
    discs = Layer("stop", [place for _, place in marks], numbers=[number for number, _ in marks], said=f"停靠点（序号，{START}为出发处）")
    return paper_map(frame, [*paper_maps.ground(found.grounds, frame), Layer("hot", list(found.spots)), paper_maps.veil(frame, area["geom"]), *paper_maps.borders(near),
                             *drawn, discs])


def _bounds(routes: Sequence[Route]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds([shapely.LineString(leg) for route in routes for leg in route.legs]).tolist()
    least = 0.004
    return min(west, (west + east - least) / 2), min(south, (south + north - least) / 2), max(east, (west + east + least) / 2), max(north, (south + north + least) / 2)
