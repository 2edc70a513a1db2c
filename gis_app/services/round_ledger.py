"""The ledger of rounds of a work area: for each leaf grid what was due in a span of days, and on which day it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import inspection_places, rounds
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.ledger import USUAL, Due, Look, Rules, due, settled
from gis_app.services import inspections
from gis_app.services.snapshot import load


@dataclass(frozen=True)
class Entry:
    """One round due in one grid; ``done`` None where it was not done."""

    code: str
    name: str
    due: Due
    done: date | None


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """The rules of a town by its settings (``rounds``), else the usual ones."""
    said = dict(settings.get("rounds", {}))
    return Rules(**{**vars(USUAL), **said, "sweep_days": tuple(said.get("sweep_days", USUAL.sweep_days))})


def ledger(connection: Connection, actor: Actor, area: str, first: date, last: date, zone: ZoneInfo) -> list[Entry]:
    """All entries of a work area, in the order of grids and days; what is not over yet is not in it.

    Raises
    ------
    WanggeError
        ``inspect_area``.
    """
    held, today = load(connection, clock.now()), clock.today(zone)
    row = inspections.area_row(held, area)
    leaves = inspections.leaves(held, row["grid_id"])
    rules = rules_of(inspection_places.settings(connection, row["town_id"]))
    owed = [one for one in due(first, last, rules) if one.last < today]
    end = max((one.last for one in owed), default=last)
    since, until = clock.day_span(first, end, zone)
    looked: dict[int, list[Look]] = {}
    for grid_id, day, kind in rounds.looks(connection, [leaf["grid_id"] for leaf in leaves], since, until, zone.key):
        looked.setdefault(grid_id, []).append(Look(day, kind))
    return [Entry(leaf["code"], leaf["name"] or leaf["code"], one, done)
            for leaf in leaves for one, done in settled(owed, looked.get(leaf["grid_id"], []), rules)]
