"""GET /api/v1/locate."""

from gis_app.web.schemas.common import (
    ACCURACY,
    BRIEF,
    CRS,
    INSTANT,
    LAT,
    LON,
    METRES,
    NEARBY,
    PERSON,
    POINT,
    TRUTH,
    Schema,
    listed,
    nullable,
    text,
    thing,
)

QUERY: dict[str, Schema] = {
    "lon": {**LON, "required": True}, "lat": {**LAT, "required": True}, "crs": CRS, "accuracy_m": ACCURACY, "at": INSTANT,
    "beside_m": {"type": "number", "minimum": 1, "maximum": 1000, "description": "how far to look for the nearest border, in metres"},
}
DECIDED: dict[str, Schema] = {
    "grid": nullable(BRIEF),
    "path": listed(BRIEF),
    "rule": text(enum=["covers", "boundary", "nearest", "outside"]),
    "near_boundary": TRUTH,
    "distance_m": nullable(METRES),
    "candidates": listed(NEARBY),
    "edition": nullable(text()),
    "wgs84": POINT,
}
BESIDE = thing({"distance_m": nullable(METRES), "grid": nullable(BRIEF)})
ANSWER = thing({**DECIDED, "people": listed(PERSON), "nearest": nullable(NEARBY)}, beside=BESIDE)
