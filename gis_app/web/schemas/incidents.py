"""The calls of /api/v1/incidents."""

from gis_app.domain.incidents import STATES
from gis_app.domain.sources import GROUPS, SOURCES
from gis_app.web.schemas.common import (
    ACCURACY,
    BBOX,
    BRIEF,
    CRS,
    CURSOR,
    DAY_OR_INSTANT,
    INSTANT,
    LAT,
    LON,
    METRES,
    NEXT,
    NUMBER,
    POINT,
    TRUTH,
    WHOLE,
    Schema,
    limit,
    listed,
    nullable,
    text,
    thing,
)
from gis_app.web.schemas.locate import DECIDED

DEFAULT_LIMIT, MOST = 50, 500
ID = text(format="uuid")
STATE, SOURCE = text(enum=list(STATES)), text(enum=list(SOURCES))

REPORT = thing(
    {"lon": LON, "lat": LAT, "item": text("code of the item list", maxLength=100),
     "text": text("what was found", minLength=1, maxLength=4000)},
    id=text("UUID of version 7, if the sender makes it", format="uuid"), crs=CRS, accuracy_m=ACCURACY,
    reported_at=INSTANT, source=SOURCE, address=text(maxLength=200),
)
KEY: dict[str, Schema] = {"Idempotency-Key": text("makes a repetition harmless", minLength=1, maxLength=200, pattern="^[!-~]+$")}
REPORTED = thing({
    "id": ID, "number": text(), **DECIDED, "state": STATE, "reported_at": INSTANT, "due_at": INSTANT,
})

QUERY: dict[str, Schema] = {
    "grid": text("code of a grid: whatever lies on its ground"),
    "item": text("codes, separated by commas"),
    "state": text("states, separated by commas", examples=list(STATES)),
    "source": text("sources or their groups, separated by commas", examples=[*GROUPS, *SOURCES]),
    "from": DAY_OR_INSTANT, "to": DAY_OR_INSTANT, "bbox": BBOX, "limit": limit(DEFAULT_LIMIT, MOST), "cursor": CURSOR,
}
ITEM = nullable(thing({"code": text(), "name": text(), "name_en": text(), "bottom_line": TRUTH}))
ROW: dict[str, Schema] = {
    "id": ID, "number": text(), "item": ITEM, "item_given": nullable(text()), "state": STATE, "source": SOURCE,
    "reported_at": INSTANT, "due_at": nullable(INSTANT), "done_at": nullable(INSTANT), "overdue": TRUTH,
    "grid": nullable(thing({"code": text(), "name": nullable(text())})),
    "rule": text(), "near_boundary": TRUTH, "distance_m": nullable(METRES), "wgs84": POINT, "accuracy_m": nullable(NUMBER),
}
LIST = thing({"items": listed(thing(ROW)), "next": NEXT})
EVENT = thing({"at": INSTANT, "actor": text(), "what": text(enum=["state", "place", "assignment", "photo"])})
PHOTO = thing({"id": nullable(WHOLE), "sha256": text(), "media_type": text(), "size": WHOLE, "href": text()})
ONE = thing({
    **ROW, "path": listed(BRIEF), "text": nullable(text()), "address": nullable(text()),
    "department": nullable(text()), "closing_standard": nullable(text()), "limit": nullable(text()),
    "created_at": INSTANT, "history": listed(EVENT), "photos": listed(PHOTO),
})
PHOTO_FORM = thing({"photo": {"type": "string", "format": "binary", "description": "JPEG, PNG or WebP, 8 MB"}})
