"""What the hotspot calls take and answer."""

from gis_app.domain.stats.emerging_classes import NAMES
from gis_app.services.hotspots import BASES
from gis_app.web.schemas.common import (
    CURSOR,
    INSTANT,
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

DEFAULT_LIMIT, MOST = 50, 200
LIVE = ("gi_star", "emerging")
STORED = ("gi_star", "emerging", "scan")
CONFIDENT = (*(f"{side}_{sure}" for side in ("hot", "cold") for sure in (99, 95, 90)), "none", "not_looked")

ID = text(format="uuid")
METHOD = text("Gi* of the period, or how Gi* went month by month", enum=[*LIVE])
BASIS = text("what counts are held against", enum=[*BASES])
TOWN = text("code of a town; each town is tested by itself")
CELLS_QUERY: dict[str, Schema] = {**COUNTED, "method": METHOD, "basis": BASIS, "town": TOWN}
LIST_QUERY: dict[str, Schema] = {"town": TOWN, "method": text(enum=[*STORED]), "limit": limit(DEFAULT_LIMIT, MOST), "cursor": CURSOR}
PATH: dict[str, Schema] = {"hotspot_id": ID}

CLASS = text("hot, cold, neither, or not looked at", enum=[*CONFIDENT, *(name for name in NAMES if name not in CONFIDENT)])
CELL = thing(
    {"code": text(), "name": text(), "town": text(), "hotspot": WHOLE, "count": WHOLE, "looked": TRUTH, "z": nullable(NUMBER),
     "p": nullable(NUMBER), "q": nullable(NUMBER), "class": CLASS},
    value=nullable(NUMBER), own_count=WHOLE, own_q=nullable(NUMBER), own_class=CLASS, others_count=WHOLE, others_q=nullable(NUMBER),
    others_class=CLASS, steps_hot=WHOLE, trend_z=nullable(NUMBER), trend_p=nullable(NUMBER),
)  # fmt: skip
CELLS = thing({
    "type": text(enum=["FeatureCollection"]), **PERIOD, "method": METHOD, "basis": BASIS, "summary": {"type": "object"}, "rule": BOTH,
    "features": listed(thing({"type": text(), "id": text(), "geometry": {"type": "object"}, "properties": CELL})), "next": NEXT,
})
SIGHTING = thing({
    "run_id": ID, "at": INSTANT, "from": DAY, "to": DAY, "class": text(), "strength": NUMBER, "p": NUMBER, "q": NUMBER, "count": WHOLE,
    "grids": listed(text()),
})
DEED = thing({"inspection_id": nullable(ID), "note": text(), "actor": text(), "at": INSTANT})
SPOT = thing({
    "id": ID, "method": text(enum=[*STORED]), "cells": text(), "items": listed(text()), "sources": listed(text()), "from": DAY, "to": DAY,
    "class": text(), "strength": NUMBER, "p": NUMBER, "q": NUMBER, "count": WHOLE, "grids": listed(text()), "found_at": INSTANT,
    "seen_at": INSTANT, "seed": WHOLE, "parameters": {"type": "object"}, "outline": {"type": "object"},
}, history=listed(SIGHTING), deeds=listed(DEED))
PAGE = thing({"items": listed(SPOT), "next": NEXT})
ASK = thing({}, method=METHOD, town=TOWN, basis=BASIS, seed=WHOLE, item=text(), source=text(), **{"from": DAY, "to": DAY})
DEED_BODY = thing({"note": text("what was done", maxLength=500)}, inspection_id=ID)
