"""A team in the field: whose a link is, and what its phone sends, kept once in whatever order it comes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import Actor
from gis_app.errors import Both, WanggeError
from gis_app.services import incidents, inspection_late, photos
from gis_app.services.field_records import Record
from gis_app.services.incidents import Report, place_of
from gis_app.services.inspections import digest_of
from gis_app.services.locating import Locating
from gis_app.services.photos import Photo


@dataclass(frozen=True)
class Link:
    """The team that a link belongs to, and its inspection."""

    inspection: RowMapping
    team: RowMapping

    @property
    def actor(self) -> Actor:
        return Actor(f"联查{self.team['name']}", kind="team", territory=(self.inspection["area_code"],))


def belongs(connection: Connection, actor: Actor, token: str) -> Link:
    """Whose link it is, even after the end; raises ``link_unknown``."""
    team = queries.team_of_token(connection, digest_of(token))
    if team is None:
        raise WanggeError("link_unknown")
    inspection = queries.one(connection, team["inspection_id"])
    assert inspection is not None
    return Link(inspection, team)


def opened(connection: Connection, actor: Actor, token: str) -> Link:
    """Whose link it is, where it still shows what the team needs.

    Raises
    ------
    WanggeError
        ``link_unknown``; ``link_ended`` once the inspection has ended.
    """
    link = belongs(connection, actor, token)
    if link.inspection["state"] != "issued":
        raise WanggeError("link_ended", area=link.inspection["area_name"], days=f"{inspection_late.days_of(link.inspection):g}")
    return link


def take(database: Database, locating: Locating, actor: Actor, token: str, record: Record, *, zone: ZoneInfo) -> str:
    """Keep a record: ``created``, ``late`` where the inspection has ended meanwhile, or ``repeat`` where the very same came before.

    A finding becomes an incident with source ``inspection`` and the record's own id. Its incident comes first: should
    the second half fail, sending it again finds the first done and does only the rest.

    Raises
    ------
    WanggeError
        ``link_unknown``, ``link_closed``, ``record_after_end``; ``inspect_no_stop``; ``bad_value``, ``missing_field``; ``id_taken``;
        what reporting refuses.
    """
    with database.begin() as connection:
        link = belongs(connection, actor, token)
        known = queries.came_before(connection, record.id, link.inspection["id"], link.team["number"], record.digest)
        if known is not None:
            return _outcome(known)
        inspection_late.check_open(link.inspection)
        kept = inspection_late.in_time(link.inspection, record, zone)
        grid_id = _grid_of(connection, link, record)
    if record.kind == "finding":
        incidents.report(database, locating, link.actor, _report(record), zone=zone)
    with database.begin() as connection:
        inspection = queries.one(connection, link.inspection["id"], hold=True)
        assert inspection is not None
        outcome = queries.add_record(connection, _values(link, kept, grid_id, late=inspection["state"] == "ended"))
        if outcome == "created" and inspection["state"] == "ended":
            queries.ask_reckoning(connection, inspection["id"])
            outcome = "late"
    return _outcome(outcome)


def _outcome(outcome: str) -> str:
    if outcome == "conflict":
        raise WanggeError("id_taken", field="id")
    return outcome


def _values(link: Link, record: Record, grid_id: int | None, *, late: bool) -> dict[str, Any]:
    """The row of a record."""
    lon, lat = (None, None) if record.x is None or record.y is None else place_of(record.x, record.y, record.crs)
    return {
        "id": record.id, "inspection_id": link.inspection["id"], "town_id": link.inspection["town_id"], "team": link.team["number"],
        "kind": record.kind, "wish": record.wish, "grid_id": grid_id, "item": record.item, "answer": record.answer,
        "incident_id": record.id if record.kind == "finding" else None, "body": _body(record) | ({"late": True} if late else {}), "digest": record.digest,
        "accuracy_m": record.accuracy_m, "lon": lon, "lat": lat, "made_at": record.made_at,
    }


def _grid_of(connection: Connection, link: Link, record: Record) -> int | None:
    """The grid of the stop that it is about; what it says is checked on the way."""
    if record.kind == "answer" and record.item not in {check["code"] for check in link.inspection["checklist"]}:
        raise WanggeError("bad_value", field="item", why=Both("不在联查清单里", "it is not on the check-list"))
    if record.wish is None:
        if record.kind in ("tick", "skip", "answer"):
            raise WanggeError("missing_field", field="wish")
        return None
    stop = queries.stop_ever(connection, link.inspection["id"], record.wish)
    if stop is None:
        raise WanggeError("inspect_no_stop", stop=record.wish)
    return stop["grid_id"]


def _report(record: Record) -> Report:
    if record.x is None or record.y is None:
        raise WanggeError("missing_field", field="lon")
    if record.item is None or record.text is None:
        raise WanggeError("missing_field", field="text" if record.item else "item")
    body = {name: value for name, value in (record.body or {}).items() if name != "wish"}
    return Report(
        x=record.x, y=record.y, item=record.item, text=record.text, crs=record.crs, accuracy_m=record.accuracy_m,
        reported_at=min(record.made_at, clock.now()), source="inspection", id=record.id, body=body,
    )


def _body(record: Record) -> dict[str, Any]:
    """What the columns do not hold; the words of a finding lie with its incident alone."""
    return {**({"why": record.why} if record.why else {}), **({"way": [list(fix) for fix in record.way]} if record.way else {})}


def add_photo(connection: Connection, actor: Actor, home: Path, token: str, record_id: UUID, content: bytes) -> Photo:
    """A photo of a finding of one's own.

    Raises
    ------
    WanggeError
        ``link_unknown``, ``link_closed``; ``finding_missing`` while the finding itself has not arrived; what photos refuse.
    """
    link = belongs(connection, actor, token)
    inspection_late.check_open(link.inspection)
    known = queries.record_team(connection, record_id)
    if known is None or known["kind"] != "finding" or (known["inspection_id"], known["team"]) != (link.inspection["id"], link.team["number"]):
        raise WanggeError("finding_missing")
    return photos.add(connection, link.actor, home, record_id, content)
