"""Who is at the desk: without accounts a planner gives the name that he works under, with every request that changes something."""

import json
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import request

from gis_app.domain.actors import LOCAL_OPERATOR, Actor
from gis_app.errors import Both, WanggeError
from gis_app.web.answers import JSON
from gis_app.web.reading import UNSTORABLE, Reader, json_object, storable
from gis_app.web.schemas.common import Schema, text
from gis_app.web.state import state

HEADER = "Wangge-Planner"
LONGEST = 40
LARGEST_EDIT = 4_000_000
WHO: dict[str, Schema] = {HEADER: {**text("the planner's name, percent-encoded UTF-8", minLength=1, maxLength=360), "required": True}}


def planner() -> Actor:
    """The one who changes something; raises ``planner_needed``."""
    try:
        name = unquote_to_bytes(request.headers.get(HEADER, "")).decode("utf-8").strip()
    except UnicodeDecodeError:
        name = ""
    if not 0 < len(name) <= LONGEST or not name.isprintable():
        raise WanggeError("planner_needed")
    return Actor(name, kind="planner")


def onlooker() -> Actor:
    """The one who only looks; his name is not asked for."""
    return planner() if request.headers.get(HEADER) else LOCAL_OPERATOR


def body() -> Reader:
    """The request's JSON object."""
    if request.mimetype != JSON:
        raise WanggeError("unsupported_media", allowed=JSON)
    return Reader(json_object(request.get_data(cache=False)), state().settings.zone, as_text=False)


def thing(given: Reader, field: str) -> dict[str, Any]:
    """A JSON object inside the body that the database can hold; empty where it is absent."""
    value = given.given.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise WanggeError("bad_value", field=field, why=Both("应为 JSON 对象", "a JSON object is needed"))
    said = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in said:
        raise WanggeError("bad_value", field=field, why=UNSTORABLE)
    storable(said, field, LARGEST_EDIT)
    return value


def switch(given: Reader, field: str) -> bool:
    """A yes or no; no where it is absent."""
    value = given.given.get(field, False)
    if not isinstance(value, bool):
        raise WanggeError("bad_value", field=field, why=Both("应为 true 或 false", "it must be true or false"))
    return value


def words(given: Reader, field: str) -> list[str]:
    """A list of texts; empty where it is absent."""
    value = given.given.get(field) or []
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise WanggeError("bad_value", field=field, why=Both("应为文字的列表", "a list of texts is needed"))
    return [storable(word, field, 100) for word in value]
