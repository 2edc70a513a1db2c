"""/api/v1/hotspots/searches: a search that takes longer than a page waits, worked out by the worker."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response

from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import hotspot_ground, hotspot_searches, hotspot_views, hotspots_store
from gis_app.services.hotspot_names import ItemNames
from gis_app.services.hotspot_wish import METHODS
from gis_app.web.answers import JSON, answer
from gis_app.web.api.hotspots import GROUNDS, read_question, read_wish, told_cells, told_spot
from gis_app.web.planners import body
from gis_app.web.routes import declares
from gis_app.web.schemas import hotspot_searches as schemas
from gis_app.web.schemas import hotspots as spots
from gis_app.web.state import state

bp = Blueprint("hotspot_searches", __name__, url_prefix="/api/v1/hotspots/searches")


@bp.post("")
@declares(body={JSON: schemas.ASK}, answer={JSON: schemas.SEARCH}, status=202, problems=(400, 404, 409, 415, 503))
def ask() -> Response:
    """Ask for a search of one town by any method; more permutations than a request would wait for."""
    given = body()
    wish = read_wish(given, METHODS, most=schemas.MOST_PERMUTATIONS)
    with state().database.begin() as connection:
        towns = hotspot_ground.towns(connection, LOCAL_OPERATOR)
        town = given.text_or_none("town", longest=100) or (towns[0] if len(towns) == 1 else given.text("town", longest=100))
        search_id = hotspot_searches.ask(connection, LOCAL_OPERATOR, town, read_question(connection, given, wish), wish)
        return answer(_told(hotspot_searches.one(connection, LOCAL_OPERATOR, search_id)), 202)


@bp.get("/<int:search_id>")
@declares(path=schemas.PATH, answer={JSON: schemas.SEARCH}, problems=(404, 409, 503))
def one(search_id: int) -> Response:
    """How far it is, and once it is done what it found, as /api/v1/hotspots/cells answers."""
    with state().database.begin() as connection:
        row = hotspot_searches.one(connection, LOCAL_OPERATOR, search_id)
        told = _told(row)
        if row["state"] == "done":
            found = hotspot_searches.found(connection, LOCAL_OPERATOR, row, GROUNDS)
            told["found"] = told_cells(found.asked, found.wish, hotspot_views.shown([found]))
        return answer(told)


@bp.post("/<int:search_id>/stop")
@declares(path=schemas.PATH, answer={JSON: schemas.SEARCH}, problems=(404, 503))
def stop(search_id: int) -> Response:
    """Ask it to end."""
    with state().database.begin() as connection:
        hotspot_searches.stop(connection, LOCAL_OPERATOR, search_id)
        return answer(_told(hotspot_searches.one(connection, LOCAL_OPERATOR, search_id)))


@bp.post("/<int:search_id>/keep")
@declares(path=schemas.PATH, answer={JSON: spots.PAGE}, status=201, problems=(400, 404, 409, 503))
def keep(search_id: int) -> Response:
    """Keep what it found; a hotspot that lies on an earlier one's ground goes on from it."""
    with state().database.begin() as connection:
        row = hotspot_searches.one(connection, LOCAL_OPERATOR, search_id)
        if row["state"] != "done":
            raise WanggeError("search_not_done")
        ids = hotspots_store.keep(connection, LOCAL_OPERATOR, hotspot_searches.found(connection, LOCAL_OPERATOR, row, GROUNDS))
        names = ItemNames(connection)
        items = [told_spot(hotspots_store.one(connection, LOCAL_OPERATOR, each), names) for each in ids]
    return answer({"items": items, "next": None}, 201)


def _told(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", "state", "done", "failure", "at", "finished_at")} | {
        "town": row["asked"]["town"], "method": row["asked"]["wish"]["method"], "cells": row["asked"]["wish"]["cells"],
    }
