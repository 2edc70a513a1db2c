"""The calls of /api/v1/editions."""

from gis_app.domain.editions import STATES
from gis_app.web.schemas.common import (
    INSTANT,
    KIND,
    NEXT,
    NUMBER,
    POINT,
    TRUTH,
    WHOLE,
    Schema,
    listed,
    nullable,
    text,
    thing,
)

ID: Schema = {"type": "integer", "minimum": 1}
PATH: dict[str, Schema] = {"edition_id": ID}
DAY = text("a local day", format="date", examples=["2026-12-01"])
EDITION_FIELDS: dict[str, Schema] = {
    "id": ID, "name": text(), "state": text(enum=list(STATES)), "version": WHOLE,
    "town": thing({"code": nullable(text()), "name": nullable(text())}), "effective_at": nullable(INSTANT), "created_at": INSTANT,
    "created_by": text(), "published_at": nullable(INSTANT), "published_by": nullable(text()),
}
EDITION = thing(EDITION_FIELDS)
LIST = thing({"items": listed(EDITION), "next": NEXT})
OPEN = thing({"town": text("code of the town", maxLength=100), "name": text(maxLength=100)}, preview=TRUTH)
SETTLED = listed(thing({"grid": text(), "other": nullable(text()), "area_m2": NUMBER, "at": POINT, "to": nullable(text())},
                      households=WHOLE, people_present=WHOLE, buildings=WHOLE, units=WHOLE, open_incidents=WHOLE))

UNIT = thing({"parent": nullable(text()), "kind": text()})
EDGE = thing({"left": text("code, or blank for the outside"), "right": text(), "line": listed(POINT)})
COVERAGE = thing({"version": WHOLE, "edges": listed(EDGE), "units": {"type": "object"}})
DELTA = thing({"removed": listed(EDGE), "added": listed(EDGE), "gone": {"type": "object"}, "come": {"type": "object"}})
ENTRY = thing({
    "serial": WHOLE, "kind": text(enum=["edit", "undo", "redo", "restore"]), "edit": nullable({"type": "object"}), "zh": text(),
    "en": text(), "planner": text(), "at": INSTANT, "of": nullable(WHOLE), "undone": TRUTH,
}, delta=DELTA)
FIGURES = thing({
    "area_m2": NUMBER, "area_mu": NUMBER, "perimeter_m": nullable(NUMBER), "compactness": nullable(NUMBER), "households": WHOLE,
    "people_present": WHOLE, "people_registered": WHOLE, "buildings": WHOLE, "units": WHOLE, "incidents_year": WHOLE,
    "open_incidents": WHOLE, "office_m": nullable(WHOLE), "parts": nullable(WHOLE), "at": nullable(POINT),
})
GRID = thing({
    "code": text(), "name": text(), "kind": KIND, "level": WHOLE, "lies_in": nullable(text()), "parent": nullable(text()), "leaf": TRUTH,
    "drawn": TRUTH, "new": TRUTH, "locked": TRUTH, "figures": nullable(FIGURES), "target": {"type": "object"},
})
GAP = thing({"gap": text(), "lies_in": nullable(text()), "area_m2": NUMBER, "at": POINT})
REPAIR = thing({"edit": {"type": "object"}, "zh": text(), "en": text()})
FINDING = thing({
    "id": text(), "rule": text(), "severity": text(enum=["error", "warning"]), "grids": listed(text()), "at": nullable(POINT),
    "area_m2": nullable(NUMBER), "fix": text(), "fix_en": text(), "repairs": listed(REPAIR),
})
COUNTS: dict[str, Schema] = {"errors": WHOLE, "warnings": WHOLE}
LOCKS = listed(thing({"grid": text(), "planner": text(), "at": INSTANT}))
WHOLE_DRAFT = thing({
    **EDITION_FIELDS, "can_undo": TRUTH, "can_redo": TRUTH, "undo": nullable(ENTRY), "redo": nullable(ENTRY), "locks": LOCKS,
    "grids": listed(GRID), "gaps": listed(GAP), "findings": thing(COUNTS), "edits": listed(text()), "settled": SETTLED,
    "bbox": nullable(listed(NUMBER)),
})

KEY = text("made by the client for each gesture", minLength=1, maxLength=200)
BASE: Schema = {"type": "integer", "minimum": 0}
EDIT = thing({"base": BASE, "edit": {"type": "object", "required": ["edit"]}}, key=KEY, names={"type": "object"}, preview=TRUTH, auto_rebase=TRUTH)
TURN = thing({"base": BASE, "key": KEY}, auto_rebase=TRUTH)
RESTORE = thing({"base": BASE, "key": KEY, "to": BASE}, auto_rebase=TRUTH)
CHANGED: dict[str, Schema] = {
    "delta": DELTA, "grids": listed(GRID), "gone": listed(text()), "gaps": listed(GAP),
    "findings": thing({"gone": listed(text()), "come": listed(FINDING), **COUNTS}),
}
DONE = thing({"version": WHOLE, "repeated": TRUTH, "entry": ENTRY, "since": listed(ENTRY), **CHANGED, "can_undo": TRUTH, "can_redo": TRUTH})
MOVES = listed(thing({"from": nullable(text()), "to": nullable(text()), "area_m2": NUMBER, "households": WHOLE, "geometry": {"type": "object"}}))
LOG_QUERY: dict[str, Schema] = {"after": BASE, "limit": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100},
                                "delta": text(enum=["true", "false"])}
LOG = thing({"items": listed(ENTRY), "version": WHOLE, "next": NEXT})
CODES = thing({"codes": {"anyOf": [listed(text()), {"type": "object"}]}})
LOCK = thing({}, lock=listed(text()), unlock=listed(text()))
FINDINGS = thing({
    "version": WHOLE, "items": listed(FINDING), **COUNTS,
    "not_run": listed(thing({"rule": text(), "why": text(), "why_en": text()})), "next": NEXT,
})
COMMENT = thing({
    "id": WHOLE, "text": text(), "at": POINT, "grid": nullable(text()), "answers": nullable(WHOLE), "planner": text(), "made_at": INSTANT,
    "version": WHOLE, "settled": nullable(thing({"planner": text(), "at": INSTANT})),
})
REMARK = thing({"text": text(maxLength=2000), "at": POINT}, grid=nullable(text()), answers=nullable(WHOLE))
NOTE = thing({}, note=text(maxLength=2000))
STEPS = thing({"items": listed(thing({"action": text(), "version": WHOLE, "note": text(), "planner": text(), "at": INSTANT})), "next": NEXT})
PUBLISH = thing({"at": DAY})
TABLE = thing({"items": listed({"type": "object"}), "next": NEXT})
OBJECT: Schema = {"type": "object"}
