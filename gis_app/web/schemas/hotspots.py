"""What the hotspot calls take and answer."""

from gis_app.domain.stats.emerging_classes import NAMES
from gis_app.domain.stats.moran import QUADRANTS
from gis_app.services.hotspot_ground import CELLS as CELLS_OF
from gis_app.services.hotspot_ground import LINKS
from gis_app.services.hotspot_wish import BASES, KEPT
from gis_app.web.schemas.common import (
    CURSOR,
    INSTANT,
    METRES,
    NEXT,
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
from gis_app.web.schemas.heat import BOTH, COUNTED, DAY, PERIOD
from gis_app.web.schemas.inspection_requests import REQUEST
from gis_app.web.schemas.inspections import AREA

DEFAULT_LIMIT, MOST = 50, 200
LIVE = ("gi_star", "emerging", "moran")
STORED = KEPT
MOST_PERMUTATIONS = 9_999
CONFIDENT = (*(f"{side}_{sure}" for side in ("hot", "cold") for sure in (99, 95, 90)), "none", "not_looked")
ALIKE = tuple(name for name in QUADRANTS if name != "none")

ID = text(format="uuid")
METHOD = text("Gi* of the period, how Gi* went month by month, or local Moran", enum=[*LIVE])
BASIS = text("what counts are held against", enum=[*BASES])
TOWN = text("code of a town; each town is tested by itself, and hexagons or squares are laid over one")
HOW: dict[str, Schema] = {
    "cells": text("leaf grids, hexagons or squares", enum=[*CELLS_OF]), "size_m": {**METRES, "description": "width of a hexagon or square; chosen from the counts if absent"},
    "neighbours": text("sharing a corner, an edge, the 8 nearest, or a band of distance chosen from the data", enum=[*LINKS]), "basis": BASIS,
    "permutations": {**WHOLE, "minimum": 0, "maximum": MOST_PERMUTATIONS}, "seed": WHOLE, "town": TOWN,
}
CELLS_QUERY: dict[str, Schema] = {**COUNTED, "method": METHOD, **HOW}
LIST_QUERY: dict[str, Schema] = {"town": TOWN, "method": text(enum=[*STORED]), "limit": limit(DEFAULT_LIMIT, MOST), "cursor": CURSOR}
PATH: dict[str, Schema] = {"hotspot_id": ID}

CLASS = text("hot, cold, neither, or not looked at", enum=[*CONFIDENT, *ALIKE, "cluster", *(name for name in NAMES if name not in CONFIDENT)])
CELL = thing(
    {"code": text(), "name": text(), "town": text(), "hotspot": WHOLE, "count": WHOLE, "looked": TRUTH, "z": nullable(NUMBER),
     "p": nullable(NUMBER), "q": nullable(NUMBER), "class": CLASS},
    value=nullable(NUMBER), few=TRUTH, own_count=WHOLE, own_q=nullable(NUMBER), own_class=CLASS, others_count=WHOLE, others_q=nullable(NUMBER),
    others_class=CLASS, steps_hot=WHOLE, trend_z=nullable(NUMBER), trend_p=nullable(NUMBER), index=nullable(NUMBER), p_sim=nullable(NUMBER), per_km2=NUMBER, cluster=WHOLE,
)  # fmt: skip
CELLS = thing({
    "type": text(enum=["FeatureCollection"]), **PERIOD, "method": text(), "basis": BASIS, "cells": HOW["cells"], "seed": WHOLE, "permutations": WHOLE,
    "parameters": listed({"type": "object"}), "summary": {"type": "object"}, "apart": {"type": "object"}, "rule": BOTH,
    "features": listed(thing({"type": text(), "id": text(), "geometry": {"type": "object"}, "properties": CELL})), "next": NEXT,
})
SIGHTING = thing({
    "run_id": ID, "at": INSTANT, "from": DAY, "to": DAY, "class": text(), "strength": NUMBER, "p": NUMBER, "q": NUMBER, "count": WHOLE,
    "grids": listed(text()),
})
DEED = thing({
    "inspection_id": nullable(ID), "note": text(), "looked": {**TRUTH, "description": "false where its team did not get there"},
    "detail": {"type": "object", "description": "of an inspection: team, day, incidents made"}, "actor": text(), "at": INSTANT,
})
VISIT = thing({
    "inspection_id": ID, "area": AREA, "quarter": DAY, "quarter_said": text(), "state": text(enum=["draft", "issued", "ended"]), "team": nullable(text()),
    "day": nullable(DAY), "done": nullable(text(enum=["tick", "skip"])), "why": nullable(thing({"zh": text(), "en": text()})), "findings": listed({"type": "object"}),
})
MONTH = thing({"from": DAY, "to": DAY, "count": WHOLE})
TOP = thing({"item": nullable(text()), "name_zh": text(), "name_en": text(), "count": WHOLE})
SPOT = thing({
    "id": ID, "method": text(enum=[*STORED]), "cells": text(), "items": listed(text()), "sources": listed(text()), "from": DAY, "to": DAY,
    "class": text(), "strength": NUMBER, "p": NUMBER, "q": NUMBER, "count": WHOLE, "grids": listed(text()), "found_at": INSTANT,
    "seen_at": INSTANT, "seed": WHOLE, "parameters": {"type": "object"}, "outline": {"type": "object"}, "of": BOTH,
}, history=listed(SIGHTING), deeds=listed(DEED), places=listed(thing({"code": text(), "name": text()})), requests=listed(REQUEST), visits=listed(VISIT),
    months=listed(MONTH), tops=listed(TOP))  # fmt: skip
PAGE = thing({"items": listed(SPOT), "next": NEXT})
ASK = thing({}, method=text(enum=[one for one in LIVE if one in KEPT]), **HOW, item=text(), source=text(), **{"from": DAY, "to": DAY})
DEED_BODY = thing({"note": text("what was done", maxLength=500)}, inspection_id=ID)
