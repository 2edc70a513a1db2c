"""The ledger of rounds of a work area: for each leaf grid what was due in a span of days, and on which day it was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import inspection_places, rounds
from gis_app.domain.actors import Actor
from gis_app.domain.inspections.ledger import Due, Look, Rules, due, settled
from gis_app.services import inspections
from gis_app.services.snapshot import load

Settled = tuple[Due, date | None]
"""A round that was due, and the day on which it was done."""


@dataclass(frozen=True)
class Entry:
    """One round due in one grid; ``done`` None where it was not done."""

    code: str
    name: str
    due: Due
    done: date | None


def rules_of(settings: Mapping[str, Any]) -> Rules:
    """The rules of a town by its settings (``rounds``), else the usual ones."""
    return Rules.from_dict(settings.get("rounds", {}))


def ledger(connection: Connection, actor: Actor, area: str, first: date, last: date, zone: ZoneInfo) -> list[Entry]:
    """All entries of a work area, in the order of grids and days; what is not over yet is not in it.

    Raises
    ------
    WanggeError
        ``inspect_area``.
    """
    held = load(connection, clock.now())
    row = inspections.area_row(held, area)
    leaves = {leaf["grid_id"]: leaf for leaf in inspections.leaves(held, row["grid_id"])}
    kept = of_grids(connection, row["town_id"], list(leaves), first, last, zone)
    return [Entry(leaves[grid]["code"], leaves[grid]["name"] or leaves[grid]["code"], one, done) for grid, entries in kept.items() for one, done in entries]


def of_grids(connection: Connection, town_id: int, grid_ids: Sequence[int], first: date, last: date, zone: ZoneInfo) -> dict[int, list[Settled]]:
    """Grid id -> each round of a town's rules that is over, with the day on which it was done, None where it was not."""
    today = clock.today(zone)
    rules = rules_of(inspection_places.settings(connection, town_id))
    owed = [one for one in due(first, last, rules) if one.last < today]
    end = max((one.last for one in owed), default=last)
    since, until = clock.day_span(first, end, zone)
    looked: dict[int, list[Look]] = {}
    for grid_id, day, kind in rounds.looks(connection, grid_ids, since, until, zone.key):
        looked.setdefault(grid_id, []).append(Look(day, kind))
    return {grid: settled(owed, looked.get(grid, []), rules) for grid in grid_ids}
