"""The calls of /api/v1/grids."""

from gis_app.web.schemas.common import (
    BBOX,
    BRIEF,
    CURSOR,
    INSTANT,
    KIND,
    NEXT,
    NUMBER,
    PERSON,
    POINT,
    WHOLE,
    Schema,
    limit,
    listed,
    nullable,
    text,
    thing,
)

DEFAULT_LIMIT, MOST = 100, 1000
QUERY: dict[str, Schema] = {
    "at": INSTANT, "within": text("code: the grids on its ground, itself included"),
    "level": {"type": "integer", "minimum": 0, "maximum": 99}, "bbox": BBOX, "limit": limit(DEFAULT_LIMIT, MOST),
    "cursor": CURSOR,
}
PROPERTIES: dict[str, Schema] = {
    "code": text(), "name": text(), "kind": KIND, "level": WHOLE, "parent": nullable(text()), "lies_in": nullable(text()),
    "area_m2": nullable(NUMBER), "area_mu": nullable(NUMBER), "label": nullable(POINT),
    "valid_from": nullable(INSTANT), "valid_to": nullable(INSTANT),
}
GEOMETRY = nullable(thing({"type": text(enum=["MultiPolygon"]), "coordinates": {"type": "array"}}))


def feature(properties: dict[str, Schema]) -> Schema:
    return thing({"type": text(enum=["Feature"]), "id": text(), "properties": thing(properties), "geometry": GEOMETRY})


COLLECTION = thing({
    "type": text(enum=["FeatureCollection"]), "features": listed(feature(PROPERTIES)), "next": NEXT,
})
COUNT: Schema = {"type": "integer", "minimum": 0}
ONE = feature({
    **PROPERTIES, "path": listed(BRIEF), "people": listed(PERSON), "children": listed(BRIEF),
    "households": COUNT, "people_registered": COUNT, "people_present": COUNT, "units": COUNT,
})
