"""Hotspots over HTTP: the map's cells, keeping, pages, one, what was done; refusals."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import heat_store
from gis_app.web.state import EXTENSION
from tests import heat_town, small_town
from tests.services.test_hotspots import ZONE

URL = "/api/v1/hotspots"
SPAN = "from=2025-04-01&to=2026-03-31"


@pytest.fixture(scope="module")
def app(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """Six grids; G6 has three times as many incidents as the heaps gave it, G1 none."""
    with module_database.begin() as connection:
        town = heat_town.publish(connection)
        heat_town.report(connection, town, 900, seed=3, days=360)
        connection.exec_driver_sql("DELETE FROM incident WHERE grid_code = 'G1'")
    heat_store.merge(module_database, LOCAL_OPERATOR, ZONE)
    made = small_town.application(module_database, tmp_path_factory.mktemp("home"))
    yield made
    made.extensions[EXTENSION].pulse.close()
    made.extensions[EXTENSION].database.close()


def test_cells_say_one_period_and_add_up(client: FlaskClient) -> None:
    told = client.get(f"{URL}/cells?{SPAN}").json
    assert (told["from"], told["to"], told["days"], told["method"]) == ("2025-04-01", "2026-03-31", 365, "gi_star")
    codes = [feature["id"] for feature in told["features"]]
    assert codes == [f"G{k}" for k in range(1, 7)]
    assert sum(told["summary"].values()) == 6
    silent = told["features"][0]["properties"]
    assert (silent["class"], silent["z"], silent["looked"]) == ("not_looked", None, False)
    table = client.get(f"/api/v1/heat/grids?{SPAN}").json
    assert {row["code"]: row["count"] for row in table["items"]} == {f["id"]: f["properties"]["count"] for f in told["features"]}
    assert all(f["geometry"]["type"] in ("Polygon", "MultiPolygon") for f in told["features"])


def test_month_by_month(client: FlaskClient) -> None:
    told = client.get(f"{URL}/cells?method=emerging&{SPAN}").json
    assert {feature["properties"]["class"] for feature in told["features"]} <= {"none", "not_looked"} | {
        f"{word}_{side}" for word in ("new", "consecutive", "intensifying", "persistent", "diminishing", "sporadic", "oscillating", "historical")
        for side in ("hot", "cold")
    }
    short = client.get(f"{URL}/cells?method=emerging&from=2026-03-01&to=2026-03-31")
    assert (short.status_code, short.json["code"]) == (409, "stats_too_few")


def test_kept_listed_opened_and_dealt_with(client: FlaskClient) -> None:
    kept = client.post(URL, json={"from": "2025-04-01", "to": "2026-03-31", "method": "gi_star", "seed": 3})
    assert kept.status_code == 201
    listed = client.get(URL).json
    assert {one["id"] for one in kept.json["items"]} == {one["id"] for one in listed["items"]}
    for one in listed["items"]:
        told = client.get(f"{URL}/{one['id']}").json
        assert told["outline"]["type"] == "MultiPolygon"
        assert told["history"][0]["to"] == told["to"] == "2026-03-31"
        done = client.post(f"{URL}/{one['id']}/deeds", json={"note": "已派单清理"})
        assert (done.status_code, done.json["deeds"][0]["note"]) == (201, "已派单清理")


def test_pages(client: FlaskClient, app: APIFlask) -> None:
    database: Database = app.extensions[EXTENSION].database
    with database.begin() as connection:
        for number in range(3):
            _plant(connection, number)
    first = client.get(f"{URL}?method=scan&limit=2").json
    second = client.get(first["next"]).json
    assert len(first["items"]) == 2
    assert second["next"] is None
    ids = [one["id"] for one in first["items"] + second["items"]]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 3


def _plant(connection: object, number: int) -> None:
    sql = """
    WITH t AS (SELECT grid_id FROM grid_version WHERE kind = 'town'),
    r AS (INSERT INTO hotspot_run (id, town_id, method, cells, items, sources, first_day, last_day, seed, parameters, counts, actor)
          SELECT %(run)s, grid_id, 'scan', 'grids', '{}', '{}', '2026-01-01', '2026-03-31', 7, '{}', '{}', 'x' FROM t RETURNING id),
    h AS (INSERT INTO hotspot (id, town_id, method, cells, items, sources) SELECT %(spot)s, grid_id, 'scan', 'grids', '{}', '{}' FROM t RETURNING id)
    INSERT INTO hotspot_sighting (hotspot_id, run_id, class, strength, p, q, count, grids, geom)
    SELECT h.id, r.id, 'cluster', 2, 0.01, 0.01, 9, '{G6}', ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 4326) FROM h, r
    """
    connection.exec_driver_sql(sql, {"run": uuid4(), "spot": uuid4()})


@pytest.mark.parametrize(("path", "status", "code"), [
    ("cells?method=scan", 400, "bad_value"), ("cells?basis=cows", 400, "bad_value"), ("cells?town=none", 404, "town_unknown"),
    ("cells?from=2026-13-01", 400, "bad_time"), ("not-a-uuid", 400, "bad_value"), ("01a21f2c-1d72-7996-9208-dda4a64a9603", 404, "not_found"), ("?cursor=x", 400, "bad_value"),
    ("?method=kde", 400, "bad_value"),
])
def test_refusals(client: FlaskClient, path: str, status: int, code: str) -> None:
    answer = client.get(f"{URL}{'' if path.startswith('?') else '/'}{path}")
    assert (answer.status_code, answer.json["code"]) == (status, code)


@pytest.mark.parametrize("asked", ["", "?method=emerging", "?cells=hex", "?method=moran"])
def test_without_any_town_it_says_how_to_begin(database: Database, tmp_path: Path, asked: str) -> None:
    made = small_town.application(database, tmp_path)
    refused = made.test_client().get(f"{URL}/cells{asked}")
    made.extensions[EXTENSION].pulse.close()
    made.extensions[EXTENSION].database.close()
    assert (refused.status_code, refused.json["code"]) == (409, "no_grids")
