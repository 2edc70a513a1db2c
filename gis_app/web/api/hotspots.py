"""/api/v1/hotspots: which grids are hot or cold over a period, and hotspots that were stored, with their history and deeds."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.stats.lattice import SIDE_M
from gis_app.errors import Both
from gis_app.services import (
    heat,
    hotspot_counts,
    hotspot_ground,
    hotspot_pages,
    hotspot_views,
    hotspots,
    hotspots_store,
)
from gis_app.services.heat import Asked
from gis_app.services.hotspot_names import ItemNames
from gis_app.services.hotspot_wish import BASES, KEPT, PERMUTATIONS, Wish
from gis_app.web.answers import GEOJSON, JSON, answer, next_path
from gis_app.web.api.heat import read_asked, read_period_or_none
from gis_app.web.cursors import read_id, write_id
from gis_app.web.planners import WHO, body, onlooker
from gis_app.web.reading import Reader, uuid_of
from gis_app.web.routes import declares
from gis_app.web.schemas import hotspots as schemas
from gis_app.web.state import state

bp = Blueprint("hotspots", __name__, url_prefix="/api/v1/hotspots")
MONTHS = 24
BY = {name: {**described, "required": False} for name, described in WHO.items()}
GROUNDS = hotspot_ground.Grounds()
KEPT_LIVE = tuple(method for method in schemas.LIVE if method in KEPT)
BLIND = Both("没有人巡查、也没有上报的不参加检验，另行标出。", "Where nobody looked and nothing was reported, nothing is tested; it is shown apart.")
RULE: dict[str, dict[str, str]] = {
    method: {"zh": zh + BLIND.zh, "en": f"{en} {BLIND.en}"} for method, (zh, en) in {
        "gi_star": ("Gi* 检验，错误发现率不超过 5% 才称热点或冷点；", "Gi* tests; called hot or cold at a false discovery rate of 5 %."),
        "emerging": ("逐月的时空 Gi* 检验和趋势检验，错误发现率不超过 5%；", "Gi* in space and time by month, with a test of the trend, at a false discovery rate of 5 %."),
        "moran": ("局部莫兰检验，错误发现率不超过 5% 才称高高、低低或高低相间；", "Local Moran's I; called high among high, low among low or unlike at a false discovery rate of 5 %."),
        "scan": ("时空扫描：一圈地方在几周之内比时间和地点所能解释的多，随机重排至多 5% 才称聚集；", "A space-time scan: more in a circle over some weeks than place and time explain, in at most 5 % of shufflings."),
        "kde": ("核密度与随机散布比较，错误发现率不超过 5%；", "Density held against incidents scattered at random, at a false discovery rate of 5 %."),
    }.items()
}


@bp.get("/cells")
@declares(query=schemas.CELLS_QUERY, answer={GEOJSON: schemas.CELLS}, problems=(400, 404, 409, 503))
def cells() -> Response:
    """Every cell with z, p, q and class over one period, all sources and own and others apart; from kept counts."""
    given = Reader(request.args, state().settings.zone, as_text=True)
    wish = read_wish(given, schemas.LIVE)
    with state().database.begin() as connection:
        asked = read_question(connection, given, wish)
        found = hotspot_views.cells(connection, LOCAL_OPERATOR, asked, wish, given.text_or_none("town", longest=100), GROUNDS)
    return answer(told_cells(asked, wish, found), media_type=GEOJSON)


@bp.post("")
@declares(body={JSON: schemas.ASK}, answer={JSON: schemas.PAGE}, status=201, problems=(400, 404, 409, 415, 503))
def keep() -> Response:
    """Look for hotspots of a period and keep them; one that lies on an earlier one's ground goes on from it."""
    given = body()
    wish = read_wish(given, KEPT_LIVE)
    with state().database.begin() as connection:
        asked = read_question(connection, given, wish)
        town = given.text_or_none("town", longest=100)
        chosen = [town] if town else hotspot_ground.towns(connection, LOCAL_OPERATOR)
        found = hotspots.find_each(connection, LOCAL_OPERATOR, chosen, asked, wish, grounds=GROUNDS)
        ids = [one for each in found for one in hotspots_store.keep(connection, LOCAL_OPERATOR, each)]
        names = ItemNames(connection)
        items = [told_spot(hotspots_store.one(connection, LOCAL_OPERATOR, one), names) for one in ids]
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
        names = ItemNames(connection)
    return answer({"items": [told_spot(row, names) for row in rows], "next": next_path(None if before is None else write_id(before))})


