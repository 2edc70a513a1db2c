"""The settings of a town that are not of one inspection: what they are, and other ones in their place."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import grids as grid_queries
from gis_app.db.queries import inspection_places as queries
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.key_places import key_places
from gis_app.domain.inspections.ledger import Rules
from gis_app.errors import WanggeError, one_of
from gis_app.services.inspections import town_settings

KNOWN = ("inspection", "rounds")
"""How inspections are planned (``Settings``, ``key_places``); when rounds are due and what fulfils them (``Rules``)."""


def told(connection: Connection, actor: Actor, town: str) -> dict[str, Any]:
    """What the town says itself; what it does not name is as usual. Raises ``town_unknown``."""
    return {name: value for name, value in queries.settings(connection, _town(connection, town)).items() if name in KNOWN}


def put(connection: Connection, actor: Actor, town: str, said: Mapping[str, Any]) -> None:
    """Let a town's settings be these and no others; they hold from the next plan and the next ledger on. What else is noted with a town stays.

    Raises
    ------
    WanggeError
        ``town_unknown``; ``bad_value`` for what is not known or not usable, by name: then all stays as it was.
    """
    town_id = _town(connection, town)
    for name, value in said.items():
        if name not in KNOWN:
            raise WanggeError("bad_value", field=name, why=one_of(KNOWN))
        if not isinstance(value, dict):
            raise WanggeError("bad_value", field=name, why="{…}")
    for name, read in (("inspection", lambda: town_settings(said, {})), ("inspection.key_places", lambda: key_places(said)), ("rounds", lambda: Rules.from_dict(said.get("rounds", {})))):
        _readable(name, read)
    noted = {name: value for name, value in queries.settings(connection, town_id).items() if name not in KNOWN}
    queries.put_settings(connection, town_id, {**noted, **said})
    audit.record(connection, actor, "town.settings", "grid", town_id, town_id=town_id, names=sorted(said))


def _readable(name: str, read: Callable[[], object]) -> None:
    """That what was written can be read; values of another kind than is meant are refused like those out of range."""
    try:
        read()
    except (AttributeError, KeyError, TypeError, ValueError) as odd:
        raise WanggeError("bad_value", field=name, why=str(odd)) from odd


def _town(connection: Connection, code: str) -> int:
    found = grid_queries.one(connection, code, clock.now())
    if found is None or found["kind"] != "town":
        raise WanggeError("town_unknown", code=code)
    return int(found["town_id"])
