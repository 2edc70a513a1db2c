"""/api/v1/hotspots: which grids are hot or cold over a period, and hotspots that were stored, with their history and deeds."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.services import heat, hotspot_counts, hotspot_ground, hotspot_views, hotspots, hotspots_store
from gis_app.services.heat import Asked
from gis_app.services.hotspots import BASES, Wish
from gis_app.web.answers import GEOJSON, JSON, answer, next_path
from gis_app.web.api.heat import read_asked, read_period_or_none
from gis_app.web.cursors import read_id, write_id
from gis_app.web.planners import body
from gis_app.web.reading import Reader, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import hotspots as schemas
from gis_app.web.state import state

bp = Blueprint("hotspots", __name__, url_prefix="/api/v1/hotspots")
MONTHS = 24
GROUNDS = hotspot_ground.Grounds()
RULE = {
    "zh": "Gi* 检验，错误发现率不超过 5% 才称热点或冷点；没有人巡查、也没有上报的网格不参加检验，另行标出。",
    "en": "Gi* tests; called hot or cold at a false discovery rate of 5 %; grids that nobody looked at take no part and are shown apart.",
}


@bp.get("/cells")
@declares(query=schemas.CELLS_QUERY, answer={GEOJSON: schemas.CELLS}, problems=(400, 404, 409, 503))
def cells() -> Response:
    """Every leaf grid with z, p, q and class over one period, all sources and own and others apart; from kept counts."""
    given = Reader(request.args, state().settings.zone, as_text=True)
    wish = _wish(given)
    with state().database.begin() as connection:
        asked = _asked(connection, given, wish)
        features = hotspot_views.cells(connection, LOCAL_OPERATOR, asked, wish, given.text_or_none("town", longest=100), GROUNDS)
    summary = Counter(feature["properties"]["class"] for feature in features)
    return answer({
        "type": "FeatureCollection", **_span(asked), "days": asked.period.days, "method": wish.method, "basis": wish.basis,
        "summary": dict(summary), "rule": RULE, "features": features, "next": None,
    }, media_type=GEOJSON)


@bp.post("")
@declares(body={JSON: schemas.ASK}, answer={JSON: schemas.PAGE}, status=201, problems=(400, 404, 409, 415, 503))
def keep() -> Response:
    """Look for hotspots of a period and keep them; one that lies on an earlier one's ground goes on from it."""
    given = body()
    wish = _wish(given)
    with state().database.begin() as connection:
        asked = _asked(connection, given, wish)
        town = given.text_or_none("town", longest=100)
        chosen = [town] if town else hotspot_ground.towns(connection, LOCAL_OPERATOR)
        found = [hotspots.find(connection, LOCAL_OPERATOR, code, asked, wish) for code in chosen]
        ids = [one for each in found for one in hotspots_store.keep(connection, LOCAL_OPERATOR, each)]
        items = [_told(hotspots_store.one(connection, LOCAL_OPERATOR, one)) for one in ids]
    return answer({"items": items, "next": None}, 201)


@bp.get("")
@declares(query=schemas.LIST_QUERY, answer={JSON: schemas.PAGE}, problems=(400, 503))
def page() -> Response:
    """Hotspots that were kept, the newest first."""
    given = Reader(request.args, state().settings.zone, as_text=True)
    limit = given.whole("limit", schemas.DEFAULT_LIMIT, least=1, most=schemas.MOST)
    method = given.choice("method", schemas.STORED, "") or None
    with state().database.begin() as connection:
        rows, before = hotspots_store.page(
            connection, LOCAL_OPERATOR, town=given.text_or_none("town", longest=100), method=method, before=read_id(given), limit=limit,
        )
    return answer({"items": [_told(row) for row in rows], "next": next_path(None if before is None else write_id(before))})


@bp.get("/<hotspot_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.SPOT}, problems=(400, 404, 503))
def one(hotspot_id: str) -> Response:
    """One hotspot: outline, strength, history, and what was done about it."""
    with state().database.begin() as connection:
        return answer(_told(hotspots_store.one(connection, LOCAL_OPERATOR, uuid_of(hotspot_id, "hotspot_id"))))


@bp.post("/<hotspot_id>/deeds")
@declares(path=schemas.PATH, body={JSON: schemas.DEED_BODY}, answer={JSON: schemas.SPOT}, status=201, problems=(400, 404, 415, 503))
def deed(hotspot_id: str) -> Response:
    """Say what was done about a hotspot."""
    given = body()
    with state().database.begin() as connection:
        told = hotspots_store.note(
            connection, LOCAL_OPERATOR, uuid_of(hotspot_id, "hotspot_id"), given.text("note", longest=500), given.identifier("inspection_id"),
        )
        return answer(_told(told), 201)


def _wish(given: Reader) -> Wish:
    method = given.choice("method", schemas.LIVE, "gi_star")
    seed = given.whole("seed", Wish.seed, least=0, most=2**31)
    return Wish(method, basis=given.choice("basis", BASES, "count"), permutations=0, seed=seed).checked()


def _asked(connection: Connection, given: Reader, wish: Wish) -> Asked:
    """As the heat reads it; what emerges is looked for over the last 24 whole months where no period is given."""
    asked = read_asked(connection, given)
    if wish.method == "emerging" and read_period_or_none(connection, given) is None:
        recent = heat.default_period(connection, LOCAL_OPERATOR, given.zone)
        return Asked(hotspot_counts.whole_months(recent.last, MONTHS), asked.items, asked.sources, asked.zone)
    return asked


def _span(asked: Asked) -> dict[str, str]:
    return {"from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    """With the contract's words for the period and the class; outlines as GeoJSON."""
    told = {name: value for name, value in row.items() if name not in ("town_id", "first_day", "last_day", "class_", "outline", "history", "deeds")}
    told |= {"from": row["first_day"], "to": row["last_day"], "class": row["class_"], "outline": json.loads(row["outline"])}
    if "history" in row:
        told["history"] = [_sighting(one) for one in row["history"]]
        told["deeds"] = [{name: deed[name] for name in ("inspection_id", "note", "actor", "at")} for deed in row["deeds"]]
    return told


def _sighting(row: Mapping[Any, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("run_id", "at", "strength", "p", "q", "count", "grids")}
    return {**kept, "from": row["first_day"], "to": row["last_day"], "class": row["class_"]}
