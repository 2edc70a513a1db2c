"""Answers as JSON: UTF-8 as it is, never NaN, instants with their offset."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request

JSON = "application/json"
GEOJSON = "application/geo+json"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def encode(value: Any) -> str:
    """``value`` as JSON text."""
    return _encoder.encode(value)


def answer(value: Any, status: int = 200, media_type: str = JSON) -> Response:
    """A JSON answer."""
    return said(encode(value), status, media_type)


def said(text: str, status: int = 200, media_type: str = JSON) -> Response:
    """An answer that is JSON text already."""
    return Response(text, status, content_type=media_type)


def next_path(cursor: str | None) -> str | None:
    """The path of the next page: the present request with another cursor; None where there is none."""
    if cursor is None:
        return None
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "cursor"]
    return f"{request.path}?{urlencode([*asked, ('cursor', cursor)])}"
