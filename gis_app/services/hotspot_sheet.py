"""A hotspot on one sheet of paper (热点单): its ground on a map, month by month, which items, how it was seen, what was done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import shapely
from sqlalchemy import Connection

from gis_app.domain.actors import Actor
from gis_app.domain.stats.emerging_classes import NAMES
from gis_app.maplayers.paper import Drawn, Frame, Layer, paper_map
from gis_app.services import hotspot_pages, paper_maps
from gis_app.services.desk import Desk
from gis_app.services.grounds import Grounds
from gis_app.services.hotspot_names import ItemNames
from gis_app.services.printing import Page, made
from gis_app.services.snapshot import Snapshot

WIDE_MM, HIGH_MM = 170.0, 78.0
BARS_MM = (170.0, 19.0)
MOST_SEEN, MOST_DONE = 3, 3
"""So many sightings and deeds, the newest, are printed: one sheet; the page has them all."""
SIDES = {"hot": "热点", "cold": "冷点"}
TRENDS = {"new": "新增", "consecutive": "连续", "intensifying": "加剧", "persistent": "持续", "diminishing": "减弱", "sporadic": "时有时无", "oscillating": "反复", "historical": "历史"}
METHODS = {"gi_star": "Gi* 检验", "emerging": "逐月 Gi* 和趋势检验", "scan": "时空扫描"}


def page(connection: Connection, desk: Desk, actor: Actor, held: Snapshot, hotspot_id: UUID, zone: ZoneInfo) -> Page:
    """The sheet. Raises ``not_found``."""
    found = hotspot_pages.page(connection, actor, held, hotspot_id, zone)
    town = held.by_town[found["town_id"]]
    of = ItemNames(connection).said(found["items"]).zh
    shape = shapely.from_geojson(found["outline"])
    return Page("hotspot.html", f"{town['name']} 热点单 {of} {found['last_day']}.pdf", {
        "spot": found, "town": town, "of": of, "class": said(found["class_"]), "method": METHODS[found["method"]],
        "map": _map(held, town, shape, desk.grounds_of(connection, found["town_id"])), "bars": _bars(found), "wide": BARS_MM[0], "high": BARS_MM[1],
        "seen": [{**one, "class": said(one["class_"])} for one in found["history"][:MOST_SEEN]], "deeds": found["deeds"][:MOST_DONE],
        "made": made(actor, zone),
    })  # fmt: skip


def said(name: str) -> str:
    """A class in a clerk's words."""
    word, _, rest = name.partition("_")
    if name in NAMES and word in TRENDS:
        return f"{TRENDS[word]}{SIDES[rest]}"
    return f"{SIDES[word]}（{rest}%）" if word in SIDES else "时空聚集"


def _map(held: Snapshot, town: Mapping[str, Any], shape: shapely.Geometry, grounds: Grounds) -> Drawn:
    frame = Frame.around(shape.bounds, WIDE_MM, HIGH_MM, room=0.12)
    near = [row for row in held.drawn if row["town_id"] == town["grid_id"] and shapely.intersects(row["geom"], shapely.box(*frame.bounds))]
    borders = [replace(layer, names=()) if layer.pen == "town" else layer for layer in paper_maps.borders(near)]
    return paper_map(frame, [*paper_maps.ground(grounds, frame), Layer("hot", [shape], said="本热点"), *borders])


def _bars(found: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """A bar for each month: its place and height in millimetres; those of the time in which it was last seen are filled."""
    months = found["months"]
    most, step = max(1, *(one["count"] for one in months)), BARS_MM[0] / len(months)
    return [
        {"x": number * step, "wide": step * 0.72, "high": one["count"] / most * (BARS_MM[1] - 4), "count": one["count"], "month": f"{one['from']:%y-%m}",
         "on": one["to"] >= found["first_day"] and one["from"] <= found["last_day"]} for number, one in enumerate(months)
    ]
