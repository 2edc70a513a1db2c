"""Incidents, households and units as they were, and as they would be on an edition's grids."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from gis_app.db.queries import ground as ground_queries
from gis_app.domain.actors import Actor
from gis_app.services import drafts, sides
from gis_app.services.desk import Desk

Told = dict[str, Any]
Code = str | None


@dataclass(frozen=True)
class Both:
    """Things of one kind: the name of each, the grid it had and the grid it would have; None for none."""

    names: list[str]
    then: list[Code]
    now: list[Code]


@dataclass(frozen=True)
class Restated:
    """``things`` by kind: incidents, households, units. ``grids``: the name of every leaf of either time, by code."""

    things: Mapping[str, Both]
    grids: Mapping[str, str]


def each(connection: Connection, desk: Desk, actor: Actor, edition_id: int, since: datetime, until: datetime) -> Restated:
    """Each incident reported in a span, by the grid of its own day; each household and unit, by the grids before the edition;
    and all of them by the edition's own grids."""
    edition = drafts.one(connection, actor, edition_id)
    old, new = sides.before(connection, edition), sides.itself(connection, desk, edition)
    incidents = ground_queries.incidents_between(connection, edition["town_id"], since, until)
    things = {"incidents": Both(_column(incidents, "number"), _column(incidents, "grid_code"), new.codes(new.locate(incidents)))}
    for kind, read in (("households", ground_queries.households), ("units", ground_queries.units)):
        frame = read(connection, edition["town_id"])
        things[kind] = Both(_column(frame, "external_id"), old.codes(old.locate(frame)), new.codes(new.locate(frame)))
    codes = old.shapes.keys() | new.shapes.keys()
    return Restated(things, {code: (new if code in new.by_code else old).by_code[code]["name"] for code in sorted(codes)})


def _column(frame: Any, name: str) -> list[Any]:
    return [value if isinstance(value, str) else None for value in frame[name]] if len(frame) else []


def by_grid(connection: Connection, desk: Desk, actor: Actor, edition_id: int, since: datetime, until: datetime) -> list[Told]:
    """How many of each kind every leaf of either time had ``then`` and would have ``now``; what lies in none has the code None."""
    return counted(each(connection, desk, actor, edition_id, since, until))


def counted(found: Restated) -> list[Told]:
    """Counts by grid."""
    then, now = ({kind: Counter(getattr(both, time)) for kind, both in found.things.items()} for time in ("then", "now"))
    codes = {*found.grids, *(code for counts in (*then.values(), *now.values()) for code in counts)}
    return [
        {"code": code, "name": found.grids.get(code or ""), **{time: {kind: counts[kind][code] for kind in counts} for time, counts in (("then", then), ("now", now))}}
        for code in sorted(codes, key=lambda code: (code is None, code or ""))
    ]
