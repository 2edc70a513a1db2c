"""The calls of /api/v1/editions/{id}/proposals."""

from gis_app.web.schemas.common import INSTANT, NEXT, NUMBER, TRUTH, WHOLE, Schema, listed, nullable, text, thing
from gis_app.web.schemas.editions import ID
from gis_app.web.schemas.editions import PATH as EDITION_PATH

PATH: dict[str, Schema] = {**EDITION_PATH, "run_id": ID}
COUNT: Schema = {"type": "integer", "minimum": 0}
SHARE: Schema = {"type": "number", "minimum": 0}
TASTE = thing({}, road=SHARE, stream=SHARE, border=SHARE, group=SHARE, whole=SHARE, balance=SHARE)
WISH = thing({}, count=nullable(COUNT), households=nullable(listed(COUNT)), villages=TRUTH, keep=TRUTH, taste=TASTE, seed=COUNT,
             effort=COUNT, least=COUNT)
ASK = thing({"within": text("code of the unit whose grids are divided anew", maxLength=100), "wishes": listed(WISH)})
GRID = thing({"key": text(), "polygon": {"type": "object"}, "figures": thing({
    "households": WHOLE, "people": WHOLE, "area_m2": NUMBER, "perimeter_m": NUMBER, "compactness": NUMBER, "along": NUMBER,
    "neighbours": listed(text()),
})})
FIGURES = thing({
    "grids": WHOLE, "households_min": WHOLE, "households_max": WHOLE, "spread": NUMBER, "cut_m": NUMBER, "along": NUMBER,
    "compactness": NUMBER, "parted": WHOLE, "settlements": WHOLE, "kept": nullable(NUMBER), "finished": TRUTH,
})
PROPOSAL = thing({"wish": WISH, "figures": FIGURES, "grids": listed(GRID)})
RUN = thing({
    "id": ID, "within": text(), "wishes": listed(WISH), "state": text(enum=["waiting", "running", "done", "stopped", "failed"]),
    "done": {"type": "number", "minimum": 0, "maximum": 1}, "failure": nullable(thing({"code": text(), "zh": text(), "en": text()})),
    "planner": text(), "at": INSTANT, "finished_at": nullable(INSTANT),
}, proposals=nullable(listed(PROPOSAL)))
RUNS = thing({"items": listed(RUN), "next": NEXT})
EDIT_QUERY: dict[str, Schema] = {"number": {"type": "integer", "minimum": 0, "maximum": 9, "default": 0}}
EDIT = thing({"edit": {"type": "object"}})
