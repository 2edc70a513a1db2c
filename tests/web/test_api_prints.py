"""What is printed, over HTTP: PDFs under their Chinese names, refusals as sentences, every route declared."""

from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient

PLANNER = {"Wangge-Planner": quote("张规划")}


@pytest.fixture(scope="module")
def edition(app: object) -> int:
    made = app.test_client().post("/api/v1/editions", json={"town": "T", "name": "二〇二六年调整"}, headers=PLANNER)  # type: ignore[attr-defined]
    assert made.status_code == 201, made.text
    return int(made.json["id"])


@pytest.mark.parametrize(("path", "name"), [
    ("/api/v1/grids/G1/sheet.pdf", "柳湾网格 G1 网格登记表.pdf"), ("/api/v1/editions/{id}/grids/G1/sheet.pdf", "柳湾网格 G1 网格登记表.pdf"),
    ("/api/v1/editions/{id}/changes.pdf", "二〇二六年调整 变更报告.pdf"),
])
def test_prints_are_pdf_with_a_name(client: FlaskClient, edition: int, path: str, name: str) -> None:
    answer = client.get(path.format(id=edition), headers=PLANNER)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    assert unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2]) == name
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("path", "status", "code"), [
    ("/api/v1/grids/U1/sheet.pdf", 409, "print_undrawn"), ("/api/v1/grids/none/sheet.pdf", 404, "not_found"),
    ("/api/v1/editions/{id}/grids/U1/sheet.pdf", 409, "print_undrawn"), ("/api/v1/editions/999999/changes.pdf", 404, "not_found"),
])
def test_refusals_are_sentences(client: FlaskClient, edition: int, path: str, status: int, code: str) -> None:
    answer = client.get(path.format(id=edition))
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_routes_are_described(client: FlaskClient) -> None:
    paths = client.get("/openapi.json").json["paths"]
    for path in ("/api/v1/grids/{code}/sheet.pdf", "/api/v1/editions/{edition_id}/grids/{code}/sheet.pdf", "/api/v1/editions/{edition_id}/changes.pdf"):
        described = paths[path]["get"]
        assert described["x-audience"]
        assert "application/pdf" in described["responses"]["200"]["content"]
