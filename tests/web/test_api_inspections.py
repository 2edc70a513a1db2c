"""Inspections over HTTP: the secretary's calls, the team's link with its records and photos, the report, the office's list."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from PIL import Image

from gis_app import clock
from gis_app.db.session import Database
from gis_app.services.incidents import uuid7
from gis_app.web.state import EXTENSION
from tests import inspected_town as town
from tests import small_town

NOW = datetime(2026, 10, 8, 4, tzinfo=UTC)
ASK = {"area": "A1", "days": ["2026-10-08"], "teams": [{"mode": "car"}, {"name": "北组", "mode": "foot", "hours": "08:00-17:00"}], "settings": town.QUICK}


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def client(database: Database, tmp_path: Any) -> Any:
    with database.begin() as connection:
        town.furnish(connection)
    app = small_town.application(database, tmp_path)
    yield app.test_client()
    close(app)


def close(app: APIFlask) -> None:
    held = app.extensions[EXTENSION]
    held.pulse.close()
    held.database.close()


@pytest.fixture
def planned(client: FlaskClient, database: Database) -> str:
    """The address of one that is planned."""
    made = client.post("/api/v1/inspections", json=ASK)
    assert made.status_code == 201, made.text
    town.plan(database, UUID(made.json["id"]))
    return f"/api/v1/inspections/{made.json['id']}"


def links(client: FlaskClient, planned: str) -> list[str]:
    issued = client.post(f"{planned}/issue")
    assert issued.headers["Cache-Control"] == "no-store"
    return [link["href"] for link in issued.json["links"]]


def record(kind: str, **parts: Any) -> dict[str, Any]:
    return {"id": str(uuid7()), "kind": kind, "made_at": NOW.isoformat(), **parts}


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 60)).save(out, "JPEG")
    return io.BytesIO(out.getvalue())


def test_the_quarter_is_the_towns_own_and_what_has_not_ended_is_found_from_any(client: FlaskClient, planned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def listed() -> dict[str, Any]:
        return {area["area"]["code"]: area for area in client.get("/api/v1/inspections").json["items"]}

    assert listed()["A1"]["inspection"]["id"] == listed()["A1"]["open"]["id"] == planned.rsplit("/", 1)[1]
    assert listed()["A2"]["open"] is None
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 31, 16, tzinfo=UTC))  # midnight in the town
    assert client.get("/api/v1/inspections").json["quarter"] == "2027-01-01"
    assert listed()["A1"]["inspection"] is None
    assert (listed()["A1"]["open"]["quarter"], listed()["A1"]["open"]["quarter_said"]) == ("2026-10-01", "2026年第四季度")


def test_days_on_which_people_do_not_work_are_said(client: FlaskClient, planned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get(planned).json["days_off"] == []
    made = client.post("/api/v1/inspections", json={**ASK, "area": "A2", "days": ["2026-10-07", "2026-10-08"]}).json
    assert made["days_off"] == ["2026-10-07"]
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 9, 30, 16, tzinfo=UTC))
    assert client.get("/api/v1/inspections").json["first_day"] == "2026-10-08", "after the National Day holidays"


def test_a_draft_is_taken_back_and_another_begun(client: FlaskClient, planned: str) -> None:
    assert client.post(f"{planned}/withdraw").json["state"] == "withdrawn"
    [area] = [one for one in client.get("/api/v1/inspections").json["items"] if one["area"]["code"] == "A1"]
    assert area["inspection"] is None and area["open"] is None
    for call in ("withdraw", "plans", "issue", "end"):
        assert client.post(f"{planned}/{call}").status_code == 409, call
    again = client.post("/api/v1/inspections", json=ASK)
    assert again.status_code == 201


def test_what_was_issued_is_ended_not_taken_back(client: FlaskClient, planned: str) -> None:
    links(client, planned)
    refused = client.post(f"{planned}/withdraw")
    assert (refused.status_code, refused.json["code"]) == (409, "inspect_issued")


def test_from_the_plan_to_the_report(client: FlaskClient, planned: str) -> None:
    told = client.get(planned).json
    assert [(team["name"], team["mode"]) for team in told["teams"]] == [("一组", "car"), ("北组", "foot")]
    assert told["quarter_said"] == "2026年第四季度"
    assert client.get(f"{planned}/report").status_code == 409
    assert client.get(f"{planned}/plan.pdf").data.startswith(b"%PDF")
    here, other = links(client, planned)
    page = client.get(here)
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "no-referrer")
    stops = {stop["wish"]: address for address in (here, other) for stop in client.get(f"{address}/data").json["stops"]}
    mine = stops["grid:G1"]
    sent = record("finding", wish="grid:G1", item="I2", text="垃圾", lon=119.95, lat=30.02)
    photo = f"{mine}/records/{sent['id']}/photos"
    early = client.post(photo, data={"photo": (picture(), "a.jpg")})
    assert (early.status_code, early.json["code"]) == (409, "finding_missing")
    for outcome in ("created", "repeat"):
        assert client.post(f"{mine}/records", json=sent).json == {"id": sent["id"], "outcome": outcome}
    for _ in range(2):
        assert client.post(photo, data={"photo": (picture(), "a.jpg")}).status_code == 201
    assert client.post(f"{mine}/records", json=record("tick", wish="grid:G1", lon=119.95, lat=30.02)).status_code == 201
    incident = client.get(f"/api/v1/incidents/{sent['id']}").json
    assert (incident["source"], incident["grid"]["code"], len(incident["photos"])) == ("inspection", "G1", 1)
    assert client.get(planned).json["progress"]["stops_done"] == 1
    assert client.post(f"{planned}/end").json["state"] == "ended"
    gone = client.get(f"{mine}/data")
    assert (gone.status_code, gone.json["code"]) == (410, "link_ended")
    page = client.get(here)
    assert page.status_code == 410
    assert not any(word in page.text for word in ("石桥", "柳湾", "西片联查", "一组"))
    report = client.get(f"{planned}/report").json
    assert (report["total"]["entered"], report["total"]["findings"]) == (1, 1)
    assert client.get(f"{planned}/report.pdf").data.startswith(b"%PDF")
    assert "folium" in client.get(f"{planned}/report.html").text
    matters = client.get("/api/v1/office-matters?open=yes&limit=2").json
    assert len(matters["items"]) == 2
    following = client.get(matters["next"]).json["items"]
    assert following and following[0]["id"] > matters["items"][-1]["id"]
    assert client.post(f"/api/v1/office-matters/{following[0]['id']}/settle", json={"decision": "下周补查"}).status_code == 200


def test_what_a_phone_kept_arrives_after_the_end(client: FlaskClient, planned: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = links(client, planned)[0]
    client.post(f"{planned}/end")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=5))
    sent = record("finding", wish="grid:G1", item="I2", text="垃圾", lon=119.95, lat=30.02)
    for outcome in ("late", "repeat"):
        assert client.post(f"{mine}/records", json=sent).json == {"id": sent["id"], "outcome": outcome}
    assert client.post(f"{mine}/records/{sent['id']}/photos", data={"photo": (picture(), "a.jpg")}).status_code == 201
    after = client.post(f"{mine}/records", json=record("tick", wish="grid:G1") | {"made_at": (NOW + timedelta(hours=1)).isoformat()})
    assert (after.status_code, after.json["code"]) == (409, "record_after_end")
    told = client.get(planned).json["late"]
    assert told["records"] == 1
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=8))
    closed = client.post(f"{mine}/records", json=record("tick", wish="grid:G1"), headers={"Accept-Language": "en"})
    assert (closed.status_code, closed.json["code"]) == (410, "link_closed")
    assert "7 days" in closed.json["detail"]
    assert client.post(f"{mine}/records", json=sent).json["outcome"] == "repeat"


def test_a_teams_way_for_other_apps(client: FlaskClient, planned: str) -> None:
    first, second = links(client, planned)
    mine = [len(client.get(f"{address}/data").json["stops"]) for address in (first, second)]
    for address, stops in zip((first, second), mine, strict=True):
        way, calendar = client.get(f"{address}/way.gpx"), client.get(f"{address}/way.ics")
        assert way.text.count("<rtept") == calendar.text.count("BEGIN:VEVENT") == stops
        assert (way.mimetype, calendar.mimetype) == ("application/gpx+xml", "text/calendar")
        assert "%E8%81%94%E6%9F%A5" in way.headers["Content-Disposition"]
    assert client.get(f"{first}/way.kml").status_code == 404
    client.post(f"{planned}/end")
    assert client.get(f"{first}/way.gpx").status_code == 410


def test_the_town_page_lists_every_area(client: FlaskClient, planned: str) -> None:
    told = client.get("/api/v1/inspections?quarter=2026-11-30").json
    assert [(one["area"]["code"], bool(one["inspection"])) for one in told["items"]] == [("A1", True), ("A2", False)]
    assert client.get("/api/v1/inspections?quarter=2026-01-01").json["total"]["inspected"] == 0


@pytest.mark.parametrize(("change", "field"), [
    ({"area": None}, "area"), ({"days": []}, "days"), ({"days": ["8.10."]}, "days"), ({"teams": [1]}, "teams"), ({"teams": [{"mode": "boat"}]}, "mode"),
    ({"teams": [{"hours": "早到晚"}]}, "hours"), ({"teams": [{"start": [500, 0]}]}, "teams"), ({"settings": {"speed": 1}}, "speed"), ({"settings": []}, "settings"),
])
def test_what_cannot_be_planned_is_refused_by_field(client: FlaskClient, change: dict[str, Any], field: str) -> None:
    refused = client.post("/api/v1/inspections", json={**ASK, **change})
    assert refused.status_code == 400, refused.text
    assert refused.json["errors"][0]["field"] == field


def test_a_link_of_nobody_says_so(client: FlaskClient) -> None:
    unknown = "/i/" + "x" * 32
    assert client.get(unknown).status_code == 404
    assert "新的链接" in client.get(unknown).text
    assert client.get(f"{unknown}/data").json["code"] == "link_unknown"
    assert client.post(f"{unknown}/records", json=record("tick", wish="grid:G1")).status_code == 404


def test_moves_and_locks_want_a_reason(client: FlaskClient, planned: str, database: Database) -> None:
    assert client.post(f"{planned}/moves", json={"wish": "grid:G1", "team": 2, "day": "2026-10-08"}).json["errors"][0]["field"] == "reason"
    moved = client.post(f"{planned}/moves", json={"wish": "grid:G1", "team": 2, "day": "2026-10-08", "reason": "北组更熟"})
    assert (moved.status_code, moved.json["planning"]["state"]) == (202, "waiting")
    town.plan(database, UUID(planned.rpartition("/")[2]))
    assert {stop["wish"]: (stop["team"], stop["locked"]) for stop in client.get(planned).json["stops"]}["grid:G1"] == (2, True)
    locked = client.post(f"{planned}/locks", json={"wish": "grid:G2", "locked": True, "reason": "已约好"})
    assert sum(stop["locked"] for stop in locked.json["stops"]) == 2
    assert client.post(f"{planned}/locks", json={"wish": "grid:G9", "locked": True, "reason": "?"}).status_code == 404


def test_who_goes_where_and_places_of_ones_own(client: FlaskClient, database: Database) -> None:
    made = client.post("/api/v1/inspections", json={
        **ASK, "fixed": [{"team": 2, "grid": "G1", "reason": "包片"}], "forbidden": [{"team": 2, "grid": "G2"}],
        "extra_stops": [{"name": "老井", "lon": 119.951, "lat": 30.03, "category": "水源", "minutes": 5, "required": True}]})
    assert made.status_code == 201, made.text
    planned = f"/api/v1/inspections/{made.json['id']}"
    town.plan(database, UUID(made.json["id"]))
    told = client.get(planned).json
    assert {stop["wish"]: stop["team"] for stop in told["stops"]} == {"grid:G1": 2, "grid:G2": 1, "own:1": 2}
    assert [(pair["rule"], pair["team"], pair["label"]) for pair in told["pairs"]] == [("fixed", 2, "柳湾网格"), ("forbidden", 2, "石桥网格")]
    lifted = client.post(f"{planned}/pairs", json={"rule": "fixed", "team": 2, "grid": "G1", "reason": "换人", "lift": True})
    assert (lifted.status_code, len(lifted.json["pairs"])) == (202, 1)
    assert client.post(f"{planned}/stops", json={"name": "新井", "lon": 119.952, "lat": 30.03, "reason": "群众反映"}).json["code"] == "inspect_planning"
    town.plan(database, UUID(made.json["id"]))
    added = client.post(f"{planned}/stops", json={"name": "新井", "lon": 119.952, "lat": 30.03, "reason": "群众反映"})
    assert added.status_code == 202 and added.json["changes"][-1]["action"] == "add"
    town.plan(database, UUID(made.json["id"]))
    assert "own:2" in {stop["wish"] for stop in client.get(planned).json["stops"]}
    assert client.post(f"{planned}/stops/drop", json={"wish": "own:2", "reason": "误报"}).status_code == 202
    for call, body, status in (("pairs", {"rule": "often", "team": 1, "grid": "G1", "reason": "x"}, 400), ("pairs", {"rule": "fixed", "team": 1, "grid": "G1"}, 400),
                               ("pairs", {"rule": "fixed", "team": 1, "grid": "G1", "reason": "x", "lift": True}, 404), ("stops/drop", {"wish": "own:9", "reason": "x"}, 404)):
        assert client.post(f"{planned}/{call}", json=body).status_code == status, call


def test_days_and_teams_of_a_draft_are_changed_in_place(client: FlaskClient, planned: str, database: Database) -> None:
    """What is not said of a team stays; no name of anybody comes back."""
    made = client.post(f"{planned}/setup", json={"days": ["2026-10-09"], "teams": [{"number": 2, "hours": "08:00-12:00", "people": ["李青"]}], "reason": "一组抽走了"})
    assert made.status_code == 202, made.text
    assert made.json["days"] == ["2026-10-09"] and made.json["stale"] and "李青" not in made.text
    assert [(team["number"], team["name"], team["mode"], team["hours"], team["members"]) for team in made.json["teams"]] == [(2, "北组", "foot", "08:00-12:00", 1)]
    town.plan(database, UUID(made.json["id"]))
    told = client.get(planned).json
    assert not told["stale"] and {stop["team"] for stop in told["stops"]} == {2}
    for wrong in ({"teams": [{"number": 9}], "reason": "x"}, {"days": [], "reason": "x"}, {"days": ["2026-10-09"]}, {"teams": "x", "reason": "x"}):
        assert client.post(f"{planned}/setup", json=wrong).status_code == 400


@pytest.mark.parametrize(("changed", "field"), [
    ({"settings": {"point_s": None}}, "point_s"), ({"settings": {"seconds": 1e9}}, "seconds"), ({"settings": {"iterations": 10**12}}, "iterations"),
    ({"settings": {"lunch": 0}}, "lunch"), ({"settings": {"home_grids": None}}, "home_grids"), ({"settings": {"nonsense": 1}}, "nonsense"),
    ({"teams": [{"days": ["x"]}]}, "days"), ({"teams": [{"hours": "17:30-08:30"}]}, "hours"),
    ({"forbidden": [{"team": 1, "wish": "key:nowhere"}]}, "forbidden[0]"), ({"fixed": [{"team": 1, "wish": "key:nowhere"}]}, "fixed[0]"),
    ({"fixed": [{"team": 1, "grid": "G9"}]}, "fixed[0]"), ({"extra_stops": [{"name": "X", "lon": 1, "lat": 1}]}, "extra_stops[0]"),
])
def test_what_cannot_be_begun_is_refused_by_field_in_both_languages(client: FlaskClient, database: Database, changed: dict[str, Any], field: str) -> None:
    for language in ("zh", "en"):
        refused = client.post("/api/v1/inspections", json=ASK | changed, headers={"Accept-Language": language})
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (400, field), refused.text
        words = refused.json["detail"] + refused.json["errors"][0]["reason"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words) == (language == "zh"), words
    assert [area["open"] for area in client.get("/api/v1/inspections").json["items"]] == [None, None]


def test_a_pair_on_a_stop_that_will_be_there_is_taken(client: FlaskClient) -> None:
    made = client.post("/api/v1/inspections", json=ASK | {"fixed": [{"team": 2, "wish": "grid:G1"}]})
    assert made.status_code == 201 and made.json["pairs"][0]["wish"] == "grid:G1"


def test_links_are_replaced_only_where_that_is_asked_for(client: FlaskClient, planned: str) -> None:
    [first, _] = links(client, planned)
    assert client.post(f"{planned}/issue").json["code"] == "inspect_issued_already"
    assert client.get(first).status_code == 200
    assert client.post(f"{planned}/issue", json={"again": True}).status_code == 200
    assert client.get(first).status_code == 404


def test_a_number_that_no_database_holds_names_nothing(client: FlaskClient) -> None:
    for path in ("inspection-requests/{}/withdraw", "office-matters/{}/settle", "hotspots/searches/{}/stop"):
        assert client.post("/api/v1/" + path.format(10**30), json={"reason": "x", "decision": "x"}).status_code == 404
