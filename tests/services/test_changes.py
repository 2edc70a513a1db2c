"""What an edition changes for people, before it is published and after: the same numbers, nobody forgotten."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from shapely import box
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.errors import WanggeError
from gis_app.services import (
    changes,
    changes_book,
    comparing,
    drafts,
    findings,
    lineage,
    outcome,
    publishing,
    restating,
    restating_book,
)
from gis_app.services.desk import Desk
from gis_app.services.editing import Wish
from tests import small_town
from tests.services.desks import SPLIT, ZHANG, Planner, opened

ZONE = ZoneInfo("Asia/Shanghai")
HOMES = {"west": 119.91, "=west()": 119.92, "east": 119.98, "plant": 120.045}


@pytest.fixture
def planner(database: Database) -> Planner:
    """Four households, two open incidents and a closed one; G1 is split at 119.96, the west becomes G1a."""
    planner = opened(database)
    with database.begin() as connection:
        town = connection.scalar(text("SELECT town_id FROM edition LIMIT 1"))
        for name, lon in HOMES.items():
            connection.execute(text(
                "INSERT INTO household (town_id, external_id, people_registered, people_present, geom) "
                "VALUES (:town, :id, 3, 2, ST_SetSRID(ST_MakePoint(:lon, 30.045), 4326))"), {"town": town, "id": name, "lon": lon})
        for number, (lon, state) in enumerate(((119.91, "handling"), (119.98, "reported"), (119.92, "closed"))):
            connection.execute(text(
                "INSERT INTO incident (id, number, town_id, source, item_code, state, reported_at, geom, grid_code, rule, near_boundary) "
                "VALUES (gen_random_uuid(), :number, :town, 'worker', 'I1', :state, now() - interval '1 day', "
                "ST_SetSRID(ST_MakePoint(:lon, 30.02), 4326), 'G1', 'covers', false)"),
                {"town": town, "number": f"T-{number}", "lon": lon, "state": state})
        connection.execute(text("INSERT INTO unit (town_id, external_id, name, geom) "
                                "VALUES (:town, 'shop', '小卖部', ST_SetSRID(ST_MakePoint(119.93, 30.01), 4326))"), {"town": town})
    planner.do(SPLIT, names={"G1a": "柳湾西网格"})
    return planner


def publish(planner: Planner) -> None:
    with planner.database.begin() as connection:
        publishing.approve_and_publish(connection, planner.desk, ZHANG, planner.edition_id, clock.today(ZONE) + timedelta(days=1), ZONE)


@pytest.mark.parametrize("published", [False, True])
def test_the_report(planner: Planner, published: bool) -> None:
    if published:
        publish(planner)
    with planner.database.begin() as connection:
        told = changes.report(connection, Desk(), ZHANG, planner.edition_id)
        succession = lineage.of_edition(connection, Desk(), ZHANG, planner.edition_id)
    assert (told["households"]["all"], told["households"]["moved"], told["households"]["lost"]) == (4, 2, 0)
    assert told["households"]["items"] == [{"old": "G1", "new": "G1a", "households": 2, "people_present": 4, "units": 1}]
    assert {one["id"] for one in told["households"]["each"]} == {"west", "=west()"}
    assert [(one["number"], one["old"], one["new"]) for one in told["incidents"]] == [("T-0", "G1", "G1a")]
    [handover] = told["handovers"]
    assert {post["name"] for post in handover["from"]} == {"周明", "李青"}
    assert (handover["to"], handover["vacant"]) == ([], True)
    shares = {(row["old"], row["new"]): (row["share_area"], row["share_households"]) for row in succession}
    assert shares["G1", "G1a"] == (pytest.approx(0.6), pytest.approx(2 / 3))
    for old in {row["old"] for row in succession}:
        assert sum(row["share_area"] or 0 for row in succession if row["old"] == old) == pytest.approx(1, abs=1e-9)


def test_the_workbook_runs_nothing(planner: Planner) -> None:
    with planner.database.begin() as connection:
        book = load_workbook(BytesIO(changes_book.write(connection, Desk(), ZHANG, planner.edition_id)))
    assert book.sheetnames == ["概览", "移交", "住户", "事件", "编码沿革"]
    cells = [cell for row in book["住户"].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert "=west()" in {cell.value for cell in cells}
    assert book["移交"]["D2"].value == "（空岗）"


def test_as_they_were_and_as_they_would_be(planner: Planner) -> None:
    publish(planner)
    now = clock.now()
    with planner.database.begin() as connection:
        rows = restating.by_grid(connection, Desk(), ZHANG, planner.edition_id, now - timedelta(days=30), now)
    by_code = {row["code"]: row for row in rows}
    assert (by_code["G1"]["then"]["incidents"], by_code["G1"]["now"]["incidents"], by_code["G1a"]["now"]["incidents"]) == (3, 1, 2)
    assert (by_code["G1"]["then"]["households"], by_code["G1a"]["now"]["households"], by_code["E1"]["now"]["households"]) == (3, 2, 1)
    assert (by_code["G1"]["then"]["units"], by_code["G1"]["now"]["units"], by_code["G1a"]["now"]["units"]) == (1, 0, 1)


def test_each_thing_with_both_its_grids(planner: Planner) -> None:
    publish(planner)
    now = clock.now()
    with planner.database.begin() as connection:
        found = restating.each(connection, Desk(), ZHANG, planner.edition_id, now - timedelta(days=30), now)
    homes = found.things["households"]
    assert dict(zip(homes.names, zip(homes.then, homes.now, strict=True), strict=True)) == {
        "west": ("G1", "G1a"), "=west()": ("G1", "G1a"), "east": ("G1", "G1"), "plant": ("E1", "E1")}
    book = load_workbook(BytesIO(restating_book.write(found)))
    assert book.sheetnames == ["按网格", "事件", "住户", "单位"]
    assert [[cell.value for cell in row] for row in book["单位"].iter_rows()] == [["编号", "当时的网格", "按本版的网格"], ["shop", "G1", "G1a"]]
    assert {cell.data_type for row in book["住户"].iter_rows() for cell in row} == {"s"}


def test_two_editions_compared(planner: Planner) -> None:
    with planner.database.begin() as connection:
        told = comparing.compare(connection, planner.desk, ZHANG, "now", planner.edition_id)
        assert {row["code"]: row["change"] for row in told["items"]} == {"E1": "same", "G1": "changed", "G1a": "new", "G2": "same", "G3": "same"}
        [piece] = told["differences"]["features"]
        assert (piece["properties"]["from"], piece["properties"]["to"]) == ("G1", "G1a")
        assert told["totals"]["new"] == 1
        assert next(row for row in told["items"] if row["code"] == "G1")["households_b"] == 1
        with pytest.raises(WanggeError) as refused:
            comparing.compare(connection, planner.desk, ZHANG, "now", "now")
    assert refused.value.code == "bad_value"


def test_a_recoded_grid_stays_the_same_grid(planner: Planner) -> None:
    planner.do({"edit": "recode", "codes": {"G2": "G7"}})
    publish(planner)
    with planner.database.begin() as connection:
        found = connection.execute(text("SELECT grid_id, array_agg(code ORDER BY lower(valid) NULLS FIRST) AS codes FROM grid_version "
                                        "WHERE code IN ('G2', 'G7') GROUP BY grid_id")).all()
        assert [row.codes for row in found] == [["G2", "G7"]]
        assert not [row for row in changes.report(connection, Desk(), ZHANG, planner.edition_id)["handovers"] if row["old"] == "G2"]


def test_a_blocking_finding_stops_publishing_and_is_named(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The east of G1 belongs to nobody; the proposed repair closes the gap, and then nothing stands in the way."""
    nodes = [replace(node, geom=box(119.90, 30.00, 119.99, 30.05)) if node.code == "G1" else node for node in small_town.NODES]
    monkeypatch.setattr(small_town, "NODES", nodes)
    planner = opened(database)
    with pytest.raises(WanggeError) as refused:
        publish(planner)
    assert (refused.value.code, refused.value.params["count"]) == ("edition_blocked", 1)
    assert "G1" in refused.value.errors[0].field
    with database.begin() as connection:
        assert connection.scalar(text("SELECT state FROM edition ORDER BY id DESC LIMIT 1")) == "draft"
        [gap] = [one for one in findings.page(connection, planner.desk, ZHANG, planner.edition_id, "error")["items"] if one["rule"] == "gap"]
        [repair] = gap["repairs"]
        shown = outcome.preview(connection, planner.desk, ZHANG, planner.edition_id, Wish(0, "", edit=repair["edit"]))
    assert [(move["from"], move["to"]) for move in shown["moves"]] == [("gap-1", gap["grids"][0])]
    assert gap["id"] in shown["findings"]["gone"]
    assert shown["findings"]["errors"] == 0
    planner.do(repair["edit"])
    publish(planner)


def test_overlaps_are_settled_with_what_lies_there(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """G2 reaches 0.01 degrees into G1, which has the lower code and keeps the ground; a household of it is told beforehand."""
    nodes = [replace(node, geom=box(119.90, 30.04, 120.00, 30.10)) if node.code == "G2" else node for node in small_town.NODES]
    monkeypatch.setattr(small_town, "NODES", nodes)
    with database.begin() as connection:
        town = small_town.publish(connection).town_id
        connection.execute(text("INSERT INTO household (town_id, external_id, people_registered, people_present, geom) "
                                "VALUES (:town, 'h', 3, 2, ST_SetSRID(ST_MakePoint(119.95, 30.045), 4326))"), {"town": town})
        [told] = drafts.what_opening_settles(connection, ZHANG, "T")
        assert (told["grid"], told["to"], told["households"], told["people_present"], told["open_incidents"]) == ("G2", "G1", 1, 2, 0)
        edition = drafts.open_draft(connection, ZHANG, "T", "整理")
        whole = drafts.whole(connection, Desk(), ZHANG, edition["id"])
    assert [{**one, "at": list(one["at"])} for one in whole["settled"]] == [told]
    assert whole["findings"]["errors"] == 0
