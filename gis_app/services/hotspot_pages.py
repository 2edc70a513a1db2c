"""A hotspot's own page: what it is, month by month, which items, where it was put, who went there, what was done about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import heat as heat_queries
from gis_app.db.queries import hotspot_visits as visit_queries
from gis_app.db.queries import items as item_queries
from gis_app.domain.actors import Actor
from gis_app.domain.quarters import quarter_said
from gis_app.domain.sources import SOURCE_IDS, SOURCES
from gis_app.domain.stats.periods import DAY, Period
from gis_app.services import hotspots_store, inspection_requests
from gis_app.services.heat import Asked
from gis_app.services.heat_tables import EPOCH, parts, tallies_of
from gis_app.services.inspection_places import spot_name
from gis_app.services.snapshot import Snapshot

MONTHS, MOST_ITEMS = 24, 6


def page(connection: Connection, actor: Actor, held: Snapshot, hotspot_id: UUID, zone: ZoneInfo) -> dict[str, Any]:
    """A hotspot with its history and deeds, and with what stands around it. Raises ``not_found``."""
    found = hotspots_store.one(connection, actor, hotspot_id)
    names = {row["code"]: row for row in held.rows}
    grids = [names[code] for code in found["grids"] if code in names]
    return {
        **found, "places": [{"code": row["code"], "name": row["name"]} for row in grids],
        "requests": inspection_requests.standing(connection, actor, held, hotspot_id=hotspot_id), "visits": visits(connection, actor, hotspot_id),
        **_counted(connection, found, [row["grid_id"] for row in grids], zone),
    }


def visits(connection: Connection, actor: Actor, hotspot_id: UUID) -> list[dict[str, Any]]:
    """The inspections that were to go there, the newest first: team and day, whether they got there, what they found on its ground."""
    return [_visit(connection, row, hotspot_id) for row in visit_queries.of_hotspot(connection, spot_name(hotspot_id))]


def _visit(connection: Connection, row: RowMapping, hotspot_id: UUID) -> dict[str, Any]:
    return {
        "inspection_id": row["inspection_id"], "area": {"code": row["area_code"], "name": row["area_name"]}, "quarter": row["quarter"],
        "quarter_said": quarter_said(row["quarter"]), "state": row["state"], "team": row["team_name"], "day": row["day"],
        "done": row["done"], "why": None if row["why_zh"] is None else {"zh": row["why_zh"], "en": row["why_en"]},
        "findings": [dict(one) for one in visit_queries.found(connection, row["inspection_id"], hotspot_id)],
    }


def _counted(connection: Connection, spot: Mapping[str, Any], grid_ids: Sequence[int], zone: ZoneInfo) -> dict[str, Any]:
    """Its question's incidents on its grids: month by month up to today, and by item over the time in which it was last seen."""
    today = clock.today(zone)
    number = today.year * 12 + today.month - MONTHS
    first = min(today.replace(year=number // 12, month=number % 12 + 1, day=1), spot["first_day"])
    asked = Asked(Period(first, today), tuple(spot["items"]), frozenset(spot["sources"]) or frozenset(SOURCES), zone)
    found = tallies_of(connection, asked, [spot["town_id"]], [(DAY, first, today)])
    kept = found.kept(np.isin(found.grid, grid_ids) & np.isin(found.source, [SOURCE_IDS[name] for name in asked.sources]))
    days = np.bincount(kept.bucket - (first - EPOCH).days, kept.n, minlength=asked.period.days).astype(int)
    months = [{"from": part.first, "to": part.last, "count": int(days[(part.first - first).days:(part.last - first).days + 1].sum())}
              for part in parts(asked.period, "month")]
    until = (spot["last_day"] - EPOCH) / timedelta(days=1)
    lately = kept.kept((kept.bucket >= (spot["first_day"] - EPOCH).days) & (kept.bucket <= until))
    return {"months": months[-MONTHS:], "tops": _by_item(connection, lately.item.tolist(), lately.n.tolist())}


def _by_item(connection: Connection, numbers: Sequence[int], counts: Sequence[int]) -> list[dict[str, Any]]:
    """The items with the most incidents."""
    codes = {number: code for code, number in heat_queries.item_ids(connection).items()}
    listed: dict[str | None, RowMapping] = {row["code"]: row for row in item_queries.every(connection)}
    sums: Counter[str | None] = Counter()
    for number, count in zip(numbers, counts, strict=True):
        sums[codes.get(number)] += count
    return [
        {"item": code, "name_zh": listed[code]["name_zh"] if code in listed else "未分类", "name_en": listed[code]["name_en"] if code in listed else "unclassified", "count": int(count)}
        for code, count in sorted(sums.items(), key=lambda one: (-one[1], one[0] or "")) if count > 0
    ][:MOST_ITEMS]
