"""Searches over HTTP: asked for, worked out, stopped, kept; hexagons, squares and local Moran in one request; what cannot be."""

from collections.abc import Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.jobs.queue import WORKER
from gis_app.services import heat_store, hotspot_searches
from gis_app.web.state import EXTENSION
from tests import heat_town, small_town
from tests.services.test_hotspots import ZONE

URL = "/api/v1/hotspots"
SPAN = {"from": "2025-04-01", "to": "2026-03-31"}


@pytest.fixture(scope="module")
def app(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[APIFlask]:
    """Six grids; in G6 twenty more within one week."""
    with module_database.begin() as connection:
        town = heat_town.publish(connection)
        heat_town.report(connection, town, 900, seed=3, days=360)
        connection.exec_driver_sql("UPDATE incident SET reported_at = '2026-02-03 10:00+08' WHERE grid_code = 'G6' AND reported_at < '2026-01-01'")
        connection.exec_driver_sql("DELETE FROM incident WHERE grid_code = 'G1'")
    heat_store.rebuild(module_database, LOCAL_OPERATOR, ZONE)
    made = small_town.application(module_database, tmp_path_factory.mktemp("home"))
    yield made
    made.extensions[EXTENSION].pulse.close()
    made.extensions[EXTENSION].database.close()


def worked_out(client: FlaskClient, app: APIFlask, **asked: object) -> dict:
    told = client.post(f"{URL}/searches", json={**SPAN, **asked})
    assert told.status_code == 202, told.json
    assert (told.json["state"], told.json["done"]) == ("waiting", 0)
    hotspot_searches.make(app.extensions[EXTENSION].database, WORKER, told.json["id"])
    return client.get(f"{URL}/searches/{told.json['id']}").json


@pytest.mark.parametrize("cells", ["grids", "hex"])
def test_a_scan_is_worked_out_and_kept(client: FlaskClient, app: APIFlask, cells: str) -> None:
    told = worked_out(client, app, method="scan", cells=cells, permutations=99, seed=3)
    assert (told["state"], told["done"], told["cells"]) == ("done", 1, cells)
    found = told["found"]
    assert (found["seed"], found["permutations"], found["method"]) == (3, 99, "scan")
    said = found["parameters"][0]
    assert said["statistic"] == "space_time_permutation"
    assert said["cells"]["kind"] == cells
    first = said["clusters"][0]
    assert first["from"] <= "2026-02-03" <= first["to"]
    assert first["p"] == pytest.approx(0.01)
    hot = [one for one in found["features"] if one["properties"]["class"] == "cluster"]
    assert "G6网格" in {one["properties"]["name"] for one in hot}
    kept = client.post(f"{URL}/searches/{told['id']}/keep")
    assert kept.status_code == 201, kept.json
    assert {one["class"] for one in kept.json["items"]} == {"cluster"}
    assert any("G6" in one["grids"] for one in kept.json["items"])


def test_what_a_search_finds_is_what_a_request_finds(client: FlaskClient, app: APIFlask) -> None:
    searched = worked_out(client, app, cells="square", permutations=0)["found"]
    asked = client.get(f"{URL}/cells", query_string={**SPAN, "cells": "square"}).json
    assert searched == asked


def test_a_search_that_was_stopped_has_found_nothing(client: FlaskClient, app: APIFlask) -> None:
    asked = client.post(f"{URL}/searches", json={**SPAN, "method": "scan"}).json
    assert client.post(f"{URL}/searches/{asked['id']}/stop").status_code == 200
    hotspot_searches.make(app.extensions[EXTENSION].database, WORKER, asked["id"])
    told = client.get(f"{URL}/searches/{asked['id']}").json
    assert told["state"] == "stopped"
    assert "found" not in told
    refused = client.post(f"{URL}/searches/{asked['id']}/keep")
    assert (refused.status_code, refused.json["code"]) == (409, "search_not_done")


def test_a_search_that_cannot_be_says_why(client: FlaskClient, app: APIFlask) -> None:
    told = worked_out(client, app, method="scan", **{"from": "2026-03-30", "to": "2026-03-31"})
    assert (told["state"], told["failure"]["code"]) == ("failed", "stats_too_few")


def test_after_a_change_of_grids_it_is_asked_for_again(client: FlaskClient, app: APIFlask) -> None:
    told = worked_out(client, app, permutations=0)
    database: Database = app.extensions[EXTENSION].database
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE hotspot_search SET result = jsonb_set(result, '{keys,0}', '\"G0\"') WHERE id = %s", (told["id"],))
    refused = client.get(f"{URL}/searches/{told['id']}")
    assert (refused.status_code, refused.json["code"]) == (409, "search_outdated")


@pytest.mark.parametrize("cells", ["hex", "square"])
@pytest.mark.parametrize("method", ["gi_star", "moran", "emerging"])
def test_hexagons_and_squares_in_one_request(client: FlaskClient, method: str, cells: str) -> None:
    """The size is chosen from the counts and said; the cells hold what the grids hold."""
    told = client.get(f"{URL}/cells", query_string={**SPAN, "cells": cells, "method": method}).json
    said = told["parameters"][0]
    assert said["cells"]["chosen"] == "counts"
    assert said["cells"]["number"] == len(told["features"]) > 10
    assert said["correction"] == "fdr"
    assert said["neighbours"]["rule"] == "queen"
    grids = client.get(f"{URL}/cells", query_string=SPAN).json
    counted = sum(one["properties"]["count"] for one in told["features"])
    assert counted == pytest.approx(sum(one["properties"]["count"] for one in grids["features"]), rel=0.02)
    assert sum(told["summary"].values()) == len(told["features"])
    again = client.get(f"{URL}/cells", query_string={**SPAN, "cells": cells, "method": method, "size_m": said["cells"]["size_m"]}).json
    assert again["parameters"][0]["cells"]["chosen"] == "asked"
    assert again["features"] == told["features"]


def test_own_and_others_are_told_apart_and_the_silent_shown(client: FlaskClient) -> None:
    told = client.get(f"{URL}/cells", query_string=SPAN).json
    assert set(told["apart"]) == {"own", "others"}
    for name in ("own", "others"):
        hot = sum(one["properties"][f"{name}_class"] in ("hot_95", "hot_99") for one in told["features"])
        assert told["apart"][name]["hot"] == hot
    assert all(one["properties"]["own_count"] + one["properties"]["others_count"] == one["properties"]["count"] for one in told["features"])
    silent = {one["id"] for one in told["features"] if one["properties"]["class"] == "not_looked"}
    assert "G1" in silent
    assert silent == {one["id"] for one in told["features"] if not one["properties"]["count"]}, "nobody patrols here, so only reports tell"


@pytest.mark.parametrize(("asked", "code"), [
    ({"method": "knox"}, "bad_value"), ({"cells": "round"}, "bad_value"), ({"size_m": 3, "cells": "hex"}, "bad_value"), ({"permutations": 10**6}, "bad_value"),
    ({"town": "X"}, "town_unknown"), ({"cells": "hex", "basis": "people"}, "bad_value"), ({"neighbours": "all"}, "bad_value"),
])
def test_refusals(client: FlaskClient, asked: dict, code: str) -> None:
    assert client.post(f"{URL}/searches", json={**SPAN, **asked}).json["code"] == code


def test_what_is_not_there(client: FlaskClient) -> None:
    for call in (client.get, client.post):
        assert call(f"{URL}/searches/999{'/stop' if call == client.post else ''}").json["code"] == "not_found"
