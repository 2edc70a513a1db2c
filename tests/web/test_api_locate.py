"""GET /api/v1/locate: what it answers, and what it refuses."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.domain.crs import from_wgs84
from gis_app.web.state import EXTENSION


def located(client: FlaskClient, **query: object) -> dict:
    answer = client.get("/api/v1/locate", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_a_place_in_a_grid(client: FlaskClient) -> None:
    found = located(client, lon=119.95, lat=30.02)
    assert found["grid"] == {"code": "G1", "name": "柳湾网格", "level": 3, "kind": "grid"}
    assert [step["code"] for step in found["path"]] == ["T", "A1", "G1"]
    assert (found["rule"], found["near_boundary"], found["distance_m"], found["candidates"]) == ("covers", False, None, [])
    assert (found["edition"], found["wgs84"]) == ("第一版", [119.95, 30.02])
    assert [(person["name"], person["phone"]) for person in found["people"]] == [("周明", None), ("李青", "138****0000")]


def test_on_a_border_the_lower_code_wins_and_the_other_is_named(client: FlaskClient) -> None:
    found = located(client, lon=119.95, lat=30.05)
    assert (found["grid"]["code"], found["rule"], found["distance_m"]) == ("G1", "boundary", 0.0)
    assert [(other["code"], other["distance_m"]) for other in found["candidates"]] == [("G2", 0.0)]


def test_an_enterprise_keeps_its_ground_and_its_path_follows_the_ground(client: FlaskClient) -> None:
    found = located(client, lon=120.04, lat=30.045)
    assert found["grid"]["code"] == "E1"
    assert [step["code"] for step in found["path"]] == ["T", "A2", "E1"]


def test_just_outside_is_drawn_in_and_says_how_far(client: FlaskClient) -> None:
    found = located(client, lon=120.1001, lat=30.02)
    assert (found["grid"]["code"], found["rule"]) == ("G3", "nearest")
    assert found["distance_m"] == pytest.approx(9.647, abs=0.01)


def test_outside_belongs_to_nobody_but_says_who_is_nearest(client: FlaskClient) -> None:
    found = located(client, lon=120.102, lat=30.02)
    assert (found["grid"], found["rule"], found["path"]) == (None, "outside", [])
    assert found["nearest"]["code"] == "G3"
    assert found["nearest"]["distance_m"] == pytest.approx(192.9, abs=0.2)
    assert located(client, lon=-70, lat=-20)["nearest"] is None


@pytest.mark.parametrize("crs", ["gcj02", "bd09", "cgcs2000", "EPSG:4549"])
def test_any_datum(client: FlaskClient, crs: str) -> None:
    x, y = (float(value) for value in from_wgs84(119.95, 30.02, crs))
    found = located(client, lon=x, lat=y, crs=crs)
    assert found["grid"]["code"] == "G1"
    assert found["wgs84"] == pytest.approx([119.95, 30.02], abs=1e-8)


def test_accuracy_widens_what_is_near(client: FlaskClient) -> None:
    assert not located(client, lon=119.95, lat=30.0495)["near_boundary"]
    near = located(client, lon=119.95, lat=30.0495, accuracy_m=80)
    assert near["near_boundary"]
    assert near["distance_m"] == pytest.approx(55.4, abs=0.1)
    assert [other["code"] for other in near["candidates"]] == ["G2"]


def test_the_nearest_border_is_told_where_it_is_asked_for(client: FlaskClient) -> None:
    asked = {"lon": 119.95, "lat": 30.0495}
    assert "beside" not in located(client, **asked)
    found = located(client, **asked, beside_m=300)
    assert (found["near_boundary"], found["distance_m"], found["candidates"]) == (False, None, [])
    assert found["beside"] == {"distance_m": pytest.approx(55.4, abs=0.1), "grid": {"code": "G2", "name": found["beside"]["grid"]["name"], "level": 3, "kind": "grid"}}
    assert located(client, **asked, beside_m=50)["beside"] == {"distance_m": None, "grid": None}
    edge = located(client, lon=120.0995, lat=30.02, beside_m=300)["beside"]
    assert edge["grid"] is None and edge["distance_m"] == pytest.approx(48.2, abs=0.2), "beyond the town there is nobody"
    assert client.get("/api/v1/locate?lon=119.95&lat=30.02&beside_m=0").status_code == 400


def test_the_first_edition_has_always_been(client: FlaskClient) -> None:
    assert located(client, lon=119.95, lat=30.02, at="1999-01-01T00:00:00+08:00")["grid"]["code"] == "G1"
    assert located(client, lon=119.95, lat=30.02, at="2026-03-05T14:20:00 08:00")["grid"]["code"] == "G1"  # a lost plus


@pytest.mark.parametrize(("query", "code"), [
    ({"lat": 30}, "missing_field"), ({"lon": "abc", "lat": 1}, "bad_number"), ({"lon": "nan", "lat": 1}, "bad_number"),
    ({"lon": "inf", "lat": 1}, "bad_number"), ({"lon": "1_0", "lat": 1}, "bad_number"), ({"lon": "１２０", "lat": 1}, "bad_number"),
    ({"lon": "1e999", "lat": 1}, "bad_number"), ({"lon": 181, "lat": 1}, "bad_position"), ({"lon": 1, "lat": -90.1}, "bad_position"),
    ({"lon": 1, "lat": 1, "crs": "mars"}, "bad_crs"), ({"lon": 1, "lat": 1, "crs": "EPSG:999999"}, "bad_crs"),
    ({"lon": 1, "lat": 1, "at": "yesterday"}, "bad_time"), ({"lon": 1, "lat": 1, "accuracy_m": -1}, "bad_value"),
    ({"lon": 1, "lat": 1, "at": "0001-01-01T00:00:00+14:00"}, "bad_time"),
])
def test_what_cannot_be_read_is_named(client: FlaskClient, query: dict, code: str) -> None:
    answer = client.get("/api/v1/locate", query_string=query)
    assert (answer.status_code, answer.json["code"], answer.content_type) == (400, code, "application/problem+json")
    assert [fault["reason"] for fault in answer.json["errors"]] == [answer.json["detail"]]


@pytest.mark.parametrize(("query", "field"), [
    ({"lon": 181, "lat": 1}, "lon"), ({"lon": 1, "lat": -90.1}, "lat"), ({"lon": 1, "lat": 1, "crs": "mars"}, "crs"),
])
def test_the_field_at_fault_is_named(client: FlaskClient, query: dict, field: str) -> None:
    assert [fault["field"] for fault in client.get("/api/v1/locate", query_string=query).json["errors"]] == [field]


def test_problems_speak_the_reader_s_language(client: FlaskClient) -> None:
    ask = {"path": "/api/v1/locate?lat=1"}
    assert client.get(**ask).json["detail"] == "缺少“lon”。"
    english = client.get(**ask, headers={"Accept-Language": "en-GB,en;q=0.9"}).json
    assert english["detail"] == "“lon” is missing."
    assert english["errors"] == [{"field": "lon", "reason": "“lon” is missing."}]


ASKED = """
import logging, sys
from gis_app.app import create_app
from gis_app.config import Settings
settings = Settings.from_env()
client = create_app(settings, database_url=settings.database_url).test_client()
found = client.get("/api/v1/locate?lon=119.95&lat=30.02&accuracy_m=30").json["grid"]["code"]
made = client.post("/api/v1/incidents", json={"lon": 119.95, "lat": 30.02, "text": "x", "source": "worker", "item": "I1"})
print(found, made.status_code, made.status_code != 201 and made.text, [name for name in ("numba", "llvmlite", "dask") if name in sys.modules])
"""


def test_nothing_is_compiled_in_a_request(client: FlaskClient, app: APIFlask, tmp_path: Path) -> None:
    """A single place goes through the scalar path: the compiler is not even imported."""
    url = app.extensions[EXTENSION].database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=False,
                          env={**os.environ, "DATABASE_URL": url, "WANGGE_HOME": str(tmp_path)})
    assert done.stdout.split()[0] == "G1", done.stderr
    assert done.stdout.strip().endswith("201 False []"), done.stdout


def test_the_answer_is_utf8_json(client: FlaskClient) -> None:
    raw = client.get("/api/v1/locate?lon=119.95&lat=30.02").data
    assert "柳湾网格".encode() in raw
    json.loads(raw)