@bp.get("/<hotspot_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.SPOT}, problems=(400, 404, 503))
def one(hotspot_id: str) -> Response:
    """One hotspot: outline, strength, history, months and items, where it was put, who went there, and what was done about it."""
    with state().database.begin() as connection:
        return answer(_page(connection, uuid_of(hotspot_id, "hotspot_id")))


@bp.post("/<hotspot_id>/deeds")
@declares(path=schemas.PATH, headers=BY, body={JSON: schemas.DEED_BODY}, answer={JSON: schemas.SPOT}, status=201, problems=(400, 404, 415, 503))
def deed(hotspot_id: str) -> Response:
    """Say what was done about a hotspot."""
    given = body()
    with state().database.begin() as connection:
        asked = uuid_of(hotspot_id, "hotspot_id")
        hotspots_store.note(connection, onlooker(), asked, given.text("note", longest=500), given.identifier("inspection_id"))
        return answer(_page(connection, asked), 201)


def _page(connection: Connection, hotspot_id: UUID) -> dict[str, Any]:
    here = state()
    return told_spot(hotspot_pages.page(connection, onlooker(), here.locating.snapshot(), hotspot_id, here.settings.zone), ItemNames(connection))


def read_wish(given: Reader, methods: Collection[str], most: int = schemas.MOST_PERMUTATIONS) -> Wish:
    """How it is looked for; the closed form alone where Gi* says nothing of permutations."""
    method = given.choice("method", methods, "gi_star")
    usual = 0 if method == "gi_star" else PERMUTATIONS[method]
    return Wish(
        method, given.choice("cells", hotspot_ground.CELLS, "grids"), given.number_or_none("size_m", least=SIDE_M[0], most=SIDE_M[1]),
        given.choice("neighbours", hotspot_ground.LINKS, "queen"), given.choice("basis", BASES, "count"), None,
        given.whole("permutations", usual, least=0, most=most), given.whole("seed", Wish.seed, least=0, most=2**31),
    ).checked()  # fmt: skip


def read_question(connection: Connection, given: Reader, wish: Wish) -> Asked:
    """As the heat reads it; what emerges is looked for over the last 24 whole months where no period is given."""
    asked = read_asked(connection, given)
    if wish.method == "emerging" and read_period_or_none(connection, given) is None:
        recent = heat.default_period(connection, LOCAL_OPERATOR, given.zone)
        return Asked(hotspot_counts.whole_months(recent.last, MONTHS), asked.items, asked.sources, asked.zone)
    return asked


def told_cells(asked: Asked, wish: Wish, found: hotspot_views.Shown) -> dict[str, Any]:
    """A feature collection that says how it was come by."""
    summary = Counter(feature["properties"]["class"] for feature in found.features)
    return {
        "type": "FeatureCollection", **_span(asked), "days": asked.period.days, "method": wish.method, "basis": wish.basis, "cells": wish.cells,
        "seed": wish.seed, "permutations": wish.turns, "parameters": found.parameters, "summary": dict(summary), "apart": found.apart,
        "rule": RULE[wish.method], "features": found.features, "next": None,
    }


def _span(asked: Asked) -> dict[str, str]:
    return {"from": asked.period.first.isoformat(), "to": asked.period.last.isoformat()}


def told_spot(row: Mapping[Any, Any], names: ItemNames) -> dict[str, Any]:
    """With the contract's words for the period and the class; outlines as GeoJSON."""
    told = {name: value for name, value in row.items() if name not in ("town_id", "first_day", "last_day", "class_", "outline", "history", "deeds")}
    told |= {"from": row["first_day"], "to": row["last_day"], "class": row["class_"], "outline": json.loads(row["outline"])}
    said = names.said(row["items"])
    told["of"] = {"zh": said.zh, "en": said.en}
    if "history" in row:
        told["history"] = [_sighting(one) for one in row["history"]]
        told["deeds"] = [{name: deed[name] for name in ("inspection_id", "note", "looked", "detail", "actor", "at")} for deed in row["deeds"]]
    return told


def _sighting(row: Mapping[Any, Any]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("run_id", "at", "strength", "p", "q", "count", "grids")}
    return {**kept, "from": row["first_day"], "to": row["last_day"], "class": row["class_"]}
