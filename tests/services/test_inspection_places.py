"""Hotspots as wishes of an inspection: worth by strength and neglect."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert

from gis_app.db.models.hotspots import Hotspot, HotspotDeed, HotspotRun, HotspotSighting
from gis_app.services.inspection_places import hotspot_wishes
from tests.small_town import NODES, publish

TODAY = date(2026, 10, 8)
SPOTS = {"hot_99": (6.0, None), "new_hot": (3.0, 30), "cold_95": (-4.0, None), "cluster": (1.5, None)}
SQUARE = "SRID=4326;MULTIPOLYGON(((119.95 30.04,119.97 30.04,119.97 30.06,119.95 30.06,119.95 30.04)))"


@pytest.fixture
def town(connection: Connection) -> tuple[Connection, int, dict[str, int]]:
    made = publish(connection)
    return connection, made.town_id, made.grid_ids


def test_hotspots_by_strength_and_neglect(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, town_id, ids = town
    run, found = UUID(int=99), datetime(2026, 10, 1, tzinfo=UTC)
    connection.execute(insert(HotspotRun), {"id": run, "town_id": town_id, "method": "gi_star", "cells": "grids", "items": ["I1"], "sources": [], "first_day": date(2026, 7, 1),
                                            "last_day": date(2026, 9, 30), "seed": 1, "parameters": {}, "counts": {}, "actor": "local"})
    for number, (name, (strength, days)) in enumerate(SPOTS.items()):
        spot = UUID(int=200 + number)
        connection.execute(insert(Hotspot), {"id": spot, "town_id": town_id, "method": "gi_star", "cells": "grids", "items": ["I1"], "sources": [], "found_at": found})
        connection.execute(insert(HotspotSighting), {"hotspot_id": spot, "run_id": run, "class": name, "class_": name, "strength": strength, "p": 0.01, "q": 0.02, "count": 9,
                                                     "grids": ["G1", "G2"], "geom": SQUARE})
        if days is not None:
            connection.execute(insert(HotspotDeed), {"hotspot_id": spot, "note": "清理", "actor": "local", "at": datetime(2026, 10, 8, tzinfo=UTC) - timedelta(days=days)})
    leaves = [{"code": node.code, "geom": node.geom, "grid_id": ids[node.code]} for node in NODES if node.code in ("G1", "G2")]
    wishes = {wish.refers: wish for wish in hotspot_wishes(connection, town_id, leaves, TODAY)}
    assert set(wishes) == {str(UUID(int=200)), str(UUID(int=201)), str(UUID(int=203))}
    strong, mended, weak = (wishes[str(UUID(int=200 + number))] for number in (0, 1, 3))
    assert strong.label == "热点：井盖缺失" and strong.note == "尚未处置" and mended.note == "上次处置 2026年9月8日"
    assert strong.prize > mended.prize > weak.prize and strong.grid in ("G1", "G2")
    assert list(hotspot_wishes(connection, town_id, leaves, date(2027, 10, 8))) == []
    assert list(hotspot_wishes(connection, town_id, [{"code": "G3", "geom": NODES[5].geom, "grid_id": ids["G3"]}], TODAY)) == []
