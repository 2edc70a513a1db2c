"""The API's own description is true: calls made from it are answered as it says (schemathesis, bounded)."""

from collections.abc import Callable

import pytest
import schemathesis
from apiflask import APIFlask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
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

TRIED = "^/(api/v1/(locate|items|incidents|grids|search|tree)|healthz)"


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


def test_calls_made_from_the_description(described: schemathesis.BaseSchema) -> None:
    """Operation by operation: schemathesis' own parametrising reaches into pytest's private parts."""
    operations = [found.ok() for found in described.include(path_regex=TRIED).get_all_operations()]
    assert len(operations) >= 8
    for operation in operations:
        _tried(operation)()


def _tried(operation: schemathesis.APIOperation) -> Callable[[], None]:
    @settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(operation.as_strategy())
    def call(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    return call
