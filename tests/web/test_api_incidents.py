"""The calls of /api/v1/incidents."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from uuid import uuid4

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from gis_app.domain.crs import from_wgs84
from gis_app.services.incidents import uuid7
from gis_app.web.state import EXTENSION

BODY = {"lon": 119.95, "lat": 30.02, "item": "I1", "text": "井盖缺失"}
URL = "/api/v1/incidents"


def send(client: FlaskClient, key: str | None = None, **changes: object) -> TestResponse:
    body = {name: value for name, value in {**BODY, **changes}.items() if value is not ...}
    return client.post(URL, json=body, headers={"Idempotency-Key": key} if key else {})


def rows(app: APIFlask, sql: str, **values: object) -> list:
    with app.extensions[EXTENSION].database.begin() as connection:
        return connection.execute(text(sql), values).all()


def test_a_report_is_written_with_all_its_history(app: APIFlask, client: FlaskClient) -> None:
    x, y = (float(value) for value in from_wgs84(119.95, 30.02, "gcj02"))
    answer = send(client, lon=x, lat=y, crs="gcj02", accuracy_m=12.5, source="resident", reported_at="2026-03-05T14:20:00+08:00")
    assert answer.status_code == 201, answer.text
    made = answer.json
    assert made["grid"]["code"] == "G1"
    assert [step["code"] for step in made["path"]] == ["T", "A1", "G1"]
    assert made["number"].startswith("T-20260305-")
    assert datetime.fromisoformat(made["due_at"]) == datetime.fromisoformat("2026-03-05T16:20:00+08:00")
    [place] = rows(app, "SELECT given_x, given_y, given_crs, accuracy_m, lon, lat FROM incident_location WHERE incident_id = :id", id=made["id"])
    assert place[:4] == (x, y, "gcj02", 12.5)
    assert place[4:] == pytest.approx((119.95, 30.02), abs=1e-8)
    assert rows(app, "SELECT rule, grid_version_id IS NOT NULL FROM incident_assignment WHERE incident_id = :id", id=made["id"]) == [("covers", True)]
    assert rows(app, "SELECT state, actor FROM incident_status WHERE incident_id = :id", id=made["id"]) == [("reported", "local")]
    assert rows(app, "SELECT action, detail FROM audit_event WHERE object_id = :id", id=made["id"]) == [("incident.report", {})]


def test_one_told_in_full(client: FlaskClient) -> None:
    made = send(client).json
    told = client.get(f"{URL}/{made['id']}").json
    assert (told["text"], told["state"], told["grid"], told["department"]) == (
        "井盖缺失", "reported", {"code": "G1", "name": "柳湾网格"}, "环保办")
    assert [step["code"] for step in told["path"]] == ["T", "A1", "G1"]
    assert sorted(event["what"] for event in told["history"]) == ["assignment", "place", "state"]
    assert client.get(f"{URL}/{uuid4()}").status_code == 404
    assert client.get(f"{URL}/nonsense").status_code == 400


def test_the_same_key_gets_the_same_answer_and_another_body_is_refused(app: APIFlask, client: FlaskClient) -> None:
    key = str(uuid4())
    first, again = send(client, key), send(client, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.data == again.data
    other = send(client, key, text="别的")
    assert (other.status_code, other.json["code"]) == (422, "idempotency_conflict")
    assert rows(app, "SELECT count(*) FROM incident WHERE id = :id", id=first.json["id"]) == [(1,)]


def test_the_sender_s_own_id_serves_as_a_key(client: FlaskClient) -> None:
    mine = str(uuid7())
    first, again = send(client, id=mine), send(client, id=mine)
    assert first.json["id"] == mine
    assert first.data == again.data
    assert send(client, id=mine, text="别的").status_code == 422
    assert send(client, str(uuid4()), id=mine).json["code"] == "id_taken"
    assert send(client, id=str(uuid4())).status_code == 400  # not of version 7


def test_eight_at_once_make_one(app: APIFlask) -> None:
    key, before = str(uuid4()), rows(app, "SELECT count(*) FROM incident")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(app.test_client(), key), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert rows(app, "SELECT count(*) FROM incident") == [(before[0][0] + 1,)]


def test_eight_with_one_id_make_one(app: APIFlask) -> None:
    mine = str(uuid7())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(app.test_client(), id=mine), range(8)))
    assert {(answer.status_code, answer.data) for answer in answers} == {(201, answers[0].data)}


def test_outside_waits_in_the_town_s_queue(app: APIFlask, client: FlaskClient) -> None:
    made = send(client, lon=120.2).json
    assert (made["grid"], made["rule"]) == (None, "outside")
    assert made["number"].startswith("T-")
    assert rows(app, "SELECT grid_id, rule FROM incident WHERE id = :id", id=made["id"]) == [(None, "outside")]
    assert client.get(f"{URL}/{made['id']}").json["path"] == []


@pytest.mark.parametrize(("changes", "status", "code"), [
    ({"lon": None}, 400, "missing_field"), ({"lon": ...}, 400, "missing_field"), ({"lon": "119.9"}, 400, "bad_number"),
    ({"lon": True}, 400, "bad_number"), ({"lon": 10**400}, 400, "bad_number"), ({"lat": 91}, 400, "bad_position"),
    ({"item": "nope"}, 400, "bad_value"), ({"item": 3}, 400, "bad_value"), ({"text": " "}, 400, "missing_field"),
    ({"text": "a\x00b"}, 400, "bad_value"), ({"text": "\ud800"}, 400, "bad_value"), ({"text": "长" * 4001}, 400, "bad_value"),
    ({"source": "nobody"}, 400, "bad_value"), ({"source": ["worker"]}, 400, "bad_value"), ({"crs": "mars"}, 400, "bad_crs"),
    ({"reported_at": "soon"}, 400, "bad_time"), ({"accuracy_m": -1}, 400, "bad_value"), ({"id": "x"}, 400, "bad_value"),
    ({"reported_at": "2099-01-01T00:00:00Z"}, 400, "future_time"),
    ({"text": "x" * 70_000}, 413, "too_large"),
])
def test_what_cannot_be_taken_in(client: FlaskClient, changes: dict, status: int, code: str) -> None:
    answer = send(client, **changes)
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("body", [
    b"", b"[]", b"null", b"{", b"\xff", b'{"lon": NaN}', b'{"lon": Infinity}', b"[" * 30_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b'{"lon": 1' + b"0" * 5000 + b"}",
])
def test_bodies_that_are_no_report(client: FlaskClient, body: bytes) -> None:
    answer = client.post(URL, data=body, content_type="application/json")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_other_media_and_odd_keys(client: FlaskClient) -> None:
    assert client.post(URL, data="lon=1", content_type="application/x-www-form-urlencoded").status_code == 415
    assert send(client, "k" * 201).status_code == 400


def test_the_list_goes_on_by_cursor_newest_first(client: FlaskClient) -> None:
    sent = [send(client, reported_at=f"2025-01-0{day}T08:00:00+08:00", lon=120.06, lat=30.02, item="I2").json["id"] for day in (1, 2, 3, 4, 5)]
    path, seen = f"{URL}?item=I2&grid=A2&from=2025-01-01&to=2025-01-04&limit=3", []
    while path:
        page = client.get(path).json
        seen += [row["id"] for row in page["items"]]
        path = page["next"]
    assert seen == sent[3::-1]


@pytest.mark.parametrize(("query", "found"), [
    ("grid=T", True), ("grid=A1", True), ("grid=G2", False), ("grid=nowhere", False), ("item=I1", True), ("item=I1,I2", True), ("item=I2", False),
    ("state=reported", True), ("state=closed,void", False), ("source=head", True), ("source=own", True), ("source=others", False),
    ("from=2025-06-01&to=2025-06-01", True), ("from=2025-06-02", False), ("to=2025-05-31", False),
    ("from=2025-06-01T10:00:00%2B08:00&to=2025-06-01T10:00:01%2B08:00", True), ("to=2025-06-01T10:00:00%2B08:00", False),
    ("bbox=119.9,30,120,30.05", True), ("bbox=119,30,119.5,30.05", False),
    ("bbox=-180,-90,180,90", True), ("bbox=119.95,30.02,119.95,30.02", True), ("bbox=119.9500001,30,120,30.05", False),
])
def test_filters(client: FlaskClient, query: str, found: bool) -> None:
    mine = send(client, "filters", reported_at="2025-06-01T10:00:00+08:00", source="head").json["id"]
    page = client.get(f"{URL}?{query}&limit=500").json
    assert (mine in [row["id"] for row in page["items"]]) is found


@pytest.mark.parametrize("query", [
    "limit=0", "limit=501", "limit=x", "limit=1.5", "cursor=zzz", "cursor=%00", "bbox=1,2,3", "bbox=5,0,1,1", "bbox=nan,0,1,1", "state=nope",
    "source=nope", "from=yesterday", "to=2025-13-01", "grid=%00", "from=9999-12-31&to=9999-12-31",
])
def test_filters_that_cannot_be_read(client: FlaskClient, query: str) -> None:
    assert client.get(f"{URL}?{query}").status_code == 400


def test_overdue_is_told(client: FlaskClient) -> None:
    late = send(client, reported_at="2025-06-01T10:00:00+08:00").json["id"]
    assert client.get(f"{URL}/{late}").json["overdue"]
    assert not client.get(f"{URL}/{send(client).json['id']}").json["overdue"]


@pytest.mark.parametrize("path", ["/api/v1/incidents/0190aaaa-0000-7000-8000-000000000000", "/api/v1/grids/nope", "/tiles/nope/1/0/0.mvt",
                                  "/api/v1/incidents?limit=0", "/api/v1/incidents?source=nobody", "/api/v1/incidents?cursor=x"])
def test_a_refusal_in_english_is_english(client: FlaskClient, path: str) -> None:
    said = client.get(path, headers={"Accept-Language": "en"}).get_json()["detail"]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in said), said


def test_an_unknown_item_is_said_in_english_too(client: FlaskClient) -> None:
    body = {"lon": 120, "lat": 30, "item": "nope", "text": "x"}
    answered = client.post("/api/v1/incidents", json=body, headers={"Accept-Language": "en"})
    assert answered.get_json()["detail"] == "The value of “item” cannot be used: it is not in the item list"
