"""What the page is handed: every address it asks for exists, and tile sources come with their datum and key."""

import re
from pathlib import Path

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.config import Settings
from gis_app.resources import folder
from gis_app.web.deskpage import PATHS
from gis_app.web.pageconfig import ENDPOINTS, VENDORED, basemap_tiles, modules, template


def test_every_route_that_a_script_names_is_handed_over(app: APIFlask) -> None:
    named = set()
    for script in (folder("static") / "js").rglob("*.js"):
        text = script.read_text(encoding="utf-8")
        named |= set(re.findall(r'\broute\("(\w+)"', text)) | set(re.findall(r"config\.routes\.(\w+)", text))
    assert named == ENDPOINTS.keys()
    with app.test_request_context():
        assert template("tiles.vector") == "/tiles/{layer}/{z}/{x}/{y}.mvt"
        assert template("incidents.one") == "/api/v1/incidents/{incident_id}"
        assert template("items.every") == "/api/v1/items"


def test_the_desk_asks_for_routes_that_exist(app: APIFlask) -> None:
    rules = {re.sub(r"<[^>]+>", "{}", rule.rule) for rule in app.url_map.iter_rules()}
    steps = {PATHS[name] for name in ("review", "approve", "return", "withdraw")}
    for path in PATHS.values():
        plain = path.rpartition("/")[0] + "/{}" if path in steps else path
        assert re.sub(r"\{\w+\}", "{}", plain) in rules, path


def test_no_script_spells_an_address(app: APIFlask) -> None:
    for script in (folder("static") / "js").rglob("*.js"):
        assert not re.search(r"""["'`]/(api|tiles|static)/""", script.read_text(encoding="utf-8")), script.name


def test_the_page_is_chinese_and_complete(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert '<html lang="zh-CN">' in answer.text
    assert "青溪镇" in answer.text
    assert "style=" not in answer.text
    nonce = re.search(r"nonce-([\w-]+)", answer.headers["Content-Security-Policy"])
    assert nonce
    assert set(re.findall(r'<script[^>]* nonce="([^"]*)"', answer.text)) == {nonce[1]}
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.text):
        assert client.get(address).status_code == 200, address


def test_the_tree_holds_every_grid_without_shapes(client: FlaskClient) -> None:
    items = client.get("/api/v1/tree").json["items"]
    by_code = {one["code"]: one for one in items}
    assert by_code["E1"]["lies_in"] == "A2"
    assert by_code["T"]["lies_in"] is None
    assert [one["code"] for one in items if not one["drawn"]] == ["U1"]


@pytest.mark.parametrize(("name", "datum", "layers"), [("town", None, 0), ("tianditu", "cgcs2000", 2), ("amap", "gcj02", 1), ("osm", "wgs84", 1)])
def test_tile_sources_come_with_their_datum(name: str, datum: str | None, layers: int, tmp_path: Path) -> None:
    settings = Settings.from_env({"WANGGE_HOME": str(tmp_path), "WANGGE_BASEMAP": name, "WANGGE_BASEMAP_KEY": "k3y"})
    tiles = basemap_tiles(settings)
    assert len(tiles) == layers
    for source in tiles:
        assert source["datum"] == datum
        assert source["attribution"]
        assert re.search(r"\{z\}", source["url"])
    assert all("tk=k3y" in source["url"] for source in tiles if name == "tianditu")


def test_scripts_are_fetched_ahead() -> None:
    ahead = modules()
    assert "js/main.js" in ahead
    assert "js/words/en.js" not in ahead
    assert set(VENDORED.values()) <= set(ahead)
