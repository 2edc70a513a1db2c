"""What an inspection wishes for beside its grids: key places due, the never called on in shares, hotspots by strength and neglect."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, insert, text

from gis_app.db.models.hotspots import Hotspot, HotspotDeed, HotspotRun, HotspotSighting
from gis_app.db.models.inspections import Inspection, InspectionRecord
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.inspections import Wish
from gis_app.services.inspection_places import hotspot_wishes, unit_wishes
from tests.small_town import NODES, publish

TODAY = date(2026, 10, 8)
SPOTS = {"hot_99": (6.0, None), "new_hot": (3.0, 30), "cold_95": (-4.0, None), "cluster": (1.5, None)}
SQUARE = "SRID=4326;MULTIPOLYGON(((119.95 30.04,119.97 30.04,119.97 30.06,119.95 30.06,119.95 30.04)))"


@pytest.fixture
def town(connection: Connection) -> tuple[Connection, int, dict[str, int]]:
    made = publish(connection)
    for number, kind in enumerate(("学校", "企业", "商店", "商店", "商店", "商店", "餐饮")):
        connection.execute(text("INSERT INTO unit (town_id, external_id, name, kind, grid_id, geom) VALUES (:town, :name, :name, :kind, :grid, ST_SetSRID(ST_MakePoint(119.95, 30.02), 4326))"),
                           {"town": made.town_id, "name": f"U-{number}", "kind": kind, "grid": made.grid_ids["G1"]})
    return connection, made.town_id, made.grid_ids


def units(town: tuple[Connection, int, dict[str, int]], today: date = TODAY) -> dict[str, Wish]:
    connection, town_id, ids = town
    return {wish.id: wish for wish in unit_wishes(connection, town_id, ids["A1"], {ids["G1"]: "G1", ids["G2"]: "G2"}, today)}


def test_key_places_are_due_and_the_others_come_in_shares(town: tuple[Connection, int, dict[str, int]]) -> None:
    wishes = units(town)
    assert {name: wish.kind for name, wish in wishes.items()} == {
        "unit:U-0": "key_place", "unit:U-1": "key_place", "unit:U-6": "key_place", **{f"unit:U-{number}": "never" for number in (2, 3, 4, 5)}}
    assert wishes["unit:U-0"].windows and wishes["unit:U-0"].note == "学校，从未联查过" and wishes["unit:U-0"].prize == 20
    spring = units(town, date(2026, 1, 5))
    assert [name for name, wish in spring.items() if wish.kind == "never"] == ["unit:U-2"]


def test_what_was_ticked_off_this_quarter_is_not_due(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, town_id, ids = town
    for number, (quarter, wish) in enumerate(((date(2026, 10, 1), "unit:U-0"), (date(2026, 7, 1), "unit:U-1"), (date(2026, 7, 1), "unit:U-2"))):
        made = UUID(int=number + 1)
        connection.execute(insert(Inspection), {
            "id": made, "town_id": town_id, "area_id": ids["A1"], "area_code": "A1", "area_name": "西片", "quarter": quarter, "days": [], "checklist": [],
            "created_by": LOCAL_OPERATOR.name, "state": "ended"})
        connection.execute(insert(InspectionRecord), {
            "id": UUID(int=number + 11), "inspection_id": made, "town_id": town_id, "team": 1, "kind": "tick", "wish": wish, "digest": b"", "body": {},
            "made_at": datetime(2026, 7, 2, tzinfo=UTC)})
    wishes = units(town)
    assert "unit:U-0" not in wishes and "unit:U-2" not in wishes
    assert wishes["unit:U-1"].note == "企业，上次 2026年第三季度" and wishes["unit:U-1"].prize < 15


def test_a_town_says_which_its_key_places_are(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, town_id, _ = town
    connection.execute(text("""UPDATE grid SET settings = '{"inspection": {"key_places": {"学校": null, "商店": {"points": 2, "minutes": 10, "hours": ["09:00-11:00"], "skills": ["食品"]}}}}' WHERE id = :town"""),
                       {"town": town_id})
    wishes = units(town)
    assert wishes["unit:U-0"].kind == "never" and wishes["unit:U-2"].skills == {"食品"} and wishes["unit:U-2"].service_min == 10


def test_hotspots_by_strength_and_neglect(town: tuple[Connection, int, dict[str, int]]) -> None:
    connection, town_id, _ = town
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
    leaves = [{"code": node.code, "geom": node.geom} for node in NODES if node.code in ("G1", "G2")]
    wishes = {wish.refers: wish for wish in hotspot_wishes(connection, town_id, leaves, TODAY)}
    assert set(wishes) == {str(UUID(int=200)), str(UUID(int=201)), str(UUID(int=203))}
    strong, mended, weak = (wishes[str(UUID(int=200 + number))] for number in (0, 1, 3))
    assert strong.label == "热点：井盖缺失" and strong.note == "尚未处置" and mended.note == "上次处置 2026年9月8日"
    assert strong.prize > mended.prize > weak.prize and strong.grid in ("G1", "G2")
    assert list(hotspot_wishes(connection, town_id, leaves, date(2027, 10, 8))) == []
    assert list(hotspot_wishes(connection, town_id, [{"code": "G3", "geom": NODES[5].geom}], TODAY)) == []
