"""GET /api/v1/items."""

from gis_app.web.schemas.common import NUMBER, TRUTH, listed, text, thing

NAMED = thing({"code": text(), "name": text(), "name_en": text()})
ITEM = thing({
    "code": text(), "name": text(), "name_en": text(), "class": NAMED, "department": NAMED,
    "flow": text(enum=["self", "dispatched"]), "limit_hours": NUMBER, "limit": text(), "closing_standard": text(),
    "bottom_line": TRUTH,
})
ANSWER = thing({"items": listed(ITEM), "next": {"type": "null"}})
