"""The hotspots of a work area as wishes of its inspection."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import inspection_places as queries
from gis_app.db.queries import inspection_requests as request_queries
from gis_app.domain.inspections import KINDS, Wish
from gis_app.domain.inspections.ledger import points
from gis_app.services.hotspot_names import ItemNames

FRESH = timedelta(days=120)
"""A hotspot of a period that ended longer ago is history."""
SPOT = "hotspot:"
BUSY = timedelta(days=90)
STRONG, LEAST, MOST = 3.0, 0.5, 2.0
"""A hotspot of this strength (z, or observed over expected) is worth its kind's points, others in proportion between these factors."""


def hotspot_wishes(connection: Connection, town_id: int, leaves: Sequence[Mapping[str, Any]], today: date) -> Iterator[Wish]:
    """One stop in each hot place of the area: worth by its strength and by how long ago somebody did something about it."""
    names = ItemNames(connection)
    for spot in queries.hotspots(connection, town_id, today - FRESH, clock.now()):
        wish = spot_wish(connection, spot, leaves, today, names) if _hot(spot["class_"]) else None
        if wish is not None:
            yield wish


def spot_wish(connection: Connection, spot: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]], today: date, names: ItemNames) -> Wish | None:
    """A stop in a hotspot where most was reported of late, else in its middle; None where it has no ground in these grids."""
    mine = [row for row in leaves if shapely.intersects(row["geom"], spot["geom"])]
    inside = shapely.intersection(spot["geom"], shapely.union_all([row["geom"] for row in mine]))
    if inside.area == 0:
        return None
    place, kind = busiest(connection, mine, inside, today, spot["items"]), KINDS["hotspot"]
    leaf = mine[int(shapely.STRtree([row["geom"] for row in mine]).nearest(place))]
    looked = (spot["deed_at"] or spot["found_at"]).date()
    worth = kind.prize * min(MOST, max(LEAST, abs(spot["strength"]) / STRONG))
    return Wish(spot_name(spot["id"]), "hotspot", (place.x, place.y), leaf["code"], f"热点：{names.said(spot['items']).zh}",
                prize=round(points(worth, looked, today), 2), service_min=kind.service_min, refers=str(spot["id"]),
                note="尚未处置" if spot["deed_at"] is None else f"上次处置 {looked.year}年{looked.month}月{looked.day}日")


def spot_name(hotspot_id: UUID) -> str:
    """The id of the wish to go to a hotspot."""
    return f"{SPOT}{hotspot_id}"


def spot_id(wish: str) -> UUID | None:
    """Of which hotspot a wish is; None for any other wish."""
    return UUID(wish.removeprefix(SPOT)) if wish.startswith(SPOT) else None


def busiest(connection: Connection, leaves: Sequence[Mapping[str, Any]], shape: shapely.Geometry, today: date, items: Sequence[str] = ()) -> shapely.Point:
    """Where in a shape most was reported in the last ``BUSY``; a place inside it where nothing was."""
    since = datetime.combine(today - BUSY, time(), UTC)
    found = request_queries.busiest(connection, [row["grid_id"] for row in leaves], shapely.to_wkb(shape), since, items)
    return shapely.point_on_surface(shape) if found is None else shapely.Point(found)


def _hot(name: str) -> bool:
    """Whether a class of any method means more than expected."""
    return name.startswith("hot_") or name.endswith("_hot") or name == "cluster"
