"""Pieces that several calls share."""

from typing import Any

from gis_app.domain.grids import KINDS

Schema = dict[str, Any]


def thing(required: Schema, /, **optional: Schema) -> Schema:
    """An object that has all of ``required`` and may have ``optional``."""
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def listed(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def text(description: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": description} if description else {}), **more}


NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer"}
TRUTH: Schema = {"type": "boolean"}
INSTANT = text("ISO 8601 with offset", format="date-time")
DAY_OR_INSTANT = text("A whole local day (2026-03-05), or an instant with offset", examples=["2026-03-05"])
METRES: Schema = {"type": "number", "minimum": 0, "description": "metres"}
LON: Schema = {"type": "number", "minimum": -180, "maximum": 180, "description": "degrees east (x of the given system)"}
LAT: Schema = {"type": "number", "minimum": -90, "maximum": 90, "description": "degrees north (y of the given system)"}
ACCURACY: Schema = {"type": "number", "minimum": 0, "maximum": 100000, "description": "metres"}
CRS = text("wgs84, cgcs2000, gcj02, bd09 or EPSG:n; wgs84 if absent", enum=["wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4490"])
BBOX = text("west,south,east,north in degrees", examples=["119.9,30.0,120.3,30.4"])
CURSOR = text("as `next` of the page before gives it")
NEXT = nullable(text("path of the next page"))
POINT: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2, "description": "[lon, lat]"}
KIND = text(enum=list(KINDS))

BRIEF = thing({"code": text(), "name": text(), "level": WHOLE, "kind": KIND})
NEARBY = thing({**BRIEF["properties"], "distance_m": METRES})
PERSON = thing({"post": text(), "post_zh": text(), "post_en": text(), "name": text(), "phone": nullable(text("masked"))})

PROBLEM = thing({
    "type": text(), "title": text(), "status": WHOLE, "code": text(), "detail": text(),
    "errors": listed(thing({"field": text(), "reason": text()})),
})


def limit(default: int, most: int) -> Schema:
    """How many rows a page holds."""
    return {"type": "integer", "minimum": 1, "maximum": most, "default": default}
