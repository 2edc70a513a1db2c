"""Hotspots and an inspection: shaded on its maps, told at its end what was done about them, listed in its report."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.services import (
    fieldwork,
    hotspot_pages,
    hotspot_sheet,
    hotspots_store,
    inspection_ending,
    inspection_html,
    inspection_paper,
    inspection_prints,
    inspection_reports,
    inspections,
)
from gis_app.services.desk import Desk
from gis_app.services.inspection_hotspots import places
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests import planted_spots
from tests.inspected_town import NOON, ZONE, Begun, record

NORTH = "SRID=4326;MULTIPOLYGON(((119.94 30.06,119.96 30.06,119.96 30.08,119.94 30.08,119.94 30.06)))"


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def begun(database: Database) -> tuple[Begun, UUID, UUID]:
    """Two hotspots in the plan of A1, one in each grid."""
    with database.begin() as connection:
        ids = town.furnish(connection)
        spots = planted_spots.plant(connection, ids["T"]), planted_spots.plant(connection, ids["T"], grids=("G2",), geom=NORTH, items=())
    return town.issue(town.again(database, ids)), *spots


def send(begun: Begun, records: Sequence[dict[str, Any]]) -> None:
    locating = Locating(begun.database, 25.0)
    for one in records:
        fieldwork.take(begun.database, locating, LINK_HOLDER, begun.links[1], read_record(Reader(one, ZONE, as_text=False)), zone=ZONE)


def page(begun: Begun, spot: UUID) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return hotspot_pages.page(connection, LOCAL_OPERATOR, load(connection, NOON), spot, ZONE)


def test_the_plan_and_the_hotspot_know_each_other(begun: tuple[Begun, UUID, UUID]) -> None:
    one, south, north = begun
    with one.database.begin() as connection:
        told = places(connection, LOCAL_OPERATOR, load(connection, NOON), one.id)
        printed = inspection_prints.plan(connection, Desk(), LOCAL_OPERATOR, load(connection, NOON), one.id, ZONE).markup()
    assert {place["hotspot"] for place in told} == {south, north}
    assert all(place["outline"]["type"] == "MultiPolygon" and place["team"] == "一组" and place["done"] is None for place in told)
    assert "热点（经检验）" in printed and "热点：垃圾" in printed
    (visit,) = page(one, south)["visits"]
    assert (visit["inspection_id"], visit["area"]["code"], visit["state"], visit["team"], visit["done"]) == (one.id, "A1", "issued", "一组", None)
    with one.database.begin() as connection:
        sheet = hotspot_sheet.page(connection, Desk(), LOCAL_OPERATOR, load(connection, NOON), south, ZONE).markup()
    assert "西片2026年第四季度联查：一组，2026年10月" in sheet, "paper says the same as the page"


def test_at_the_end_each_hotspot_is_told_what_was_done(begun: tuple[Begun, UUID, UUID]) -> None:
    one, south, north = begun
    found = record("finding", wish=f"hotspot:{south}", item="I2", text="垃圾", lon=119.95, lat=30.02)
    send(one, [found, record("tick", wish=f"hotspot:{south}", lon=119.95, lat=30.02), record("skip", wish=f"hotspot:{north}", why="no_time")])
    with one.database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON), one.id)
        hotspots_store.note(connection, LOCAL_OPERATOR, south, "已清理", one.id)
        inspection_ending.reckon(connection, LOCAL_OPERATOR, load(connection, NOON), inspections.one(connection, LOCAL_OPERATOR, one.id))
    told = page(one, south)
    assert [row["note"] for row in told["deeds"]][1:] == ["已清理"]
    deed = told["deeds"][0]  # noted once, however often the end is reckoned
    assert deed["looked"] and deed["inspection_id"] == one.id and deed["at"] == NOON
    assert deed["detail"] == {"team": "一组", "day": told["visits"][0]["day"].isoformat(), "incidents": [found["id"]]}
    assert deed["note"].startswith("西片2026年第四季度联查：一组 10月") and "发现 1 件（" in deed["note"]
    assert [(row["item_zh"], str(row["id"])) for row in told["visits"][0]["findings"]] == [("垃圾", found["id"])]
    (missed,) = page(one, north)["deeds"]
    assert (missed["looked"], missed["note"]) == (False, "西片2026年第四季度联查：到了没查成")


def test_the_report_lists_those_looked_at_and_not(begun: tuple[Begun, UUID, UUID], tmp_path: Path) -> None:
    one, south, north = begun
    send(one, [record("tick", wish=f"hotspot:{south}", lon=119.95, lat=30.02)])
    with one.database.begin() as connection:
        held = load(connection, NOON)
        inspection_ending.end(connection, LOCAL_OPERATOR, held, one.id)
        told = inspection_reports.report(connection, LOCAL_OPERATOR, held, one.id, ZONE)
        paper = inspection_paper.page(connection, Desk(), LOCAL_OPERATOR, held, told, ZONE).markup()
    assert {place["hotspot"]: place["done"] for place in told["hotspots"]} == {south: "tick", north: None}
    assert "计划涉及 2 处，查到 1 处" in paper and "热点（经检验）" in paper
    assert "热点：全部事项" in inspection_html.file(held, told, ZONE).html


def test_what_nobody_got_to_is_still_neglected(begun: tuple[Begun, UUID, UUID]) -> None:
    """Only a hotspot that was looked at is worth less the next time."""
    one, south, north = begun
    send(one, [record("tick", wish=f"hotspot:{south}", lon=119.95, lat=30.02)])
    with one.database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON), one.id)
    again = town.again(one.database, one.grid_ids)
    with one.database.begin() as connection:
        stops = dict(connection.execute(text("SELECT wish, about ->> 'note' FROM inspection_stop WHERE inspection_id = :id AND kind = 'hotspot'"), {"id": again.id}).all())
    assert stops == {f"hotspot:{south}": "上次处置 2026年10月8日", f"hotspot:{north}": "尚未处置"}
