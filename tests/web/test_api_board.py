"""The calls of the leader's page over HTTP: what they take, what they refuse, and that lists and figures agree."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.db.session import Database
from gis_app.services.board import NUMBERS
from gis_app.web.state import EXTENSION
from tests import heat_town, small_town

PERIOD = {"from": "2025-10-01", "to": "2026-03-31"}


@pytest.fixture(scope="module")
def app(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    with module_database.begin() as connection:
        heat_town.report(connection, heat_town.publish(connection), 200)
    made = small_town.application(module_database, tmp_path_factory.mktemp("home"))
    yield made
    made.extensions[EXTENSION].pulse.close()
    made.extensions[EXTENSION].database.close()


def test_the_figures_come_with_their_period_and_those_before(client: FlaskClient) -> None:
    told = client.get("/api/v1/board/figures", query_string=PERIOD).json
    assert (told["from"], told["to"], told["days"]) == ("2025-10-01", "2026-03-31", 182)
    assert (told["previous_from"], told["previous_to"]) == ("2025-04-02", "2025-09-30")
    assert told["level"] == "work_area"
    assert told["levels"] == ["work_area", "grid"]
    assert told["looked"] is None, "no round was ever recorded"
    assert told["within"] is None
    assert [row["code"] for row in told["items"]] == ["W1", "W2"]


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_opens_down_to_its_incidents(client: FlaskClient, number: str) -> None:
    told = client.get("/api/v1/board/figures", query_string={**PERIOD, "within": "W1"}).json
    for row in told["items"]:
        address = f"/api/v1/board/incidents?from={PERIOD['from']}&to={PERIOD['to']}&within=W1&node={row['code']}&number={number}&limit=7"
        found: list[dict] = []
        while address:
            page = client.get(address).json
            found += page["items"]
            address = page["next"]
        assert len({one["id"] for one in found}) == row[number]
        assert {one["grid"]["code"] for one in found} <= {row["code"]}


def test_the_course_adds_up_to_the_figures(client: FlaskClient) -> None:
    numbers = client.get("/api/v1/board/figures", query_string=PERIOD).json["numbers"]
    for step in ("day", "week", "month"):
        course = client.get("/api/v1/board/trend", query_string={**PERIOD, "step": step}).json
        assert sum(one["own"] + one["others"] for one in course["items"]) == numbers["reports"]
        assert sum(one["missed"] for one in course["items"]) == numbers["missed"]
        assert course["items"][0]["from"] == PERIOD["from"]
        assert course["items"][-1]["to"] == PERIOD["to"]


@pytest.mark.parametrize(("path", "query", "status", "code"), [
    ("figures", {"within": "nowhere"}, 404, "not_found"), ("figures", {"level": "village"}, 400, "bad_value"),
    ("figures", {"level": "street"}, 400, "bad_value"), ("figures", {"from": "2026-03-02", "to": "2026-03-01"}, 400, "bad_period"),
    ("trend", {"step": "hour"}, 400, "bad_value"), ("incidents", {"number": "all"}, 400, "bad_value"),
    ("incidents", {"node": "nowhere"}, 404, "not_found"), ("incidents", {"cursor": "x"}, 400, "bad_value"),
])
def test_what_cannot_be_asked_is_refused_by_name(client: FlaskClient, path: str, query: dict[str, str], status: int, code: str) -> None:
    answer = client.get(f"/api/v1/board/{path}", query_string=query)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_the_page_carries_its_own_scripts_and_the_map_does_not(client: FlaskClient) -> None:
    board, plain = client.get("/board").text, client.get("/").text
    assert "vendor/echarts/echarts.js" in board
    assert "js/board/main.js" in board
    assert "echarts" not in plain
    assert "js/board/" not in plain
    assert "style=" not in board
