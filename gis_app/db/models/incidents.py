"""Incidents: one row for the present, append-only rows for where, whose and what happened, and what can be forgotten.

``incident`` holds the present as pointers and copies for fast lists and tiles; ``incident_location``,
``incident_assignment`` and ``incident_status`` are history and are never updated (a trigger refuses it). Text and
photos lie in tables of their own, so that they can be erased without touching history.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Sequence, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, lonlat, mercator

STATES = "state IN ('reported','accepted','dispatched','handling','handled','verified','closed','archived','void')"
SOURCES = "source IN ('worker','head','resident','hotline','department','datacheck','inspection')"
RULES = "rule IN ('covers','boundary','nearest','outside','corrected')"

HostTown = Annotated[int, mapped_column(BigInteger)]
"""The incident's own town. No foreign key: the incident's is one, and each more would lock the town's row once again."""

SERIAL = Sequence("incident_serial", metadata=Base.metadata)


class Incident(Base):
    """``number`` is town-date-serial (gaps allowed, no secret). ``item_given`` keeps an unknown item's text.

    ``done_at`` is when the clock stopped, None while it runs and where nobody knows (kept by a trigger, sql/210_limits.sql).
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint(STATES, name="state"),
        CheckConstraint(SOURCES, name="source"),
        CheckConstraint(RULES, name="rule"),
        # most reports have no number of somebody else's: they need no entry in this index
        Index("uq_incident_source_external_id", "source", "external_id", unique=True, postgresql_where=text("external_id IS NOT NULL")),
        Index("ix_incident_reported", text("reported_at DESC"), text("id DESC")),
        Index("ix_incident_grid_reported", "grid_id", text("reported_at DESC"), text("id DESC")),
        Index("ix_incident_item_reported", "item_code", text("reported_at DESC"), text("id DESC")),
        Index("ix_incident_state_reported", "state", text("reported_at DESC"), text("id DESC")),
        Index("ix_incident_due", text("due_at DESC"), text("id DESC")),
        Index("ix_incident_grid_due", "grid_id", text("due_at DESC"), text("id DESC")),
        Index("ix_incident_unassigned", text("reported_at DESC"), postgresql_where=text("grid_id IS NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    source: Mapped[str]
    external_id: Mapped[str | None]
    item_code: Mapped[str | None] = mapped_column(ForeignKey("item.code"))
    item_given: Mapped[str | None]
    state: Mapped[str] = mapped_column(server_default="reported")
    reported_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    geom: Mapped[Any] = lonlat("POINT", indexed=False)  # found by its twin: a box in lon/lat is a box there too
    geom_3857: Mapped[Any] = mercator("POINT")
    accuracy_m: Mapped[float | None]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    grid_code: Mapped[str | None]
    rule: Mapped[str]
    near_boundary: Mapped[bool]
    distance_m: Mapped[float | None]
    created_at: Mapped[CreatedAt]


class IncidentLocation(Base):
    """Where it was said to be: the coordinates as given, their datum, and what they were converted to, once."""

    __tablename__ = "incident_location"
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    id: Mapped[Serial]
    town_id: Mapped[HostTown]
    given_x: Mapped[float]
    given_y: Mapped[float]
    given_crs: Mapped[str]
    accuracy_m: Mapped[float | None]
    lon: Mapped[float]
    lat: Mapped[float]
    reason: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class IncidentAssignment(Base):
    """Which grid it fell into, by which rule and version; a correction is a new row with a reason."""

    __tablename__ = "incident_assignment"
    __table_args__ = (CheckConstraint(RULES, name="rule"),)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    id: Mapped[Serial]
    town_id: Mapped[HostTown]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    grid_version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid_version.id"))
    rule: Mapped[str]
    near_boundary: Mapped[bool]
    distance_m: Mapped[float | None]
    reason: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class IncidentStatus(Base):
    """Each state it came into, when, by whom, and to which department it was sent."""

    __tablename__ = "incident_status"
    __table_args__ = (CheckConstraint(STATES, name="state"),)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    id: Mapped[Serial]
    town_id: Mapped[HostTown]
    state: Mapped[str]
    department_code: Mapped[str | None] = mapped_column(ForeignKey("department.code"))
    note: Mapped[str | None]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class IncidentText(Base):
    """Free words and who said them: erasable, never in a log, a tile or an export."""

    __tablename__ = "incident_text"
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True)
    town_id: Mapped[HostTown]
    text: Mapped[str]
    address: Mapped[str | None]
    reporter_name: Mapped[str | None]
    reporter_phone: Mapped[str | None]


class IncidentPhoto(Base):
    """A photo of an incident; the file lies under ``WANGGE_HOME/media`` by its content hash."""

    __tablename__ = "incident_photo"
    __table_args__ = (UniqueConstraint("incident_id", "sha256"),)
    id: Mapped[Serial]
    incident_id: Mapped[UUID] = mapped_column(ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    sha256: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    actor: Mapped[str]
    at: Mapped[CreatedAt]
