"""列入联查 over HTTP: asked, listed, taken back; refusals."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from gis_app.db.session import Database
from gis_app.web.state import EXTENSION
from tests import inspected_town, planted_spots, small_town

URL = "/api/v1/inspection-requests"


@pytest.fixture(scope="module")
def spot(module_database: Database) -> str:
    with module_database.begin() as connection:
        inspected_town.furnish(connection)
        return str(planted_spots.plant(connection, connection.execute(text("SELECT grid_id FROM grid_version WHERE code = 'T'")).scalar_one()))


@pytest.fixture(scope="module")
def client(module_database: Database, spot: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app = small_town.application(module_database, Path(tmp_path_factory.mktemp("home")))
    yield app.test_client()
    app.extensions[EXTENSION].pulse.close()
    app.extensions[EXTENSION].database.close()


def test_asked_listed_and_taken_back(client: FlaskClient, spot: str) -> None:
    made = client.post(URL, json={"hotspot_id": spot, "required": True, "reason": "投诉集中"})
    assert made.status_code == 201, made.text
    (one,) = made.json["items"]
    assert (one["area"]["name"], one["state"], one["required"], one["hotspot_id"]) == ("西片", "waiting", True, spot)
    grid = client.post(URL, json={"grid": "G3", "reason": "久未巡查"}).json["items"]
    assert (grid[0]["grid_name"], grid[0]["required"]) == ("东岭网格", False)
    assert [row["id"] for row in client.get(URL).json["items"]] == [one["id"], grid[0]["id"]]
    told = client.get(f"/api/v1/hotspots/{spot}").json
    assert (told["requests"], told["visits"], told["of"]["zh"], [place["name"] for place in told["places"]]) == ([one], [], "垃圾", ["柳湾网格"])
    assert len(told["months"]) == 24
    assert client.post(f"{URL}/{one['id']}/withdraw", json={"reason": "写错了"}).json == {"id": one["id"]}
    assert [row["id"] for row in client.get(URL).json["items"]] == [grid[0]["id"]]


@pytest.mark.parametrize(("asked", "status", "code"), [
    ({"reason": "x"}, 400, "bad_value"), ({"grid": "G1"}, 400, "missing_field"), ({"grid": "G9", "reason": "x"}, 404, "not_found"),
    ({"hotspot_id": "x", "reason": "x"}, 400, "bad_value"), ({"hotspot_id": "01a21f2c-1d72-7996-9208-dda4a64a9603", "reason": "x"}, 404, "not_found"),
    ({"grid": "G1", "required": "yes", "reason": "x"}, 400, "bad_value"), ({"grid": "G1", "reason": "x" * 201}, 400, "bad_value"),
])
def test_refusals(client: FlaskClient, asked: dict[str, Any], status: int, code: str) -> None:
    refused = client.post(URL, json=asked)
    assert (refused.status_code, refused.json["code"]) == (status, code)


def test_what_is_not_there_cannot_be_taken_back(client: FlaskClient) -> None:
    assert client.post(f"{URL}/999999/withdraw", json={"reason": "x"}).status_code == 404
