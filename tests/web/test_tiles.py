"""Tiles, heat and layers over HTTP: what they hold, what they refuse, what they never hold."""

import io
import re
from collections.abc import Iterator
from typing import Any

import mapbox_vector_tile
import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import text

from gis_app.app import create_app
from gis_app.config import Settings
from gis_app.db.session import Database
from gis_app.domain.tiles import Tile, mercator, tile_at
from gis_app.services import tiles
from gis_app.web.state import EXTENSION
from tests import heat_town
from tests.conftest import libpq_url

MIDDLE = (heat_town.WEST + 0.01, heat_town.SOUTH + 0.015)
PERIOD = "from=2025-01-01&to=2026-03-31"


@pytest.fixture(scope="module")
def town(module_database: Database) -> list[dict[str, Any]]:
    """The incidents of a small town, all still waiting as notes, and one of everything that tiles are cut from."""
    with module_database.begin() as connection:
        made = heat_town.publish(connection)
        for name, shape in (
            ("building (town_id, external_id, name, use, floors, geom)", "1, '房', '住宅', 2, ST_Multi(ST_Buffer(place, 0.0001))"),
            ("household (town_id, external_id, grid_id, people_registered, people_present, address, geom)", "NULL, 4, 3, '门牌', place"),
            ("unit (town_id, external_id, name, kind, geom)", "'小店', '商店', place"),
            ("feature_line (town_id, external_id, layer, category, name, geom)", "'roads', 'main', '大路', ST_Multi(ST_MakeLine(place, ST_Translate(place, 0.01, 0)))"),
            ("feature_line (town_id, external_id, layer, category, name, geom)", "'water', 'stream', '溪', ST_Multi(ST_MakeLine(place, ST_Translate(place, 0, 0.01)))"),
            ("feature_area (town_id, external_id, layer, category, name, geom)", "'water', 'pond', '塘', ST_Multi(ST_Buffer(place, 0.0005))"),
            ("feature_area (town_id, external_id, layer, category, name, geom)", "'landcover', 'forest', NULL, ST_Multi(ST_Buffer(place, 0.002))"),
        ):
            values = shape.removeprefix("1, ")
            connection.execute(text(f"INSERT INTO {name} SELECT :town, 'x', {values} FROM (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS place) p"),
                               {"town": made.town_id, "lon": MIDDLE[0], "lat": MIDDLE[1]})
        return heat_town.report(connection, made, 300)


@pytest.fixture(scope="module")
def client(module_database: Database, town: list[dict[str, Any]]) -> Iterator[FlaskClient]:
    app = create_app(Settings.from_env({}), database_url=libpq_url(module_database))
    with app.test_client() as made:
        yield made
    app.extensions[EXTENSION].database.close()


def at(z: int, lon: float = MIDDLE[0], lat: float = MIDDLE[1]) -> Tile:
    return tile_at(*mercator(lon, lat), z)


def features(client: FlaskClient, layer: str, place: Tile, query: str = "") -> dict[str, list[dict[str, Any]]]:
    """Decoded layers of a tile; none for an empty one."""
    answer = client.get(f"/tiles/{layer}/{place.z}/{place.x}/{place.y}.mvt?{query}")
    assert answer.status_code in (200, 204), answer.text
    found = mapbox_vector_tile.decode(answer.data) if answer.data else {}
    return {name: list(one["features"]) for name, one in found.items()}


def incidents(client: FlaskClient, place: Tile, query: str = "") -> list[dict[str, Any]]:
    return [one["properties"] for one in features(client, "incidents", place, query).get("incidents", [])]


def around(z: int) -> list[Tile]:
    middle = at(z)
    reach = 1 if z < 12 else 2 ** (z - 12)
    return [Tile(z, middle.x + dx, middle.y + dy) for dx in range(-reach, reach + 1) for dy in range(-reach, reach + 1)]


@pytest.mark.parametrize("z", [4, 9, 12, 14])
@pytest.mark.parametrize("query", ["", PERIOD, f"{PERIOD}&source=own", "item=A1,B1", "state=closed,archived", "state=reported,void", "grid=G2", "grid=W1&source=others"])
def test_cells_count_what_the_list_holds(client: FlaskClient, town: list[dict[str, Any]], z: int, query: str) -> None:
    counted = sum(cell["count"] for place in around(z) for cell in incidents(client, place, query))
    assert counted == sum(wanted(row, dict(part.split("=") for part in query.split("&") if part)) for row in town)


