"""An inspection's life on a real database: planned by the job, moved by hand, issued, recorded once, ended, told."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.queries.patrols import looked
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.domain.places import scale_at
from gis_app.domain.quarters import quarter_after, quarter_of
from gis_app.errors import WanggeError
from gis_app.services import (
    field_view,
    fieldwork,
    incidents,
    inspection_ending,
    inspection_html,
    inspection_paper,
    inspection_reports,
    inspection_views,
    inspections,
)
from gis_app.services.desk import Desk
from gis_app.services.incidents import Report
from gis_app.services.inspections import Order
from gis_app.services.locating import Locating
from gis_app.services.printing import printed
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, ZONE, Begun, record


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture(scope="module")
def issued(module_database: Database) -> Begun:
    """One that the tests of a module look at and do not change."""
    return town.issue(town.begin(module_database))


def view(begun: Begun) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def send(begun: Begun, *records: dict[str, Any], team: int = 1) -> list[str]:
    locating = Locating(begun.database, 25.0)
    return [fieldwork.take(begun.database, locating, LINK_HOLDER, begun.links[team], read_record(Reader(one, ZONE, as_text=False)), zone=ZONE) for one in records]


def end(begun: Begun) -> None:
    with begun.database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_the_job_plans_every_leaf_grid_and_its_version_stands(database: Database) -> None:
    told = view(town.begin(database, teams=2))
    assert (told["state"], told["plan"], told["planning"]["state"]) == ("draft", 1, "done")
    stops = {stop["wish"]: stop for stop in told["stops"]}
    assert set(stops) == {"grid:G1", "grid:G2"}
    assert all(stop["team"] in (1, 2) and stop["day"] in DAYS for stop in stops.values())
    assert told["figures"]["grids_entered"] == told["figures"]["grids"] == told["progress"]["grids"] == 2
    assert {way["team"] for way in told["ways"]} == {1, 2}
    assert stops["grid:G1"]["arrive"].astimezone(ZONE).hour >= 8


def test_only_one_is_open_in_an_area_and_days_lie_in_one_quarter(database: Database) -> None:
    begun = town.begin(database)
    with database.begin() as connection:
        held = load(connection, NOON)
        for order, code in ((Order("A1", DAYS, ({},)), "inspect_open"), (Order("G1", DAYS, ({},)), "inspect_area"),
                            (Order("A2", (date(2026, 9, 30), DAYS[0]), ({},)), "bad_value"), (Order("A2", DAYS, ()), "bad_value")):
            with pytest.raises(WanggeError) as refused:
                inspections.begin(connection, LOCAL_OPERATOR, held, order)
            assert refused.value.code == code
        with pytest.raises(WanggeError) as refused:
            inspection_ending.end(connection, LOCAL_OPERATOR, held, begun.id)
        assert refused.value.code == "inspect_not_issued"


def test_what_is_moved_by_hand_stays_there_with_its_reason(database: Database) -> None:
    begun = town.begin(database, teams=2)
    before = {stop["wish"]: (stop["team"], stop["day"]) for stop in view(begun)["stops"]}
    team, day = next((team, day) for team in (1, 2) for day in DAYS if (team, day) != before["grid:G1"])
    with database.begin() as connection:
        inspections.move(connection, LOCAL_OPERATOR, begun.id, "grid:G1", team, day, "书记要求当天到场")
        with pytest.raises(WanggeError) as refused:
            inspections.plan_again(connection, LOCAL_OPERATOR, begun.id)
        assert refused.value.code == "inspect_planning"
    town.plan(database, begun.id)
    with database.begin() as connection:
        inspections.plan_again(connection, LOCAL_OPERATOR, begun.id)
    town.plan(database, begun.id)
    told = view(begun)
    moved = next(stop for stop in told["stops"] if stop["wish"] == "grid:G1")
    assert (told["plan"], moved["team"], moved["day"], moved["locked"]) == (3, team, day, True)
    assert [(change["action"], change["reason"]) for change in told["changes"]] == [("move", "书记要求当天到场")]
    with database.begin() as connection:
        inspections.lock(connection, LOCAL_OPERATOR, begun.id, "grid:G1", "不再需要", locked=False)
    assert not any(stop["locked"] for stop in view(begun)["stops"])


def test_links_open_until_the_end_and_only_hashes_are_kept(database: Database) -> None:
    begun = town.issue(town.begin(database, teams=2))
    old = begun.links[1]
    assert len(set(begun.links.values())) == 2 and all(len(token) >= 32 for token in begun.links.values())
    everything = rows(database, "SELECT (SELECT string_agg(t::text, '') FROM inspection_team t) || (SELECT string_agg(e::text, '') FROM audit_event e)")[0][0]
    assert not any(token in everything for token in begun.links.values())
    town.issue(begun, again=True)
    with database.begin() as connection:
        assert fieldwork.opened(connection, LINK_HOLDER, begun.links[1]).team["number"] == 1
        for token, code in ((old, "link_unknown"), ("x" * 32, "link_unknown")):
            with pytest.raises(WanggeError) as refused:
                fieldwork.opened(connection, LINK_HOLDER, token)
            assert refused.value.code == code
    end(begun)
    with database.begin() as connection, pytest.raises(WanggeError) as refused:
        field_view.view(connection, LINK_HOLDER, load(connection, NOON), begun.links[1], ZONE)
    assert (refused.value.code, refused.value.status) == ("link_ended", 410)


def test_the_team_sees_its_stops_and_nobody_by_name(database: Database) -> None:
    begun = town.issue(town.begin(database))
    with database.begin() as connection:
        told = field_view.view(connection, LINK_HOLDER, load(connection, NOON), begun.links[1], ZONE)
    assert [stop["grid_name"] for stop in told["stops"]] and {stop["grid_kind"] for stop in told["stops"]} == {"grid"}
    assert {one["code"] for one in told["outlines"]} == {"G1", "G2"}
    assert {stop["own"]["patrols"] for stop in told["stops"]} == {0}
    said = str(told)
    assert not any(word in said for word in ("周明", "李青", "13800000000", "石桥村 1幢", "101室"))


def test_records_are_kept_once_in_any_order(database: Database) -> None:
    begun = town.issue(town.begin(database))
    sent = [
        record("tick", wish="grid:G1", lon=119.95, lat=30.02, accuracy_m=9), record("answer", wish="grid:G1", item="K01", answer="problem"),
        record("finding", wish="grid:G1", item="I2", text="垃圾成堆", lon=119.9501, lat=30.0201), record("skip", wish="grid:G2", why="no_way"),
        record("way", way=[[119.95, 30.0 + k / 2000, NOON.timestamp() + 20 * k, 8] for k in range(40)]),
    ]
    chance = random.Random(5)
    for _ in range(3):
        chance.shuffle(sent)
        outcomes = send(begun, *sent)
    assert set(outcomes) == {"repeat"}
    assert rows(database, "SELECT kind, count(*) FROM inspection_record GROUP BY 1 ORDER BY 1") == [("answer", 1), ("finding", 1), ("skip", 1), ("tick", 1), ("way", 1)]
    assert rows(database, "SELECT source, grid_code, count(*) FROM incident GROUP BY 1, 2") == [("inspection", "G1", 1)]
    assert rows(database, "SELECT actor FROM incident_status") == [("联查一组",)]
    assert "垃圾成堆" not in rows(database, "SELECT string_agg(r::text, '') FROM inspection_record r")[0][0]
    changed = {**next(one for one in sent if one["kind"] == "answer"), "answer": "normal"}
    with pytest.raises(WanggeError) as refused:
        send(begun, changed)
    assert refused.value.code == "id_taken"


@pytest.mark.parametrize(("bad", "code"), [
    (record("tick"), "missing_field"), (record("tick", wish="grid:G9"), "inspect_no_stop"), (record("answer", wish="grid:G1", item="K99", answer="normal"), "bad_value"),
    (record("answer", wish="grid:G1", item="K01"), "missing_field"), (record("finding", wish="grid:G1", item="I2", text="x"), "missing_field"),
    (record("finding", wish="grid:G1", item="??", text="x", lon=119.95, lat=30.02), "bad_value"), (record("skip", wish="grid:G1"), "missing_field"),
    ({**record("tick", wish="grid:G1"), "id": "6f1e1c2e-4b1f-4d57-9a64-2d9a4b7a1c11"}, "bad_value"), (record("way", way=[[1, 2, 3]]), "bad_value"),
    (record("way", way=[[200, 30, 1, 1]]), "bad_position"), (record("dance"), "bad_value"),
])
def test_a_record_that_makes_no_sense_is_refused_and_leaves_nothing(issued: Begun, bad: dict[str, Any], code: str) -> None:
    with pytest.raises(WanggeError) as refused:
        send(issued, bad)
    assert refused.value.code == code
    assert rows(issued.database, "SELECT count(*) FROM inspection_record UNION ALL SELECT count(*) FROM incident") == [(0,), (0,)]


def test_the_end_names_dead_corners_and_sends_on_what_is_unsolved(database: Database) -> None:
    begun = town.issue(town.begin(database))
    north = [[119.9501, 30.001 + k * 0.001, NOON.timestamp() + 30 * k, 8] for k in range(60)]
    send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02), record("answer", wish="grid:G1", item="K01", answer="normal"),
         record("finding", wish="grid:G1", item="I1", text="井盖没了", lon=119.95, lat=30.021), record("way", way=north))
    end(begun)
    with database.begin() as connection:
        corners = {(row["kind"], row["label"]): row for row in queries.dead_corners(connection, begun.id)}
        seen = looked(connection, load(connection, NOON).towns[0]["grid_id"], NOON - timedelta(hours=1), NOON + timedelta(hours=3))
    hill = corners["building", "石桥村 4幢"]
    assert (hill["nearest_m"] > 1000, hill["grid_id"]) == (True, begun.grid_ids["G1"])
    assert {kind for kind, _ in corners} == {"building", "road"}
    (_, road), = (key for key in corners if key[0] == "road")
    assert road == "X301县道（石桥网格段）"
    assert corners["road", road]["metres"] == pytest.approx(0.03 * scale_at(30.07).north - 100, abs=5)
    assert set(seen) == {begun.grid_ids["G1"], begun.grid_ids["G2"]}
    matters = rows(database, "SELECT kind, count(*) FROM office_matter GROUP BY 1 ORDER BY 1")
    assert matters == [("dead_corner", 2), ("finding", 1), ("unanswered", 2), ("unreached", 1)]
    assert view(begun)["state"] == "ended"
    with pytest.raises(WanggeError):
        end(begun)


def test_the_report_adds_up_and_says_what_daily_patrols_missed(database: Database, tmp_path: Path) -> None:
    begun = town.begin(database)
    locating = Locating(database, 25.0)
    for item, lat in (("I2", 30.0203), ("I1", 30.04)):
        given = Report(119.9501, lat, item, "日常上报", reported_at=NOON - timedelta(days=20), source="worker")
        incidents.report(database, locating, LOCAL_OPERATOR, given, zone=ZONE)
    town.issue(begun)
    send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02), *(record("answer", wish="grid:G1", item=code, answer=said) for code, said in (
        ("K01", "normal"), ("K02", "problem"), ("K03", "inapplicable"))), record("finding", wish="grid:G1", item="I2", text="<b>垃圾</b>", lon=119.95, lat=30.02),
        record("finding", wish="grid:G1", item="I1", text="井盖", lon=119.95, lat=30.02), record("answer", wish="grid:G1", item="K03", answer="normal"))
    with database.begin() as connection:
        with pytest.raises(WanggeError) as refused:
            inspection_reports.report(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id, ZONE)
        assert refused.value.code == "inspect_not_ended"
    end(begun)
    with database.begin() as connection:
        connection.execute(text("UPDATE incident SET state = 'verified' WHERE source = 'inspection' AND item_code = 'I1'"))
        held = load(connection, NOON)
        told = inspection_reports.report(connection, LOCAL_OPERATOR, held, begun.id, ZONE)
        paper = inspection_paper.page(connection, Desk(), LOCAL_OPERATOR, held, told, ZONE)
    total = told["total"]
    assert (total["grids"], total["entered"], total["wanted"], total["answered"], total["problems"]) == (2, 1, 20, 3, 1)
    assert (total["findings"], total["missed"], total["mended"], total["own"]) == (2, 1, 1, 2)
    for name in ("wanted", "answered", "problems", "findings", "missed", "mended", "own", "corners", "buildings", "units", "road_m", "buildings_all", "units_all", "road_all_m"):
        assert total[name] == sum(grid[name] for grid in told["grids"]) + (total["elsewhere"] if name == "findings" else 0), name
    assert (total["buildings_all"], total["buildings_seen"], total["units_seen"]) == (4, 50.0, None)
    assert 0 < total["road_seen"] < 100
    assert {one["item"]: one["known"] for one in told["findings"]} == {"I2": True, "I1": False}
    assert [(one["code"], one["grids"]) for one in told["problems"]] == [("K02", ["柳湾网格"])]
    assert len(told["quarters"]) == 5
    assert told["quarters"][0]["entered"] == 1
    assert [told["quarters"][0][name] for name in ("findings", "mended", "missed", "corners")] == [total[name] for name in ("findings", "mended", "missed", "corners")]
    assert told["quarters"][1] == {**told["quarters"][1], "inspected": False, "entered": None, "corners": None, "missed": None, "findings": 0}
    done = printed(paper)
    assert done.pdf.startswith(b"%PDF") and done.pages >= 2
    assert "西片 2026年第四季度联查报告" in done.filename
    file = inspection_html.file(held, told, ZONE)
    assert "合计" in file.html and "发现的问题，已办结" in file.html and "发现的问题，未办结" in file.html, "the map says what its marks mean"
    assert "西片" in file.html and "http://" not in file.html.replace("http://www.w3.org", "") and "日常未报" in file.html


def test_what_is_unsolved_waits_for_the_consultation(database: Database) -> None:
    begun = town.issue(town.begin(database))
    send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02))
    end(begun)
    with database.begin() as connection:
        waiting = inspection_reports.matters(connection, LOCAL_OPERATOR, settled=False, after=0, limit=100)
        assert {row["kind"] for row in waiting} == {"dead_corner", "unanswered", "unreached"}
        inspection_reports.settle(connection, LOCAL_OPERATOR, waiting[0]["id"], "由村里补查")
        assert len(inspection_reports.matters(connection, LOCAL_OPERATOR, settled=False, after=0, limit=100)) == len(waiting) - 1
        for matter, code in ((waiting[0]["id"], "matter_settled"), (10**9, "not_found")):
            with pytest.raises(WanggeError) as refused:
                inspection_reports.settle(connection, LOCAL_OPERATOR, matter, "再议")
            assert refused.value.code == code


def test_dead_corners_are_due_the_next_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = town.issue(town.begin(database))
    send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02))
    end(begun)
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 1, 4, 4, tzinfo=UTC))
    following = view(town.again(database, begun.grid_ids, days=(date(2027, 1, 5),)))
    assert "石桥村 4幢" in {stop["label"] for stop in following["stops"] if stop["kind"] == "extra"}
    assert following["corners_before"] == 4


def test_the_town_adds_its_areas_together(database: Database) -> None:
    begun = town.issue(town.begin(database))
    send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02), record("answer", wish="grid:G1", item="K01", answer="problem"))
    with database.begin() as connection:
        told = inspection_views.of_town(connection, LOCAL_OPERATOR, load(connection, NOON), date(2026, 10, 1))
    assert [(area["area"]["code"], area["grids"], area["inspection"] is not None) for area in told["items"]] == [("A1", 2, True), ("A2", 3, False)]
    assert told["total"] == {"areas": 2, "inspected": 1, "ended": 0, "grids": 5, "stops": 2, "stops_done": 1, "grids_entered": 1, "answers_wanted": 20,
                             "answered": 1, "problems": 1, "findings": 0}


@pytest.mark.parametrize(("day", "first", "following"), [
    (date(2026, 1, 1), date(2026, 1, 1), date(2026, 4, 1)), (date(2026, 9, 30), date(2026, 7, 1), date(2026, 10, 1)), (date(2026, 12, 31), date(2026, 10, 1), date(2027, 1, 1)),
])
def test_quarters(day: date, first: date, following: date) -> None:
    assert quarter_of(day) == first
    assert quarter_after(first) == following
