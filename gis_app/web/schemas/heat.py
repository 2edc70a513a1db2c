"""What the heat calls take and answer."""

from gis_app.domain.sources import GROUPS, SOURCES
from gis_app.domain.stats.heat import RADIUS_M
from gis_app.web.schemas.common import (
    BRIEF,
    KIND,
    NUMBER,
    TRUTH,
    WHOLE,
    Schema,
    listed,
    nullable,
    text,
    thing,
)

DAY = text("a whole local day, included", examples=["2026-03-05"])
COUNTED: Schema = {
    "from": DAY, "to": DAY, "item": text("codes of items or classes, separated by commas"),
    "source": text("sources or their groups, separated by commas", examples=[*GROUPS, *SOURCES]),
}
HEAT: Schema = {
    **COUNTED,
    "radius_m": {"type": "number", "minimum": RADIUS_M[0], "maximum": RADIUS_M[1], "default": 250, "description": "metres on the ground"},
}
THEMES = ("light", "dark")
THEME = text("the ground that the colours will lie on", enum=[*THEMES])
BASES = ("present", "registered")
BASIS = text("whose number the rate is by", enum=[*BASES])
TABLE: Schema = {"level": KIND, "basis": BASIS}
STEP = text(enum=["day", "week", "month"])

PERIOD: Schema = {"from": DAY, "to": DAY, "days": WHOLE}
BOTH = thing({"zh": text(), "en": text()})
LEGEND = thing({
    **PERIOD, "z": WHOLE, "max": NUMBER, "radius_m": NUMBER, "radius_asked_m": NUMBER, "unit": BOTH,
    "stops": listed(thing({"value": NUMBER, "colour": text(), "alpha": NUMBER})),
})
ROW = thing({
    **BRIEF["properties"], "path": listed(text()), "count": WHOLE, "own": WHOLE, "all": WHOLE, "share": nullable(NUMBER),
    "people": WHOLE, "rate": nullable(NUMBER), "previous": WHOLE, "change": WHOLE, "complaints_change": WHOLE, "small": TRUTH,
})
GRIDS = thing({
    **PERIOD, "previous_from": DAY, "previous_to": DAY, "level": KIND, "people": text(), "least": WHOLE, "least_people": WHOLE,
    "rule": BOTH, "items": listed(ROW), "outside": WHOLE, "total": WHOLE, "own": WHOLE, "all": WHOLE, "previous": WHOLE,
})
SERIES = thing({**PERIOD, "step": STEP, "items": listed(thing({"from": DAY, "to": DAY, "count": WHOLE})), "total": WHOLE})
