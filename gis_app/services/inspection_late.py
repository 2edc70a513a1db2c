"""Records that come after the end (补传): a team out of network when its inspection ended loses nothing of what it did before.

What was recorded before the end is taken in for ``late_days`` more and marked as late; a job then brings up to date what the
ending worked out. What was recorded after the end is refused and stays on the phone.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.domain.inspections import Settings
from gis_app.errors import Both, WanggeError
from gis_app.services import inspection_ending
from gis_app.services.field_records import Record
from gis_app.services.snapshot import load

TASK = queries.LATE_TASK
"""The job's name in the queue."""
SKEW = timedelta(minutes=10)
"""A phone learns our clock whenever it hears from us and keeps time by it; what is left of a difference is less than this."""


def days_of(inspection: RowMapping) -> float:
    """For how many days after its end records are taken in."""
    return Settings.from_dict(inspection["settings"]).late_days


def check_open(inspection: RowMapping) -> None:
    """Raises ``link_closed`` where the days for late records are over."""
    if inspection["state"] != "ended":
        return
    days = days_of(inspection)
    if clock.now() > inspection["ended_at"] + timedelta(days=days):
        raise WanggeError("link_closed", area=inspection["area_name"], days=f"{days:g}")


def in_time(inspection: RowMapping, record: Record, zone: ZoneInfo) -> Record:
    """What of a record belongs to the inspection: all of one made before its end; a way is cut there.

    Raises
    ------
    WanggeError
        ``record_after_end``.
    """
    if inspection["state"] != "ended":
        return record
    last = inspection["ended_at"] + SKEW
    if record.kind == "way":
        record = replace(record, way=tuple(fix for fix in record.way if fix[2] <= last.timestamp()))
    if record.way or (record.kind != "way" and record.made_at <= last):
        return record
    ended = inspection["ended_at"].astimezone(zone)
    raise WanggeError("record_after_end", ended=Both(f"{ended.month}月{ended.day}日 {ended:%H:%M}", f"{ended:%Y-%m-%d %H:%M}"))


def told(connection: Connection, inspection: RowMapping) -> dict[str, Any]:
    """How many records came late, the last of them when, and until when they are taken in."""
    days = days_of(inspection)
    until = inspection["ended_at"] and inspection["ended_at"] + timedelta(days=days)
    return {**queries.late_records(connection, inspection["id"]), "until": until}


def renew(database: Database, actor: Actor, inspection_id: UUID) -> None:
    """Bring rounds, dead corners and the office's list up to date, on the grids of the day on which the inspection ended."""
    with database.begin() as connection:
        inspection = queries.one(connection, inspection_id, lock=True)
        assert inspection is not None
        found = inspection_ending.reckon(connection, actor, load(connection, inspection["ended_at"]), inspection)
        audit.record(connection, actor, "inspection.late", "inspection", inspection_id, town_id=inspection["town_id"], corners=found)
