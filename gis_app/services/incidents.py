"""Reports: taken in once, however often they are sent; listed; read with all that happened to them."""

import hashlib
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import incidents as queries
from gis_app.db.queries.incidents import Filter
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.crs import to_wgs84
from gis_app.errors import Both, WanggeError
from gis_app.services.locating import Answer, Locating, described

ROUTE = "POST /api/v1/incidents"
AHEAD = timedelta(minutes=10)
ATTEMPTS = 5
"""How often a report is decided anew when the boundaries change under it."""


@dataclass(frozen=True)
class Report:
    """What somebody reports. ``x``, ``y`` in ``crs``; ``key`` makes a repetition harmless; ``id`` may be the sender's."""

    x: float
    y: float
    item: str
    text: str
    crs: str = "wgs84"
    accuracy_m: float | None = None
    reported_at: datetime | None = None
    source: str = "worker"
    address: str | None = None
    id: UUID | None = None
    key: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def idempotency_key(self) -> str | None:
        """The sender's key; an id that he made himself serves as well."""
        return self.key or (f"id:{self.id}" if self.id else None)

    @property
    def digest(self) -> bytes:
        """Tells another body from the same one, whatever the order of its fields."""
        return hashlib.sha256(json.dumps(self.body, sort_keys=True).encode()).digest()


def uuid7() -> UUID:
    """A UUID of version 7 (RFC 9562): sorted by time, the rest random."""
    stamp = time.time_ns() // 1_000_000
    tail = secrets.randbits(74)
    return UUID(int=stamp << 80 | 0x7 << 76 | (tail >> 62) << 64 | 0b10 << 62 | tail & (1 << 62) - 1)


def place_of(x: float, y: float, crs: str) -> tuple[float, float]:
    """WGS-84 lon/lat of what was given.

    Raises
    ------
    WanggeError
        ``bad_crs``; ``bad_position`` for what is nowhere on the ellipsoid.
    """
    if crs == "wgs84":
        lon, lat = x, y
    else:
        lon, lat = (float(value) for value in to_wgs84(x, y, crs))
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise WanggeError("bad_position", field="lat" if -180.0 <= lon <= 180.0 else "lon")
    return lon, lat


def report(database: Database, locating: Locating, actor: Actor, given: Report, *, zone: ZoneInfo) -> str:
    """Take in a report: decide its grid, write it with its history in one durable commit.

    Returns
    -------
    str
        The answer as JSON text; a repetition gets the very same.

    Raises
    ------
    WanggeError
        ``future_time``, ``bad_position``, ``no_grids``, ``bad_value`` (unknown item), ``idempotency_conflict``,
        ``id_taken``.
    """
    now = clock.now()
    reported_at = given.reported_at or now
    if reported_at > now + AHEAD:
        raise WanggeError("future_time", field="reported_at")
    lon, lat = place_of(given.x, given.y, given.crs)
    for _ in range(ATTEMPTS):
        decided = locating.locate(actor, lon, lat, at=reported_at, accuracy_m=given.accuracy_m)
        values = _values(actor, given, decided, (lon, lat), reported_at.astimezone(zone))
        outcome, answer = _write(database, values)
        if outcome == "stale":
            locating.renew()
        elif outcome in ("created", "repeat"):
            return str(answer)
        else:
            raise _refusal(outcome)
    raise WanggeError("database_down")


def _values(
    actor: Actor, given: Report, decided: Answer, place: tuple[float, float], reported_at: datetime,
) -> dict[str, Any]:
    """The parameters of ``wangge_report``."""
    town, row, located = decided.town, decided.row, decided.located
    if town is None:
        raise WanggeError("no_grids")
    made = given.id or uuid7()
    answer = {"id": str(made), **described(decided), "state": "reported", "reported_at": reported_at.isoformat(),
              "wgs84": place}
    return {
        "revision": decided.snapshot.revision, "actor": actor.name, "route": ROUTE, "key": given.idempotency_key,
        "body_sha256": given.digest, "answer": json.dumps(answer, ensure_ascii=False, allow_nan=False), "id": made,
        "source": given.source, "item": given.item, "reported_at": reported_at, "day": f"{reported_at:%Y%m%d}",
        "text": given.text, "address": given.address, "given_x": given.x, "given_y": given.y, "given_crs": given.crs,
        "lon": place[0], "lat": place[1], "accuracy_m": given.accuracy_m, "town_id": town["town_id"],
        "town_code": town["code"], "grid_id": row and row["grid_id"], "grid_code": row and row["code"],
        "version_id": row and row["id"], "rule": located.rule, "near_boundary": located.near_boundary,
        "distance_m": located.distance_m,
    }


def _write(database: Database, values: dict[str, Any]) -> tuple[str, str | None]:
    try:
        with database.single() as driver:
            return queries.report(driver, values)
    except UniqueViolation as refused:
        if refused.diag.constraint_name == "pk_incident":
            raise WanggeError("id_taken", field="id") from refused
        raise


def _refusal(outcome: str) -> WanggeError:
    if outcome == "unknown_item":
        return WanggeError("bad_value", field="item", why=Both("不在事项清单里", "it is not in the item list"))
    return WanggeError("idempotency_conflict")


def page(
    connection: Connection, actor: Actor, wanted: Filter, *, before: tuple[datetime, UUID] | None, limit: int,
) -> tuple[Sequence[RowMapping], tuple[datetime, UUID] | None]:
    """A page of the list, newest first, and where the next one begins (None at the end)."""
    rows = queries.page(connection, wanted, before=before, limit=limit + 1)
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], (rows[limit - 1]["reported_at"], rows[limit - 1]["id"])


@dataclass(frozen=True)
class Story:
    """An incident and all that happened to it, oldest first."""

    incident: RowMapping
    path: Sequence[RowMapping]
    states: Sequence[RowMapping]
    places: Sequence[RowMapping]
    assignments: Sequence[RowMapping]
    photos: Sequence[RowMapping]


def one(connection: Connection, actor: Actor, incident_id: UUID) -> Story:
    """One incident with its history.

    Raises
    ------
    WanggeError
        ``not_found``.
    """
    found = queries.one(connection, incident_id)
    if found is None:
        raise WanggeError("not_found", what=Both("这件事", "The incident"))
    path = queries.path_of(connection, found["grid_id"], found["reported_at"]) if found["grid_id"] else []
    history = (queries.states_of, queries.places_of, queries.assignments_of, queries.photos_of)
    return Story(found, path, *(read(connection, incident_id) for read in history))
