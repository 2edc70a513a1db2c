"""Who may call what, from where, and what every answer carries."""

import gzip
import re

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from gis_app.config import secret_of
from gis_app.web.routes import ANYONE_HERE, LINK_HOLDER

FOREIGN = ("/openapi.json",)  # APIFlask's own


def test_every_route_declares_its_audience(app: APIFlask) -> None:
    for rule in app.url_map.iter_rules():
        if rule.rule not in FOREIGN:
            assert getattr(app.view_functions[rule.endpoint], "declaration", None), rule.rule
            behind_link = rule.rule.startswith("/i/")
            assert app.view_functions[rule.endpoint].declaration.audience == (LINK_HOLDER if behind_link else ANYONE_HERE)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example:80", "", "192.168.1.2:8000"])
def test_foreign_names_are_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/api/v1/items", headers={"Host": host})
    assert (answer.status_code, answer.json["code"]) == (403, "foreign_host")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8137", "localhost:8000", "[::1]:8000"])
def test_own_names_are_answered(client: FlaskClient, host: str) -> None:
    assert client.get("/api/v1/items", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(("headers", "status"), [
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Origin": "http://localhost:9999"}, 403), ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 400), ({}, 400),
])
def test_changes_come_from_our_own_page_or_none(client: FlaskClient, headers: dict, status: int) -> None:
    assert client.post("/api/v1/incidents", json={}, headers=headers).status_code == status


def test_the_page_may_run_only_its_own_scripts(client: FlaskClient) -> None:
    page = client.get("/")
    policy = page.headers["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert nonce
    assert f'nonce="{nonce[1]}"' in page.text
    assert "default-src 'none'" in policy
    assert 'lang="zh' in page.text
    assert "https://" not in policy


def test_unknown_addresses_and_methods(client: FlaskClient) -> None:
    assert client.get("/nowhere").json["code"] == "not_found"
    answer = client.delete("/api/v1/items")
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
    assert client.get("/docs").status_code == 404  # no page that asks a CDN


def test_large_answers_are_compressed_for_who_takes_it(client: FlaskClient) -> None:
    plain = client.get("/api/v1/grids")
    squeezed = client.get("/api/v1/grids", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.data) == plain.data
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in client.get("/healthz", headers={"Accept-Encoding": "gzip"}).headers


def test_static_files_carry_their_version(app: APIFlask, client: FlaskClient) -> None:
    version = app.config["STATIC_VERSION"]
    found = client.get(f"/static/{version}/js/main.js", headers={"Accept-Encoding": "gzip"})
    assert (found.status_code, found.mimetype) == (200, "text/javascript")
    assert "immutable" in found.headers["Cache-Control"]
    again = client.get(f"/static/{version}/js/main.js", headers={"Accept-Encoding": "gzip", "If-None-Match": found.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/static/old/js/main.js").headers["Cache-Control"] == "no-cache"
    for outside in ("../setup.cfg", "..%2fsetup.cfg", "js", "nothing.js"):
        assert client.get(f"/static/{version}/{outside}").status_code == 404


def test_an_unforeseen_error_tells_nothing(app: APIFlask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> None:
        raise RuntimeError("secret: /etc/passwd")

    monkeypatch.setitem(app.view_functions, "items.every", broken)
    answer = client.get("/api/v1/items")
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert "secret" not in answer.text
    reference = re.search(r"编号 (\w+)", answer.json["detail"])
    assert reference
    assert reference[1] in [record.ref for record in caplog.records if hasattr(record, "ref")]


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: object) -> None:
    first = secret_of(tmp_path)  # type: ignore[arg-type]
    assert secret_of(tmp_path) == first  # type: ignore[arg-type]
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0  # type: ignore[operator]