def wanted(row: dict[str, Any], query: dict[str, str]) -> bool:
    """The filter, said again in Python."""
    own = row["source"] in ("worker", "head")
    grids = {"W1": ("G1", "G2", "G3")}.get(query.get("grid", ""), (query.get("grid"),))
    return (
        (row["state"] in query["state"].split(",") if "state" in query else row["state"] != "void")
        and ("item" not in query or row["item_code"] in query["item"].split(","))
        and ("source" not in query or own == (query["source"] == "own"))
        and ("grid" not in query or row["grid_code"] in grids)
        and ("from" not in query or "2024-12-31T16" <= row["reported_at"].isoformat() < "2026-03-31T16")
    )


def test_points_come_close_up_with_the_grid_they_fell_into(client: FlaskClient, town: list[dict[str, Any]]) -> None:
    seen = {one["id"]: one for place in around(15) for one in incidents(client, place)}
    rows = {str(row["id"]): row for row in town if row["state"] != "void"}
    assert set(seen) == set(rows)
    for key, one in seen.items():
        assert (one.get("grid_code"), one["rule"], one["state"]) == (rows[key]["grid_code"], rows[key]["rule"], rows[key]["state"])
        assert one["overdue"] == (rows[key]["state"] not in ("verified", "closed", "archived"))
        assert not {"text", "address", "reporter_name"} & set(one)


def test_too_many_points_become_cells(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, town: list[dict[str, Any]]) -> None:
    monkeypatch.setattr(tiles, "POINTS_MOST", 3)
    found = [one for place in around(15) for one in incidents(client, place)]
    assert sum(one.get("count", 1) for one in found) == sum(row["state"] != "void" for row in town)
    assert any("count" in one for one in found)


def test_grids_come_by_zoom_with_their_names(client: FlaskClient) -> None:
    kinds = {z: {one["properties"]["kind"] for one in features(client, "grids", at(z))["grids"]} for z in (5, 9, 12, 16)}
    assert kinds[5] == {"town"}
    assert kinds[9] == {"town", "work_area"}
    assert kinds[12] >= {"town", "work_area", "grid"}
    labels = [one["properties"] for one in features(client, "grids", at(12))["grid_labels"]]
    assert {"code": "G3", "name": "<b>{{3}}</b>网格", "kind": "grid", "level": 3} in labels
    assert {one["properties"]["kind"] for one in features(client, "grids", at(9), "kind=grid")["grids"]} == {"grid"}
    assert features(client, "grids", at(12), "at=2020-01-01T00:00:00%2B08:00")["grids"]


def test_shared_borders_stay_shared_far_out(client: FlaskClient) -> None:
    shapes = [one["geometry"]["coordinates"] for one in features(client, "grids", at(12), "kind=grid")["grids"]]
    corners = [tuple(corner) for shape in shapes for corner in set(map(tuple, shape[0]))]
    assert max(corners.count(corner) for corner in corners) == 4


@pytest.mark.parametrize(("layer", "z", "fields"), [
    ("buildings", 15, {"name", "use", "floors"}), ("households", 16, {"people_present", "people_registered"}), ("units", 14, {"name", "kind"}),
    ("roads", 10, {"category", "name"}), ("landcover", 12, {"category"}), ("water", 12, {"category", "name"}),
])
def test_layers_hold_what_they_declare_and_no_more(client: FlaskClient, layer: str, z: int, fields: set[str]) -> None:
    found = features(client, layer, at(z))[layer]
    assert found
    assert set().union(*(one["properties"] for one in found)) == fields
    assert features(client, layer, at(3)) == {}


def test_lines_and_areas_share_the_water(client: FlaskClient) -> None:
    assert {one["geometry"]["type"] for one in features(client, "water", at(13))["water"]} == {"LineString", "Polygon"}


