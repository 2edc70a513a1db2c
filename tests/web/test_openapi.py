"""The API's own description is true: calls made from it are answered as it says (schemathesis, bounded)."""

import pytest
import schemathesis
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance, negative_data_rejection]
EXPECTED = {
    "/", "/healthz", "/api/v1/locate", "/api/v1/items", "/api/v1/incidents", "/api/v1/incidents/{incident_id}", "/api/v1/search",
    "/api/v1/incidents/{incident_id}/photos", "/api/v1/grids", "/api/v1/grids/{code}", "/tiles/{layer}/{z}/{x}/{y}.mvt",
}

schema = schemathesis.pytest.from_fixture("described").include(path_regex="^/(api/v1/(locate|items|incidents|grids|search|tree)|healthz)")


@pytest.fixture
def described(app: APIFlask) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", app)


def test_every_call_is_described(client: FlaskClient) -> None:
    spec = client.get("/openapi.json").json
    assert set(spec["paths"]) >= EXPECTED
    for path, operations in spec["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation["x-audience"], path


@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_calls_made_from_the_description(case: schemathesis.Case) -> None:
    case.call_and_validate(checks=CHECKS)
