"""What the searches for hotspots take and answer."""

from gis_app.services.hotspot_wish import METHODS
from gis_app.services.hotspot_wish import MOST_PERMUTATIONS as MOST
from gis_app.web.schemas.common import INSTANT, NUMBER, WHOLE, Schema, nullable, text, thing
from gis_app.web.schemas.heat import DAY
from gis_app.web.schemas.hotspots import CELLS, HOW

MOST_PERMUTATIONS = MOST
PATH: dict[str, Schema] = {"search_id": WHOLE}
ASK = thing({}, method=text(enum=[*METHODS]), **{**HOW, "permutations": {**WHOLE, "minimum": 0, "maximum": MOST_PERMUTATIONS}}, item=text(), source=text(),
            **{"from": DAY, "to": DAY})  # fmt: skip
FAILURE = thing({"code": text(), "zh": text(), "en": text()})
SEARCH = thing({
    "id": WHOLE, "town": text(), "method": text(), "cells": text(), "state": text(enum=["waiting", "running", "done", "stopped", "failed"]),
    "done": {**NUMBER, "minimum": 0, "maximum": 1}, "failure": nullable(FAILURE), "at": INSTANT, "finished_at": nullable(INSTANT),
}, found=CELLS)
