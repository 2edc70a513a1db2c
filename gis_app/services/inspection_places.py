"""The hotspots of a work area as wishes of its inspection."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection

from gis_app.db.queries import inspection_places as queries
from gis_app.domain.inspections import KINDS, Wish
from gis_app.domain.inspections.ledger import points

FRESH = timedelta(days=120)
"""A hotspot of a period that ended longer ago is history."""
STRONG, LEAST, MOST = 3.0, 0.5, 2.0
"""A hotspot of this strength (z, or observed over expected) is worth its kind's points, others in proportion between these factors."""


def hotspot_wishes(connection: Connection, town_id: int, leaves: Sequence[Mapping[str, Any]], today: date) -> Iterator[Wish]:
    """One stop in each hot place of the area: worth by its strength and by how long ago somebody did something about it."""
    shapes = [row["geom"] for row in leaves]
    if not shapes:
        return
    ground, kind = shapely.union_all(shapes), KINDS["hotspot"]
    for spot in queries.hotspots(connection, town_id, today - FRESH):
        inside = shapely.intersection(spot["geom"], ground)
        if not _hot(spot["class_"]) or inside.area == 0:
            continue
        place = shapely.point_on_surface(inside)
        leaf = leaves[int(shapely.STRtree(shapes).nearest(place))]
        looked = (spot["deed_at"] or spot["found_at"]).date()
        worth = kind.prize * min(MOST, max(LEAST, spot["strength"] / STRONG))
        yield Wish(f"hotspot:{spot['id']}", "hotspot", (place.x, place.y), leaf["code"], f"热点：{'、'.join(spot['items'] or ()) or '全部事项'}",
                   prize=round(points(worth, looked, today), 2), service_min=kind.service_min, refers=str(spot["id"]),
                   note="尚未处置" if spot["deed_at"] is None else f"上次处置 {looked.year}年{looked.month}月{looked.day}日")


def _hot(name: str) -> bool:
    """Whether a class of any method means more than expected."""
    return name.startswith("hot_") or name.endswith("_hot") or name == "cluster"
