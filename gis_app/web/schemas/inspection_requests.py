"""The calls of /api/v1/inspection-requests."""

from gis_app.web.schemas.common import (
            INSTANT,
            NEXT,
            TRUTH,
            WHOLE,
            Schema,
            listed,
            nullable,
            text,
            thing,
)
from gis_app.web.schemas.inspections import AREA, DAY, ID, REASON

PATH: dict[str, Schema] = {"request_id": WHOLE}
ASK = thing({"reason": REASON}, hotspot_id=ID, grid=text("code of a leaf grid; either this or a hotspot", maxLength=100),
            required={**TRUTH, "description": "must be in the plan; otherwise it is worth twice its points"})
REQUEST = thing({
    "id": WHOLE, "hotspot_id": nullable(ID), "grid": nullable(text()), "grid_name": nullable(text()), "area": AREA, "inspection_id": nullable(ID), "quarter": DAY,
    "quarter_said": text(), "state": text("waiting for the area's next inspection, or that inspection's own state", enum=["waiting", "draft", "issued"]),
    "required": TRUTH, "reason": text(), "actor": text(), "at": INSTANT,
})
LIST = thing({"items": listed(REQUEST), "next": NEXT})
WITHDRAW = thing({"reason": REASON})
GONE = thing({"id": WHOLE})
