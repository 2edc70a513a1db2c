"""The report of an inspection on paper: the area with the teams' ways and dead corners, then the tables that a leader reads."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.maplayers.paper import ROUTES, Drawn, Frame, Layer, paper_map
from gis_app.services import inspection_shown, inspections, paper_maps
from gis_app.services.desk import Desk
from gis_app.services.grounds import Grounds
from gis_app.services.printing import Page, made
from gis_app.services.snapshot import Snapshot

WIDE_MM, HIGH_MM = 170.0, 118.0
MATTERS = {"finding": "未办结问题", "dead_corner": "死角", "unanswered": "清单未答", "unreached": "点位未到"}


def page(connection: Connection, desk: Desk, actor: Actor, held: Snapshot, told: Mapping[str, Any], zone: ZoneInfo) -> Page:
    """What is printed of a report (``inspection_reports.report``)."""
    grounds = desk.grounds_of(connection, next(row["town_id"] for row in held.rows if row["code"] == told["area"]["code"]))
    return Page("inspection.html", f"{told['area']['name']} {told['quarter_said']}联查报告.pdf", {
        "report": told, "map": _map(held, told, grounds), "charts": inspection_shown.charts(told), "corners": inspection_shown.corners(told), "matter_kinds": MATTERS,
        "made": made(actor, zone),
    })


def _map(held: Snapshot, told: Mapping[str, Any], grounds: Grounds) -> Drawn:
    area = next(row for row in held.rows if row["code"] == told["area"]["code"])
    leaves = [row for row in inspections.leaves(held, area["grid_id"]) if row["geom"] is not None]
    frame = Frame.around(area["geom"].bounds, WIDE_MM, HIGH_MM, room=0.04)
    missed = {grid["code"] for grid in told["grids"] if not grid["entered"]}
    ways = [Layer(ROUTES[(track["team"] - 1) % len(ROUTES)], [shapely.geometry.shape(track["way"])], said=f"第 {track['team']} 组走过的路线")
            for track in told["tracks"] if track["way"]]
    places = shapely.points([corner["place"] for corner in told["corners"]]) if told["corners"] else []
    found = shapely.points([one["place"] for one in told["findings"]]) if told["findings"] else []
    return paper_map(frame, [
        *paper_maps.ground(grounds, frame), Layer("hot", _hot(told)), paper_maps.veil(frame, area["geom"]), Layer("gone", [row["geom"] for row in leaves if row["code"] in missed], said="没有到的网格"),
        *paper_maps.borders([*leaves, area]), *ways, Layer("point", places, said="死角"),
        Layer("stop", found, numbers=[str(number) for number in range(1, len(told["findings"]) + 1)], said="发现的问题（序号）"),
    ])


def _hot(told: Mapping[str, Any]) -> list[shapely.Geometry]:
    """The ground of the hot places that the plan referred to."""
    shapes = [shapely.geometry.shape(one["outline"]) for one in told["hotspots"] if one["outline"] and "cold" not in (one["class"] or "")]
    return [shapely.union_all(shapes)] if shapes else []
