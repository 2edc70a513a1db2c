"""Searches that take longer than a page waits, above all the space-time scan: asked for, worked out by a job, stopped, looked at."""

import math
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import hotspot_searches as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.stats.periods import Period
from gis_app.domain.stats.spots import Spot
from gis_app.errors import Both, WanggeError
from gis_app.services import hotspots
from gis_app.services.heat import Asked
from gis_app.services.hotspot_frames import told
from gis_app.services.hotspot_ground import Ground, Grounds, covered, leaf_grids
from gis_app.services.hotspot_wish import Found, Wish

EVERY_S = 0.5
KEEP = timedelta(days=7)
TASK = queries.TASK
"""The job's name in the queue."""


class _Stopped(Exception):
    """Somebody asked the search to end."""


def ask(connection: Connection, actor: Actor, town: str, asked: Asked, wish: Wish) -> int:
    """Ask for a search of one town; the number to look at it by. Raises ``bad_value``, ``town_unknown``, ``no_grids_drawn``."""
    wish = wish.checked()
    grids = leaf_grids(connection, actor, town)
    question = {"first": asked.period.first.isoformat(), "last": asked.period.last.isoformat(), "items": list(asked.items),
                "sources": sorted(asked.sources), "zone": asked.zone.key, "town": town, "wish": asdict(wish)}
    return queries.ask(connection, town_id=grids.town_id, asked=question, actor=actor.name)


def one(connection: Connection, actor: Actor, search_id: int) -> RowMapping:
    """How far it is. Raises ``not_found``."""
    row = queries.one(connection, search_id)
    if row is None:
        raise WanggeError("not_found", what=Both(f"热点识别 {search_id}", f"Search {search_id}"))
    return row


def stop(connection: Connection, actor: Actor, search_id: int) -> None:
    """Ask it to end; a search that was stopped has found nothing. Raises ``not_found``."""
    queries.ask_to_stop(connection, one(connection, actor, search_id)["id"])


def make(database: Database, actor: Actor, search_id: int, abort: Callable[[], bool] = lambda: False) -> None:
    """Work it out; what cannot be done is noted as its failure. No transaction is open while it is worked out."""
    with database.begin() as connection:
        row = queries.one(connection, search_id)
    if row is None:
        return
    try:
        watch = _Watch(database, search_id, abort)
        watch(0.0)
        with database.begin() as connection:
            test = hotspots.counted(connection, actor, [row["asked"]["town"]], _asked(row), _wish(row))[0]
        made = test(watch)
    except _Stopped:
        with database.begin() as connection:
            queries.finish(connection, search_id, "stopped")
        return
    except WanggeError as refusal:
        said = {"code": refusal.code, "zh": refusal.sentence("zh"), "en": refusal.sentence("en")}
        with database.begin() as connection:
            queries.finish(connection, search_id, "failed", failure=said)
        return
    with database.begin() as connection:
        queries.finish(connection, search_id, "done", result=_packed(made))


def found(connection: Connection, actor: Actor, row: RowMapping, grounds: Grounds | None = None) -> Found:
    """What a search that is done has found, on the grids as they are.

    Raises
    ------
    WanggeError
        ``search_outdated`` where the grids have changed since.
    """
    result, wish, asked = row["result"], _wish(row), _asked(row)
    grids = (grounds.of if grounds else leaf_grids)(connection, actor, row["asked"]["town"])
    ground = _ground(grids, result)
    if list(ground.keys) != result["keys"] or result["names"] != list(ground.names):
        raise WanggeError("search_outdated")
    columns = {name: np.array([math.nan if one is None else one for one in values]) for name, values in result["columns"].items()}
    spots = tuple(Spot(tuple(one["cells"]), one["class_"], one["strength"], one["p"], one["q"]) for one in result["spots"])
    return Found(wish, asked, ground, columns, spots, result["parameters"])


def prune(connection: Connection, actor: Actor) -> int:
    """Forget searches of more than a week; how many were."""
    return queries.prune(connection, clock.now() - KEEP)


def _packed(found: Found) -> dict[str, Any]:
    """As JSON: columns by cell (None for no figure), hotspots, parameters, and the lattice's kind and size."""
    columns = {name: [None if isinstance(one, float) and math.isnan(one) else one for one in values.tolist()] for name, values in found.columns.items()}
    lattice = found.ground.lattice
    return {
        "keys": list(found.ground.keys), "names": list(found.ground.names), "columns": columns, "spots": [asdict(one) for one in found.spots],
        "parameters": told(found.parameters), "lattice": None if lattice is None else [lattice.kind, lattice.across_m],
    }


def _ground(grids: Ground, result: dict[str, Any]) -> Ground:
    return grids if result["lattice"] is None else covered(grids, *result["lattice"])


def _asked(row: RowMapping) -> Asked:
    said = row["asked"]
    period = Period(date.fromisoformat(said["first"]), date.fromisoformat(said["last"]))
    return Asked(period, tuple(said["items"]), frozenset(said["sources"]), ZoneInfo(said["zone"]))


def _wish(row: RowMapping) -> Wish:
    return Wish(**row["asked"]["wish"])


class _Watch:
    """Notes the share done twice a second; ends the search when somebody asked for it or the process is ending."""

    def __init__(self, database: Database, search_id: int, abort: Callable[[], bool]) -> None:
        self.database, self.search_id, self.abort, self.told = database, search_id, abort, -EVERY_S

    def __call__(self, done: float) -> None:
        if self.abort():
            raise _Stopped
        if time.monotonic() - self.told < EVERY_S:
            return
        self.told = time.monotonic()
        with self.database.begin() as connection:
            if not queries.advance(connection, self.search_id, done):
                raise _Stopped
