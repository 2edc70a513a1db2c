"""Wishes of an inspection beside its grids: key places due each quarter, units nobody has called on yet, and hotspots."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import inspection_places as queries
from gis_app.domain.inspections import KINDS, Wish
from gis_app.domain.inspections.key_places import key_places
from gis_app.domain.inspections.ledger import owed_this_quarter, points
from gis_app.domain.quarters import quarter_of, quarter_said

MOST_NEVER = 30
"""Of the places never called on so many at the most are wished for at once; the year's other quarters take their share."""
FRESH = timedelta(days=120)
"""A hotspot of a period that ended longer ago is history."""
STRONG, LEAST, MOST = 3.0, 0.5, 2.0
"""A hotspot of this strength (z, or observed over expected) is worth its kind's points, others in proportion between these factors."""


def unit_wishes(connection: Connection, town_id: int, area_id: int, codes: Mapping[int, str], today: date) -> Iterator[Wish]:
    """The wishes of a work area in the quarter of ``today``; ``codes`` are those of its leaf grids by id.

    A unit keeps the id of its wish (``unit:`` and its own id), so that its ticks are found again.
    """
    seen = queries.last_ticks(connection, area_id)
    rows = queries.units(connection, list(codes))
    kinds = key_places(queries.settings(connection, town_id))
    quarter = quarter_of(today)
    for row in rows:
        place = kinds.get(row["kind"] or "")
        last = seen.get(_name(row))
        if place is not None and (last is None or last < quarter):
            yield _wish(row, "key_place", codes, f"{row['kind']}，{_last(last)}", prize=points(place.points, last, quarter), service_min=place.minutes,
                        windows=place.windows, skills=place.skills)
    others = {_name(row): seen.get(_name(row)) for row in rows if (row["kind"] or "") not in kinds}
    owed = sorted(name for name in owed_this_quarter(others, quarter) if others[name] is None)[:MOST_NEVER]
    kind = KINDS["never"]
    for row in rows:
        if _name(row) in owed:
            yield _wish(row, "never", codes, row["kind"] or "", prize=kind.prize, service_min=kind.service_min)


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


def _last(quarter: date | None) -> str:
    return "从未联查过" if quarter is None else f"上次 {quarter_said(quarter)}"


def _name(row: RowMapping) -> str:
    return f"unit:{row['external_id']}"


def _wish(row: RowMapping, kind: str, codes: Mapping[int, str], note: str, **said: Any) -> Wish:
    return Wish(_name(row), kind, (row["lon"], row["lat"]), codes[row["grid_id"]], row["name"], refers=row["external_id"], note=note, **said)
