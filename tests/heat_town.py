"""A small town of two work areas and six square grids with incidents of every source, state and kind of place."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from sqlalchemy import Connection, insert, text

from gis_app.db.models.incidents import Incident
from gis_app.db.models.items import Department, Item, ItemClass
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.domain.sources import SOURCES
from gis_app.services.editions import publish_first

WEST, SOUTH, SIDE = 119.80, 30.00, 0.01
UNTIL = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
ITEMS = ("A1", "A2", "B1")
STATES = ("reported", "accepted", "dispatched", "handling", "handled", "verified", "closed", "archived", "void")


@dataclass(frozen=True)
class Town:
    """Its id, and the id of each grid by code."""

    town_id: int
    grid_ids: dict[str, int]


def publish(connection: Connection) -> Town:
    """
    Two work areas side by side, three grids in each; G3's name would be markup if nobody escaped it.

        W1      W2
        G3      G6
        G2      G5
        G1      G4
    """
    squares = {f"G{3 * column + row + 1}": (column, row) for column in range(2) for row in range(3)}
    cells = {code: _square(*place) for code, place in squares.items()}
    areas = {f"W{number}": shapely.union_all([cells[f"G{3 * number - 2 + row}"] for row in range(3)]) for number in (1, 2)}
    nodes = [GridNode("T", "青溪镇", "town", 1, geom=shapely.union_all(list(areas.values())))]
    nodes += [GridNode(code, f"第{code[1]}工作区", "work_area", 2, "T", geom=shape) for code, shape in areas.items()]
    nodes += [GridNode(code, "<b>{{3}}</b>网格" if code == "G3" else f"{code}网格", "grid", 3, "W1" if code < "G4" else "W2", geom=shape)
              for code, shape in cells.items()]
    connection.execute(insert(Department), {"code": "D", "name_zh": "派出所", "name_en": "police"})
    connection.execute(insert(ItemClass), [{"code": code, "name_zh": code, "name_en": code} for code in "AB"])
    connection.execute(insert(Item), [
        {"code": code, "class_code": code[0], "name_zh": code, "name_en": code, "department_code": "D", "limit_hours": 24,
         "limit_text": "1 天", "closing_standard": "已清理"} for code in ITEMS
    ])
    made = publish_first(connection, LOCAL_OPERATOR, nodes)
    return Town(made.town_id, made.grid_ids)


def report(connection: Connection, town: Town, count: int, *, seed: int = 1, days: int = 400) -> list[dict[str, Any]]:
    """Insert incidents heaped in places in and around the town; the rows as they were inserted, with ``lon`` and ``lat``.

    Of those that are done a third were in time, a third were late, and of a third nobody knows.
    """
    rng, fate = np.random.default_rng(seed), np.random.default_rng(seed + 1000)
    heaps = rng.uniform((WEST - 0.002, SOUTH), (WEST + 2 * SIDE, SOUTH + 3 * SIDE), (5, 2))
    places = heaps[rng.integers(0, 5, count)] + rng.normal(0, 0.0015, (count, 2))
    rows = []
    for number, (lon, lat) in enumerate(places.tolist()):
        code = grid_at(lon, lat)
        reported = UNTIL - timedelta(seconds=int(rng.integers(0, days * 86400)))
        source, item, state = SOURCES[rng.integers(7)], (*ITEMS, None)[rng.integers(4)], STATES[rng.integers(9)]
        took = (None, timedelta(hours=9), timedelta(hours=50))[fate.integers(3)] if state in STATES[5:] else None
        rows.append({
            "id": UUID(int=seed * 10**9 + number), "number": f"T-{seed}-{number}", "town_id": town.town_id, "source": source,
            "item_code": item, "state": state, "reported_at": reported,
            "due_at": reported + timedelta(days=1), "done_at": took and reported + took, "grid_id": town.grid_ids.get(code or ""), "grid_code": code,
            "rule": "covers" if code else "outside", "near_boundary": False, "lon": lon, "lat": lat,
        })
    connection.execute(insert(Incident), [
        {**{name: value for name, value in row.items() if name not in ("lon", "lat")}, "geom": f"SRID=4326;POINT({row['lon']} {row['lat']})"}
        for row in rows
    ])
    return rows


def grid_at(lon: float, lat: float) -> str | None:
    """The code of the square a place lies in."""
    column, row = int(np.floor((lon - WEST) / SIDE)), int(np.floor((lat - SOUTH) / SIDE))
    return f"G{3 * column + row + 1}" if 0 <= column < 2 and 0 <= row < 3 else None


def stored(connection: Connection) -> str:
    """A digest of every block, tally and limit."""
    return str(connection.execute(text("""
        SELECT md5(coalesce((SELECT string_agg(b::text, '' ORDER BY z, x, y, span, item, source, start) FROM heat_block b), ''))
            || md5(coalesce((SELECT string_agg(g::text, '' ORDER BY town_id, span, start) FROM heat_grid g), ''))
            || md5(coalesce((SELECT string_agg(g::text, '' ORDER BY town_id, span, start) FROM limit_grid g), ''))
    """)).scalar_one())


def _square(column: int, row: int) -> shapely.Polygon:
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    return shapely.box(west, south, west + SIDE, south + SIDE)


__all__ = ["Town", "grid_at", "publish", "report", "stored"]
