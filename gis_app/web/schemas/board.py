"""What the calls of the leader's page take and answer."""

from gis_app.services.board import NOWHERE, NUMBERS
from gis_app.web.schemas.common import (
    BRIEF,
    CURSOR,
    NUMBER,
    TRUTH,
    WHOLE,
    Schema,
    limit,
    listed,
    nullable,
    text,
    thing,
)
from gis_app.web.schemas.heat import BOTH, DAY, PERIOD, STEP
from gis_app.web.schemas.incidents import DEFAULT_LIMIT, MOST

LEVELS = ("town", "work_area", "village", "grid")
WITHIN = text("code of the node looked at; all there is without it")
LEVEL = text("the kind of node that is ranked; grid is the finest", enum=list(LEVELS))
ASKED: Schema = {"from": DAY, "to": DAY, "within": WITHIN}
FIGURES_QUERY: Schema = {**ASKED, "level": LEVEL}
TREND_QUERY: Schema = {**ASKED, "step": STEP}
BEHIND_QUERY: Schema = {
    **FIGURES_QUERY, "number": text(enum=list(NUMBERS)), "node": text("code of a row, or what lies in none", examples=list(NOWHERE)),
    "limit": limit(DEFAULT_LIMIT, MOST), "cursor": CURSOR,
}

COUNTS: Schema = {
    **dict.fromkeys((*NUMBERS, "unknown"), WHOLE), "share": nullable({**NUMBER, "description": "of all reports, found by the grid itself"}),
    "on_time": nullable({**NUMBER, "description": "of the limits that ended, kept"}),
}
SUMS: Schema = {**COUNTS, "before": thing(COUNTS)}
LOOKED: Schema = {"grids": WHOLE, "not": {**WHOLE, "description": "of these grids, not looked at in the period"}, "not_before": WHOLE}
WHERE = nullable(thing(BRIEF["properties"]))
FIGURES = thing({
    **PERIOD, "previous_from": DAY, "previous_to": DAY, "previous_whole": TRUTH, "ended_to": nullable(DAY),
    "within": nullable(thing({**BRIEF["properties"], "town": text("code of the town it is of")})), "level": LEVEL, "levels": listed(LEVEL),
    "least": WHOLE, "rule": BOTH, "looked": nullable(thing({**LOOKED, "items": listed(thing({"code": text(), "name": text()}))})),
    "numbers": thing(SUMS), "elsewhere": thing(SUMS), "outside": thing(SUMS),
    "items": listed(thing({**BRIEF["properties"], "path": listed(text()), "in_force": TRUTH, **SUMS, "looked": nullable(thing(LOOKED))})),
})
TREND = thing({
    **PERIOD, "step": STEP, "within": WHERE,
    "items": listed(thing({"from": DAY, "to": DAY, "own": WHOLE, "others": WHOLE, "met": WHOLE, "missed": WHOLE})),
    "by_item": listed(thing({
        "item": nullable(text()), "name": nullable(text()), "name_en": nullable(text()), "reports": WHOLE, "own": WHOLE, "before": WHOLE,
    })),
})
