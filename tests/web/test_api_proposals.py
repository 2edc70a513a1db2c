"""Proposals over HTTP: asked for, looked at, stopped; what cannot be is said."""

from urllib.parse import quote

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.jobs.queue import WORKER
from gis_app.services import proposing
from gis_app.web.state import EXTENSION

WHO = {"Wangge-Planner": quote("张规划")}
WISH = {"count": 2, "effort": 10}


@pytest.fixture(scope="module")
def proposals(app: APIFlask) -> str:
    made = app.test_client().post("/api/v1/editions", json={"town": "T", "name": "方案"}, headers=WHO)
    assert made.status_code == 201, made.json
    return f"/api/v1/editions/{made.json['id']}/proposals"


def test_asked_stopped_and_looked_at(client: FlaskClient, app: APIFlask, proposals: str) -> None:
    asked = client.post(proposals, json={"within": "A1", "wishes": [WISH]}, headers=WHO)
    assert asked.status_code == 202, asked.json
    assert (asked.json["state"], asked.json["planner"], asked.json["wishes"][0]["count"]) == ("waiting", "张规划", 2)
    here = f"{proposals}/{asked.json['id']}"
    assert client.post(f"{here}/stop", headers=WHO).status_code == 200
    proposing.make(app.extensions[EXTENSION].database, WORKER, asked.json["id"])
    told = client.get(here).json
    assert (told["state"], told["proposals"]) in [("stopped", None), ("failed", None)]
    assert [run["id"] for run in client.get(proposals).json["items"]] == [asked.json["id"]]
    assert client.get(f"{here}/edit?number=0").status_code == 404


@pytest.mark.parametrize(("body", "code"), [
    ({"within": "A1"}, "missing_field"), ({"within": "A1", "wishes": []}, "bad_value"), ({"within": "A1", "wishes": [{}]}, "propose_one_goal"),
    ({"within": "A1", "wishes": [{"count": "2"}]}, "bad_request"), ({"wishes": [WISH]}, "missing_field"),
])
def test_what_cannot_be_is_said(client: FlaskClient, proposals: str, body: dict, code: str) -> None:
    refused = client.post(proposals, json=body, headers=WHO)
    assert (refused.status_code, refused.json["code"]) == (400, code)


def test_what_is_not_there(client: FlaskClient, proposals: str) -> None:
    assert client.get(f"{proposals}/999").json["code"] == "not_found"
    assert client.get("/api/v1/editions/999/proposals").json["code"] == "not_found"
    assert client.post(proposals, json={"within": "A1", "wishes": [WISH]}).json["code"] == "planner_needed"
