"""The calls of /api/v1/inspections, of the teams' links, and of the office's list."""

from gis_app.web.schemas.common import (
                   CRS,
                   INSTANT,
                   LAT,
                   LON,
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

DAY = text("a local day", format="date", examples=["2026-10-08"])
ID = text(format="uuid")
PATH: dict[str, Schema] = {"inspection_id": ID}
TEAM_ASKED = thing({}, name=text(maxLength=20), start=POINT, hours=text(examples=["08:30-17:30"]), mode=text(enum=["foot", "two_wheeler", "car"]),
                   people=listed(text(maxLength=20)), skills=listed(text(maxLength=20)), days=listed(DAY))
REASON = text("why, for the record", minLength=1, maxLength=200)
TEAM_NUMBER = {**WHOLE, "description": "the team's number, from 1"}
GRID, WISH = text("code of a leaf grid: all its stops", maxLength=100), text("one stop", maxLength=200)
FIXED = thing({"team": TEAM_NUMBER}, grid=GRID, wish=WISH, day=DAY, reason=text(maxLength=200))
FORBIDDEN = thing({"team": TEAM_NUMBER}, grid=GRID, wish=WISH, reason=text(maxLength=200))
OWN = {"name": text(maxLength=100), "lon": LON, "lat": LAT}
OWN_MORE: dict[str, Schema] = {"crs": CRS, "category": text(maxLength=40), "points": NUMBER, "minutes": NUMBER}
MUST: Schema = {"required": {**TRUTH, "description": "must be in the plan"}}


def own(must: dict[str, Schema], **may: Schema) -> Schema:
    """A place of one's own; ``required`` is a member of it, not of JSON Schema."""
    made = thing(must, **OWN_MORE, **may)
    return {**made, "properties": {**made["properties"], **MUST}}


ASK = thing({"area": text("code of the work area", maxLength=100), "days": listed(DAY), "teams": listed(TEAM_ASKED)}, settings={"type": "object"},
            fixed=listed(FIXED), forbidden=listed(FORBIDDEN), extra_stops=listed(own(OWN, reason=text(maxLength=200))),
            cross_check={**TRUTH, "description": "teams keep out of the grids where one of their own people has a post"})
SETUP = thing({"reason": REASON}, days=listed(DAY), teams=listed({**TEAM_ASKED, "properties": {**TEAM_ASKED["properties"], "number": {**TEAM_NUMBER, "description": "a team that is there: what is not said of it stays; without it a new one"}}}))
PAIR = thing({"rule": text(enum=["fixed", "forbidden"]), "team": TEAM_NUMBER, "reason": REASON}, grid=GRID, wish=WISH, day=DAY,
             lift={**TRUTH, "description": "take it back"})
STOP_ADDED = own({**OWN, "reason": REASON})
STOP_DROPPED = thing({"wish": text("one that was added", maxLength=200), "reason": REASON})
ISSUE = thing({}, again={**TRUTH, "description": "new links in place of those that were handed out"})
MOVE = thing({"wish": text(maxLength=200), "team": WHOLE, "day": DAY, "reason": REASON})
LOCK = thing({"wish": text(maxLength=200), "locked": TRUTH, "reason": REASON})
AREA = thing({"code": text(), "name": text()})
PROGRESS = thing({name: WHOLE for name in ("stops", "stops_done", "grids", "grids_entered", "answers_wanted", "answered", "problems", "findings")})
STOP = thing({
    "wish": text(), "kind": text(), "label": text(), "note": text(), "grid": nullable(text()), "grid_name": nullable(text()), "team": nullable(WHOLE), "day": nullable(DAY),
    "serial": nullable(WHOLE), "arrive": nullable(INSTANT), "leave": nullable(INSTANT), "locked": TRUTH, "place": POINT, "refers": nullable(text()),
    "required": TRUTH, "owed": WHOLE, "also": listed(text("another wish that one visit answers too")), "why": nullable(thing({"zh": text(), "en": text()})), "done": nullable(text(enum=["tick", "skip"])),
})
HEAD = {"id": ID, "area": AREA, "quarter": DAY, "quarter_said": text(), "state": text(enum=["draft", "issued", "ended", "withdrawn"]), "plan": nullable(WHOLE)}
WHERE = thing({"team": WHOLE, "day": DAY})
SHIFTED = {"wish": text(), "label": text()}
SINCE = thing({"plan": WHOLE, "moved": listed(thing({**SHIFTED, "from": WHERE, "to": WHERE})), "added": listed(thing({**SHIFTED, "to": WHERE})),
               "dropped": listed(thing({**SHIFTED, "from": WHERE}))})
REARRANGE = thing({"reason": REASON})
ONE = thing({
    **HEAD, "days": listed(DAY), "days_off": listed(DAY), "settings": {"type": "object"}, "created_by": text(), "issued_at": nullable(INSTANT), "ended_at": nullable(INSTANT),
    "checks": listed({"type": "object"}), "teams": listed({"type": "object"}), "pairs": listed({"type": "object"}), "planning": nullable({"type": "object"}), "figures": nullable({"type": "object"}),
    "straight": TRUTH, "since_issue": nullable(SINCE), "stale": {**TRUTH, "description": "days or teams were changed since this version was worked out"}, "ways": listed({"type": "object"}), "stops": listed(STOP), "progress": PROGRESS, "corners_before": nullable(WHOLE),
    "late": thing({"records": WHOLE, "last": nullable(INSTANT), "until": nullable(INSTANT)}), "changes": listed({"type": "object"}),
})
LIST = thing({
    "quarter": DAY, "quarter_said": text(), "first_day": DAY, "total": {"type": "object"}, "next": NEXT,
    "items": listed(thing({"area": AREA, "town": text(), "grids": WHOLE, "inspection": nullable(thing({**HEAD, "days": listed(DAY), "progress": PROGRESS})), "open": nullable(thing(HEAD))})),
})
HOT_PLACE = thing({
    "hotspot": nullable(ID), "wish": text(), "label": text(), "note": nullable(text()), "class": nullable(text()), "strength": nullable(NUMBER), "grid": nullable(text()),
    "team": nullable(text()), "day": nullable(DAY), "done": nullable(text(enum=["tick", "skip"])), "why": nullable(thing({"zh": text(), "en": text()})),
    "findings": listed({"type": "object"}), "outline": nullable({"type": "object"}),
})
HOT_PLACES = thing({"items": listed(HOT_PLACE), "next": NEXT})
QUARTER: dict[str, Schema] = {"quarter": {**DAY, "description": "any day of the quarter; the present one if absent"}}
LINKS = thing({"links": listed(thing({"team": WHOLE, "name": text(), "href": text("the team's own page; shown this once")}))})

TOKEN: dict[str, Schema] = {"token": text("the team's own word; shows nothing after the end of the inspection", minLength=20, maxLength=100)}
RECORD = thing({"id": text("UUIDv7 made on the phone", format="uuid"), "kind": text(enum=["tick", "skip", "answer", "finding", "way"]), "made_at": INSTANT},
               wish=text(maxLength=200), item=text("check-list code of an answer, item code of a finding", maxLength=100),
               answer=text(enum=["normal", "problem", "inapplicable"]), text=text(maxLength=4000), why=text(enum=["closed", "no_way", "no_time", "weather"]),
               lon=LON, lat=LAT, crs=CRS, accuracy_m=NUMBER, way=listed({"type": "array", "items": nullable(NUMBER), "minItems": 4, "maxItems": 4}))
TAKEN = thing({"id": ID, "outcome": text("late: the inspection has ended; what it came to is worked out again", enum=["created", "late", "repeat"])})
FIELD = thing({"inspection": {"type": "object"}, "team": text(), "checks": listed({"type": "object"}), "stops": listed({"type": "object"}), "ways": listed({"type": "object"}),
               "outlines": listed({"type": "object"}), "roads": listed({"type": "object"}), "known": listed({"type": "object"}), "done": listed({"type": "object"})})
RECORD_PATH: dict[str, Schema] = {**TOKEN, "record_id": ID}
FILE_PATH: dict[str, Schema] = {**TOKEN, "kind": text(enum=["gpx", "ics"])}

MATTER = thing({"id": WHOLE, "kind": text(enum=["finding", "dead_corner", "unanswered", "unreached"]), "ref": text(), "label": text(), "area": text(), "quarter": DAY,
                "grid": nullable(text()), "incident_id": nullable(ID), "at": INSTANT, "decision": nullable(text()), "settled_by": nullable(text()), "settled_at": nullable(INSTANT)})
MATTERS = thing({"items": listed(MATTER), "next": NEXT})
DECIDE = thing({"decision": text(minLength=1, maxLength=500)})
REPORT = {"type": "object"}