@pytest.mark.parametrize(("path", "status"), [
    ("/tiles/grids/3/8/0.mvt", 400), ("/tiles/grids/-1/0/0.mvt", 400), ("/tiles/heat/23/0/0.png", 400), ("/tiles/heat/5/0/32.png", 400),
    ("/tiles/nosuch/5/1/1.mvt", 404), ("/tiles/heat/5/1/1.mvt", 404), ("/tiles/grids/5/x/1.mvt", 404),
    ("/tiles/heat/5/1/1.png?from=2026-02-30", 400), ("/tiles/heat/5/1/1.png?from=2026-03-02&to=2026-03-01", 400),
    ("/tiles/heat/5/1/1.png?radius_m=7", 400), ("/tiles/heat/5/1/1.png?max=0", 400), ("/tiles/heat/5/1/1.png?source=aliens", 400),
    ("/tiles/incidents/5/1/1.mvt?state=lost", 400), ("/api/v1/heat/grids?level=planet", 400), ("/api/v1/heat/series?step=hour", 400),
    ("/api/v1/heat/legend?z=99", 400),
])
def test_what_cannot_be_is_refused(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["/tiles/grids/12/{x}/{y}.mvt", "/tiles/heat/12/{x}/{y}.png?" + PERIOD, "/tiles/incidents/12/{x}/{y}.mvt"])
def test_what_is_the_same_is_not_sent_again(client: FlaskClient, module_database: Database, path: str) -> None:
    path = path.format(x=at(12).x, y=at(12).y)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    with module_database.begin() as connection:
        connection.execute(text("UPDATE incident SET source = CASE source WHEN 'worker' THEN 'head' WHEN 'head' THEN 'worker' ELSE source END"))
        connection.execute(text("UPDATE revision SET value = value + 1 WHERE name = 'grids'"))
    if "incidents" not in path:
        assert client.get(path).headers["ETag"] != first.headers["ETag"]


def test_heat_is_a_small_picture_on_one_scale(client: FlaskClient) -> None:
    place = at(13)
    said = client.get(f"/api/v1/heat/legend?z=13&{PERIOD}&radius_m=200").json
    pictures = [np.array(Image.open(io.BytesIO(client.get(f"/tiles/heat/13/{place.x}/{place.y}.png?{PERIOD}&radius_m=200{top}").data)))
                for top in ("", f"&max={said['max']}", f"&max={said['max'] * 4}")]
    assert np.array_equal(pictures[0], pictures[1])
    assert pictures[0].shape == (256, 256)
    assert pictures[2].max() < pictures[1].max() <= 64
    assert len(client.get(f"/tiles/heat/13/{place.x}/{place.y}.png?{PERIOD}").data) < 200_000
    assert (said["from"], said["to"], said["days"]) == ("2025-01-01", "2026-03-31", 455)
    assert said["stops"][-1]["value"] == said["max"]
    assert [stop["alpha"] for stop in said["stops"]][::10] == [0.308, 0.88]
    assert [stop["value"] for stop in said["stops"]] == sorted(stop["value"] for stop in said["stops"])


def test_one_period_rules_every_answer(client: FlaskClient) -> None:
    answers = [client.get(f"/api/v1/heat/{name}?{PERIOD}&source=others").json for name in ("grids", "series", "legend")]
    assert {(one["from"], one["to"]) for one in answers} == {("2025-01-01", "2026-03-31")}
    assert answers[0]["total"] == answers[1]["total"] > 0
    assert client.get("/api/v1/heat/series").json["days"] == 90
    assert client.get("/api/v1/heat/series?to=2025-12-31").json["to"] == "2025-12-31"
    assert client.get("/api/v1/heat/series?from=2026-01-01&step=month").json["items"][0]["to"] == "2026-01-31"


def test_every_layer_is_described(client: FlaskClient) -> None:
    found = {one["id"]: one for one in client.get("/api/v1/layers").json["items"]}
    assert set(found) >= {"grids", "incidents", "heat", "buildings", "households", "units", "roads", "water", "landcover"}
    assert found["heat"]["tiles"] == "/tiles/heat/{z}/{x}/{y}.png"
    assert found["grids"]["legend"][0]["title"]["zh"] == "镇界"


def test_the_page_that_leaves_the_house_holds_counts_only(client: FlaskClient, module_database: Database, town: list[dict[str, Any]]) -> None:
    with module_database.begin() as connection:
        connection.execute(text("INSERT INTO incident_text (incident_id, town_id, text, reporter_name) SELECT id, town_id, '机密文字', '某某人' FROM incident"))
    answer = client.get(f"/api/v1/heat/report?{PERIOD}")
    page = answer.text
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert not any(secret in page for secret in ("机密文字", "某某人", "T-1-", str(town[0]["id"]), "CircleMarker", "circleMarker("))
    assert "<b>{{3}}</b>" not in page
    assert "&lt;b&gt;{{3}}&lt;/b&gt;网格" in page
    assert "2025年1月1日至2026年3月31日，共 455 天" in page
    total = client.get(f"/api/v1/heat/grids?{PERIOD}").json["total"]
    assert f"{total:,} 件" in page


def test_without_grids_there_is_no_page(database: Database) -> None:
    app = create_app(Settings.from_env({}), database_url=libpq_url(database))
    answer = app.test_client().get("/api/v1/heat/report")
    app.extensions[EXTENSION].database.close()
    assert (answer.status_code, answer.json["code"]) == (404, "no_grids_drawn")
