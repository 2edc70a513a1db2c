"""The planner's desk over HTTP: a draft from opening to publishing, two planners, refusals that say where."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app import clock
from gis_app.web.state import EXTENSION

EDITIONS = "/api/v1/editions"
WHO = {"Wangge-Planner": quote("张规划")}
SPLIT = {"edit": "split", "grid": "G1", "line": [[119.96, 29.99], [119.96, 30.06]], "new": "G1a", "side": "left"}


@pytest.fixture(scope="module")
def edition(app: APIFlask) -> int:
    made = app.test_client().post(EDITIONS, json={"town": "T", "name": "调整"}, headers=WHO)
    assert made.status_code == 201, made.json
    return made.json["id"]


def send(client: FlaskClient, edition: int, what: str, **body) -> object:
    return client.post(f"{EDITIONS}/{edition}/{what}", json=body, headers=WHO)


def version(client: FlaskClient, edition: int) -> int:
    return client.get(f"{EDITIONS}/{edition}").json["version"]


def test_a_name_is_needed(client: FlaskClient) -> None:
    for headers in ({}, {"Wangge-Planner": "%ff"}, {"Wangge-Planner": quote("名" * 41)}):
        refused = client.post(EDITIONS, json={"town": "T", "name": "无名"}, headers=headers)
        assert (refused.status_code, refused.json["code"]) == (400, "planner_needed")


def test_what_opening_would_settle(client: FlaskClient) -> None:
    assert client.post(EDITIONS, json={"town": "T", "preview": True}, headers=WHO).json == {"settled": []}
    assert client.post(EDITIONS, json={"town": "?", "name": "x"}, headers=WHO).json["code"] == "town_unknown"


def test_a_draft_is_told_whole(client: FlaskClient, edition: int) -> None:
    told = client.get(f"{EDITIONS}/{edition}").json
    assert (told["state"], told["created_by"], told["town"]["name"]) == ("draft", "张规划", "青溪镇")
    grid = next(grid for grid in told["grids"] if grid["code"] == "G1")
    assert grid["figures"]["area_mu"] == pytest.approx(grid["figures"]["area_m2"] * 15 / 10_000, abs=0.01)
    assert client.get(f"{EDITIONS}?town=T").json["items"][0]["id"] == edition
    assert client.get(f"{EDITIONS}/99999").status_code == 404
    cover = client.get(f"{EDITIONS}/{edition}/coverage")
    assert {"left", "right", "line"} == set(cover.json["edges"][0])
    assert client.get(f"{EDITIONS}/{edition}/coverage", headers={"If-None-Match": cover.headers["ETag"]}).status_code == 304


def test_edit_preview_retry_undo(client: FlaskClient, edition: int) -> None:
    base = version(client, edition)
    shown = send(client, edition, "edits", base=base, edit=SPLIT, preview=True)
    assert shown.status_code == 200, shown.json
    assert [(move["from"], move["to"]) for move in shown.json["moves"]] == [("G1", "G1a")]
    assert version(client, edition) == base
    key = str(uuid4())
    done = send(client, edition, "edits", base=base, edit=SPLIT, key=key, names={"G1a": "柳湾西网格"})
    assert done.status_code == 201, done.json
    assert done.json["version"] == base + 1
    assert {"A1", "G1", "G1a", "G2", "T"} <= {grid["code"] for grid in done.json["grids"]}
    again = send(client, edition, "edits", base=base, edit=SPLIT, key=key, names={"G1a": "柳湾西网格"})
    assert (again.status_code, again.json["repeated"], again.json["delta"]) == (201, True, done.json["delta"])
    assert send(client, edition, "edits", base=base, edit={"edit": "rename", "grid": "G2", "name": "x"}, key=key).status_code == 422
    back = send(client, edition, "undo", base=base + 1, key=str(uuid4()))
    assert back.json["delta"]["removed"] == done.json["delta"]["added"]
    assert (back.json["gone"], back.json["can_redo"]) == (["G1a"], True)
    log = client.get(f"{EDITIONS}/{edition}/edits?limit=1&delta=true").json
    assert (log["items"][0]["planner"], log["items"][0]["undone"]) == ("张规划", True)
    assert client.get(log["next"]).json["items"][0]["kind"] == "undo"


def test_a_stale_edit_is_told_what_happened(client: FlaskClient, edition: int) -> None:
    base = version(client, edition)
    send(client, edition, "edits", base=base, edit={"edit": "rename", "grid": "G2", "name": "石桥新网格"}, key=str(uuid4()))
    stale = send(client, edition, "edits", base=base, edit=SPLIT, key=str(uuid4()))
    assert (stale.status_code, stale.json["code"], stale.json["version"]) == (409, "edit_stale", base + 1)
    assert stale.json["since"][0]["edit"] == {"edit": "rename", "grid": "G2", "name": "石桥新网格"}
    assert "第" in stale.json["detail"]


@pytest.mark.parametrize(("edit", "status", "code", "grid"), [
    ({"edit": "split", "grid": "G1", "line": [[119.95, 30.01], [119.96, 30.02]], "new": "N"}, 409, "edit_no_cut", "G1"),
    ({"edit": "move_vertex", "at": [119.90, 30.00], "to": [119.91, 30.01]}, 409, None, None),
    ({"edit": "nothing"}, 400, "edit_unknown", None), ({}, 400, "edit_unknown", None), ({"edit": "rename"}, 400, "bad_request", None),
    ({"edit": "rename", "grid": "G1", "name": "a\u0000"}, 400, "bad_value", None),
])
def test_refusals_say_which_and_where(client: FlaskClient, edition: int, edit: dict, status: int, code: str | None, grid: str | None) -> None:
    refused = send(client, edition, "edits", base=version(client, edition), edit=edit, key=str(uuid4()))
    assert refused.status_code == status, refused.json
    assert code in (None, refused.json["code"])
    assert refused.json.get("grid") == grid
    if code is None:
        assert refused.json["at"]


def test_locked_grids_stay(client: FlaskClient, edition: int) -> None:
    assert send(client, edition, "locks", lock=["G1"]).json["locks"][0]["planner"] == "张规划"
    refused = send(client, edition, "edits", base=version(client, edition), edit=SPLIT, key=str(uuid4()))
    assert (refused.json["code"], refused.json["grid"]) == ("edit_locked", "G1")
    assert send(client, edition, "locks", unlock=["G1"]).json == {"locks": []}
    assert send(client, edition, "locks", lock=["nowhere"]).json["code"] == "edit_unknown_grid"


def test_codes_and_findings(client: FlaskClient, edition: int) -> None:
    assert client.get(f"{EDITIONS}/{edition}/codes?beside=G1&count=2").json == {"codes": ["G1-1", "G1-2"]}
    assert client.get(f"{EDITIONS}/{edition}/codes/proposed").json == {"codes": {}}
    found = client.get(f"{EDITIONS}/{edition}/findings").json
    assert found["errors"] == 0
    assert {one["rule"] for one in found["items"]} <= {"code_prefix", "badly_shaped", "missing_name"}
    assert {one["rule"] for one in found["not_run"]} >= {"without_people"}


def test_comments(client: FlaskClient, edition: int) -> None:
    made = send(client, edition, "comments", text="这里应沿水渠", at=[119.95, 30.03], grid="G1").json
    answered = send(client, edition, "comments", text="已改", at=[119.95, 30.03], answers=made["id"]).json
    assert answered["answers"] == made["id"]
    settled = client.post(f"{EDITIONS}/{edition}/comments/{made['id']}/settle", headers=WHO).json
    assert settled["settled"]["planner"] == "张规划"
    assert [one["text"] for one in client.get(f"{EDITIONS}/{edition}/comments").json["items"]] == ["这里应沿水渠", "已改"]
    assert send(client, edition, "comments", text="x", at=[1], grid="G1").status_code == 400
    assert send(client, edition, "comments", text="x", at=[1, 2], answers=999).status_code == 404


def test_review_and_publish(client: FlaskClient, edition: int, app: APIFlask) -> None:
    zone = app.extensions[EXTENSION].settings.zone
    tomorrow = (clock.today(zone) + timedelta(days=1)).isoformat()
    assert send(client, edition, "publish", at=tomorrow).json["code"] == "edition_not_approved"
    assert send(client, edition, "edits", base=version(client, edition), edit=SPLIT, key=str(uuid4())).status_code == 201
    assert send(client, edition, "review", note="请审").json["state"] == "review"
    assert send(client, edition, "undo", base=version(client, edition), key=str(uuid4())).json["code"] == "edition_not_draft"
    assert send(client, edition, "return", note="再看看").json["state"] == "draft"
    assert send(client, edition, "approve").json["code"] == "edition_step"
    send(client, edition, "review")
    assert send(client, edition, "approve").json["state"] == "approved"
    assert send(client, edition, "publish", at=clock.today(zone).isoformat()).json["code"] == "edition_past"
    assert send(client, edition, "publish", at="明天").status_code == 400
    done = send(client, edition, "publish", at=tomorrow)
    assert (done.status_code, done.json["state"]) == (200, "published"), done.json
    actions = [step["action"] for step in client.get(f"{EDITIONS}/{edition}/reviews").json["items"]]
    assert actions == ["open", "send", "return", "send", "approve", "publish"]
    after = client.get(f"/api/v1/grids?at={tomorrow}T00:00:00%2B08:00").json["features"]
    assert "G1a" in {feature["id"] for feature in after}
    assert "G1a" not in {feature["id"] for feature in client.get("/api/v1/grids").json["features"]}
