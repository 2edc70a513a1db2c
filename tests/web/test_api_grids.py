"""GET /api/v1/grids and its neighbours: the tree, one grid, the search."""

import pytest
import shapely
from flask.testing import FlaskClient

from gis_app.domain.crs import from_wgs84
from tests import small_town

ALL = sorted(node.code for node in small_town.NODES)


def codes(page: dict) -> list[str]:
    return [feature["properties"]["code"] for feature in page["features"]]


def test_every_grid_in_the_order_of_code(client: FlaskClient) -> None:
    path, seen = "/api/v1/grids?limit=3", []
    while path:
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (200, "application/geo+json")
        seen += codes(answer.json)
        path = answer.json["next"]
    assert seen == ALL


def test_an_undrawn_grid_has_no_geometry(client: FlaskClient) -> None:
    one = client.get("/api/v1/grids/U1").json
    assert one["geometry"] is None
    assert (one["properties"]["area_m2"], one["properties"]["area_mu"], one["properties"]["label"]) == (None, None, None)


@pytest.mark.parametrize(("query", "found"), [
    ("within=A1", ["A1", "G1", "G2"]), ("within=A2", ["A2", "E1", "G3", "U1"]), ("level=2", ["A1", "A2"]), ("within=nowhere", []),
    ("bbox=120.041,30.041,120.042,30.042", ["A2", "E1", "T"]), ("at=1999-01-01T00:00:00%2B08:00&level=1", ["T"]),
])
def test_narrowed(client: FlaskClient, query: str, found: list[str]) -> None:
    assert codes(client.get(f"/api/v1/grids?{query}").json) == found


@pytest.mark.parametrize("query", ["level=x", "level=-1", "limit=0", "limit=1001", "bbox=1,2", "cursor=*", "at=now", "within=%00"])
def test_what_cannot_be_read(client: FlaskClient, query: str) -> None:
    assert client.get(f"/api/v1/grids?{query}").status_code == 400


def test_one_with_its_people_and_numbers(client: FlaskClient) -> None:
    one = client.get("/api/v1/grids/A1").json["properties"]
    assert [step["code"] for step in one["path"]] == ["T", "A1"]
    assert [child["code"] for child in one["children"]] == ["G1", "G2"]
    assert one["area_mu"] == pytest.approx(one["area_m2"] * 15 / 10_000, abs=0.1)
    assert (one["households"], one["people_present"], one["units"]) == (0, 0, 0)
    people = client.get("/api/v1/grids/G1").json["properties"]["people"]
    assert [(person["post"], person["name"], person["phone"]) for person in people] == [("head", "周明", None), ("worker", "李青", "138****0000")]
    assert client.get("/api/v1/grids/nowhere").status_code == 404
    assert client.get("/api/v1/grids/%00").status_code == 400


def test_the_tree(client: FlaskClient) -> None:
    rows = client.get("/api/v1/tree").json["items"]
    assert [(row["code"], row["lies_in"], row["drawn"]) for row in rows if row["code"] in ("E1", "T", "U1")] == [
        ("E1", "A2", True), ("T", None, True), ("U1", "A2", False)]


@pytest.mark.parametrize(("words", "found"), [("G1", ["G1"]), ("网格", ["G1", "G2", "G3", "U1"]), ("柳湾", ["G1"]), ("100%", []), ("_", [])])
def test_search_by_code_or_name(client: FlaskClient, words: str, found: list[str]) -> None:
    items = client.get("/api/v1/search", query_string={"q": words}).json["items"]
    assert [item["code"] for item in items] == found


@pytest.mark.parametrize("words", ["119.95,30.02", "119.95 30.02", "30.02，119.95", " 119.95°E, 30.02°N "])
def test_search_by_coordinates(client: FlaskClient, words: str) -> None:
    [item] = client.get("/api/v1/search", query_string={"q": words}).json["items"]
    assert (item["kind"], item["code"], item["wgs84"]) == ("place", "G1", [119.95, 30.02])


def test_search_by_coordinates_of_another_datum(client: FlaskClient) -> None:
    x, y = (float(value) for value in from_wgs84(119.95, 30.02, "bd09"))
    [item] = client.get("/api/v1/search", query_string={"q": f"{x:.7f},{y:.7f}", "crs": "bd09"}).json["items"]
    assert item["wgs84"] == pytest.approx([119.95, 30.02], abs=1e-6)


@pytest.mark.parametrize("query", [{}, {"q": " "}, {"q": "x" * 101}, {"q": "\x00"}, {"q": "1,2", "crs": "mars"}, {"q": "500,500"}])
def test_searches_that_cannot_be_made(client: FlaskClient, query: dict) -> None:
    assert client.get("/api/v1/search", query_string=query).status_code == 400


def test_the_item_list(client: FlaskClient) -> None:
    items = client.get("/api/v1/items").json["items"]
    assert [(item["code"], item["name"], item["limit_hours"], item["department"]["name"]) for item in items] == [
        ("I1", "井盖缺失", 2, "环保办"), ("I2", "垃圾", 72, "环保办")]


def test_rings_turn_as_geojson_wants(client: FlaskClient) -> None:
    found = [one["geometry"] for one in client.get("/api/v1/grids").get_json()["features"] if one["geometry"]]
    assert found and all(shapely.is_ccw(shapely.linearrings(part[0])) for one in found for part in one["coordinates"])
