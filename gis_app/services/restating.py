"""Incidents, households and units as they were, and as they would be on an edition's grids."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gis_app.db.queries import ground as ground_queries
from gis_app.domain.actors import Actor
from gis_app.services import drafts, sides
from gis_app.services.desk import Desk


def by_grid(connection: Connection, desk: Desk, actor: Actor, edition_id: int, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """For every leaf of either time: ``then`` counts incidents by the grid of their own day, households and units by the
    grids before the edition; ``now`` counts all by the edition's grids. What lies in none has the code None."""
    edition = drafts.one(connection, actor, edition_id)
    old, new = sides.before(connection, edition), sides.itself(connection, desk, edition)
    incidents = ground_queries.incidents_between(connection, edition["town_id"], since, until)
    things = {"households": ground_queries.households(connection, edition["town_id"]),
              "units": ground_queries.units(connection, edition["town_id"])}
    then = {"incidents": Counter(code if isinstance(code, str) else None for code in incidents["grid_code"]) if len(incidents) else Counter(),
            **{name: Counter(old.codes(old.locate(frame))) for name, frame in things.items()}}
    now = {name: Counter(new.codes(new.locate(frame))) for name, frame in {"incidents": incidents, **things}.items()}
    codes = {code for counts in (*then.values(), *now.values()) for code in counts} | old.shapes.keys() | new.shapes.keys()
    names = {code: row["name"] for side in (old, new) for code, row in side.by_code.items()}
    return [
        {"code": code, "name": names.get(code or ""), "then": {name: then[name][code] for name in then}, "now": {name: now[name][code] for name in now}}
        for code in sorted(codes, key=lambda code: (code is None, code or ""))
    ]
