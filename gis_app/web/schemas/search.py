"""GET /api/v1/search."""

from gis_app.web.schemas.common import BRIEF, CRS, POINT, Schema, listed, nullable, text, thing

QUERY: dict[str, Schema] = {
    "q": {**text("a grid's code or name, an address, a unit's name, or two coordinates", minLength=1, maxLength=100), "required": True},
    "crs": {**CRS, "description": "the coordinates' system; wgs84 if absent"},
}
FOUND = thing({
    "kind": text(enum=["grid", "household", "unit", "place"]), "title": text(), "subtitle": text(),
    "code": nullable(text()), "wgs84": nullable(POINT), "grid": nullable(BRIEF),
    "bbox": nullable({"type": "array"}),
})
ANSWER = thing({"items": listed(FOUND), "next": {"type": "null"}})
