"""openapi.json, made of what each route declares."""

from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from gis_app.web.problems import PROBLEM
from gis_app.web.routes import Declaration
from gis_app.web.schemas.common import PROBLEM as PROBLEM_SCHEMA

HIDDEN = ("static", "openapi.spec")


def describe(app: Flask, spec: dict[str, Any]) -> dict[str, Any]:
    """The description's frame (from APIFlask) with every declared route in it."""
    spec["paths"] = {}
    spec.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    for rule in app.url_map.iter_rules():
        declaration = getattr(app.view_functions[rule.endpoint], "declaration", None)
        if declaration is None or rule.endpoint in HIDDEN:
            continue
        for method in sorted(rule.methods or ()):
            if method in ("GET", "POST"):
                _path(spec, rule)[method.lower()] = _operation(app, rule, declaration)
    return spec


def _path(spec: dict[str, Any], rule: Rule) -> dict[str, Any]:
    path: dict[str, Any] = spec["paths"].setdefault("".join(
        f"{{{part}}}" if is_name else part for is_name, part in _parts(rule)
    ), {})
    return path


def _parts(rule: Rule) -> list[tuple[bool, str]]:
    """A rule's literal texts and names, in order."""
    pieces = []
    for number, piece in enumerate(rule.rule.replace(">", "<").split("<")):
        pieces.append((number % 2 == 1, piece.rpartition(":")[2] if number % 2 else piece))
    return pieces


def _operation(app: Flask, rule: Rule, declaration: Declaration) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip().partition("\n")[0],
        "tags": [rule.endpoint.partition(".")[0]],
        "x-audience": declaration.audience,
        "parameters": [
            *_parameters("path", {name: declaration.path.get(name, {"type": "string"}) for name in sorted(rule.arguments)}),
            *_parameters("query", declaration.query), *_parameters("header", declaration.headers),
        ],
        "responses": _responses(declaration),
    }
    if declaration.body:
        operation["requestBody"] = {"required": True, "content": _content(declaration.body)}
    return operation


def _parameters(place: str, schemas: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    described = []
    for name, given in schemas.items():
        schema = {key: value for key, value in given.items() if key != "required"}
        required = place == "path" or bool(given.get("required"))
        described.append({"name": name, "in": place, "required": required, "schema": schema})
    return described


def _responses(declaration: Declaration) -> dict[str, Any]:
    problem = {"description": "refused", "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    answers: dict[str, Any] = {str(status): problem for status in declaration.problems}
    return {str(declaration.status): {"description": "done", "content": _content(declaration.answer)}} | answers


def _content(schemas: dict[str, Any]) -> dict[str, Any]:
    return {media_type: {"schema": schema} for media_type, schema in schemas.items()}
