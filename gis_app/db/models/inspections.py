"""Joint inspections (季度联查): one of one work area, its teams, versions of its plan with their stops, and its days.

Changes by hand and records from the field are append-only (a trigger refuses changes). A record is known by the id that
its phone made, so that it is kept once however often it is sent. Free words of a finding lie with its incident.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId, lonlat

OPEN_STATES = ("draft", "issued")
OPEN = "state IN ('draft','issued')"


class Inspection(Base):
    """One work area's inspection; area's code and name as they were when it was begun.

    ``quarter`` is the quarter's first day; ``days`` are local dates; ``checklist`` is the list as it stood at the start;
    ``plan`` is the number of the version that stands. ``wanted`` is what people decided beforehand, for every version: who goes
    where and who does not, and places of their own. The teams' links live from issuing to the end.
    """

    __tablename__ = "inspection"
    __table_args__ = (
        CheckConstraint("state IN ('draft','issued','ended','withdrawn')", name="state"),
        Index("uq_inspection_open", "area_id", unique=True, postgresql_where=text(OPEN)),
        Index("ix_inspection_area_id_quarter", "area_id", "quarter"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    town_id: Mapped[TownId]
    area_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    area_code: Mapped[str]
    area_name: Mapped[str]
    quarter: Mapped[date]
    days: Mapped[list[Any]] = mapped_column(JSONB)
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    wanted: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    checklist: Mapped[list[Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default="draft")
    plan: Mapped[int | None]
    created_by: Mapped[str]
    created_at: Mapped[CreatedAt]
    issued_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class InspectionTeam(Base):
    """A team as the planner describes it (``said``), and the hash of the token in its link; the token is kept nowhere."""

    __tablename__ = "inspection_team"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    town_id: Mapped[TownId]
    name: Mapped[str]
    said: Mapped[dict[str, Any]]
    token_sha256: Mapped[bytes | None] = mapped_column(LargeBinary)


class InspectionPlan(Base):
    """A version of the plan: ``asked`` is what was to be planned, ``result`` what came of it, worked out by a job.

    ``done`` is the share done; ``stop`` is set by who wants it ended; ``failure`` says why there is no result.
    """

    __tablename__ = "inspection_plan"
    __table_args__ = (
        CheckConstraint("state IN ('waiting','running','done','stopped','failed')", name="state"),
        UniqueConstraint("inspection_id", "number"),
    )
    id: Mapped[Serial]
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    town_id: Mapped[TownId]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(server_default="waiting")
    done: Mapped[float] = mapped_column(server_default=text("0"))
    stop: Mapped[bool] = mapped_column(server_default=text("false"))
    asked: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]


class InspectionStop(Base):
    """A wish in a version of the plan: a stop of a team on a day, or (``team`` null) not taken in, with the reason why.

    ``wish`` is the wish's name; ``about`` holds its other members as the planner tells them.
    """

    __tablename__ = "inspection_stop"
    __table_args__ = (
        CheckConstraint("(team IS NULL) = (arrive IS NULL)", name="placed"),
        Index("ix_inspection_stop_inspection_id", "inspection_id"),
        Index("ix_inspection_stop_wish", "wish"),
    )
    plan_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inspection_plan.id"), primary_key=True)
    wish: Mapped[str] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    town_id: Mapped[TownId]
    kind: Mapped[str]
    label: Mapped[str]
    grid_code: Mapped[str | None]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    team: Mapped[int | None] = mapped_column(SmallInteger)
    day: Mapped[date | None]
    serial: Mapped[int | None] = mapped_column(SmallInteger)
    arrive: Mapped[datetime | None]
    leave: Mapped[datetime | None]
    locked: Mapped[bool] = mapped_column(server_default=text("false"))
    about: Mapped[dict[str, Any]]
    geom: Mapped[Any] = lonlat("POINT", indexed=False)


class InspectionChange(Base):
    """What the secretary did to a plan by hand, and why."""

    __tablename__ = "inspection_change"
    __table_args__ = (
        CheckConstraint("action IN ('move','lock','unlock','issue','renew','end','pair','unpair','add','drop','ask','withdraw','setup','rearrange')", name="action"),
        Index("ix_inspection_change_inspection", "inspection_id", "id"),
    )
    id: Mapped[Serial]
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    town_id: Mapped[TownId]
    plan: Mapped[int | None]
    action: Mapped[str]
    wish: Mapped[str | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class InspectionRecord(Base):
    """What a team's phone sent: a stop ticked off or not reached, an answer, a finding, a piece of its way.

    ``id`` is a UUIDv7 made on the phone; a finding's incident has the same. ``made_at`` is the phone's time. ``body`` of a
    way holds its positions ``[lon, lat, unix seconds, accuracy]``.
    """

    __tablename__ = "inspection_record"
    __table_args__ = (
        CheckConstraint("kind IN ('tick','skip','answer','finding','way')", name="kind"),
        CheckConstraint("answer IN ('normal','problem','inapplicable')", name="answer"),
        CheckConstraint("(kind = 'answer') = (answer IS NOT NULL) AND (kind <> 'answer' OR item IS NOT NULL)", name="answered"),
        CheckConstraint("(kind = 'finding') = (incident_id IS NOT NULL)", name="found"),
        Index("ix_inspection_record_inspection", "inspection_id", "made_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    town_id: Mapped[TownId]
    team: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str]
    wish: Mapped[str | None]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    item: Mapped[str | None]
    answer: Mapped[str | None]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"), index=True)
    body: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    accuracy_m: Mapped[float | None]
    geom: Mapped[Any] = lonlat("POINT", nullable=True, indexed=False)
    made_at: Mapped[datetime]
    at: Mapped[CreatedAt]


class DeadCorner(Base):
    """A building, a unit or a road that no way and no tick of an ended inspection came near; due the next time.

    ``ref`` is its number in its own table. ``nearest_m`` is how near anybody came, ``metres`` the length of road left ``unseen``.
    """

    __tablename__ = "dead_corner"
    __table_args__ = (
        CheckConstraint("kind IN ('building','unit','road')", name="kind"),
        UniqueConstraint("inspection_id", "kind", "ref"),
    )
    id: Mapped[Serial]
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    town_id: Mapped[TownId]
    kind: Mapped[str]
    ref: Mapped[str]
    label: Mapped[str]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    nearest_m: Mapped[float | None]
    metres: Mapped[float | None]
    geom: Mapped[Any] = lonlat("POINT", indexed=False)
    unseen: Mapped[Any] = lonlat("MULTILINESTRING", nullable=True, indexed=False)


class OfficeMatter(Base):
    """What an inspection left unsolved: on the office's list until a consultation (会商) decided on it."""

    __tablename__ = "office_matter"
    __table_args__ = (
        CheckConstraint("kind IN ('finding','dead_corner','unanswered','unreached')", name="kind"),
        CheckConstraint("(settled_at IS NULL) = (decision IS NULL)", name="settled"),
        UniqueConstraint("inspection_id", "kind", "ref"),
        Index("ix_office_matter_open", "town_id", "id", postgresql_where=text("settled_at IS NULL")),
    )
    id: Mapped[Serial]
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    inspection_id: Mapped[UUID] = mapped_column(ForeignKey("inspection.id"))
    kind: Mapped[str]
    ref: Mapped[str]
    label: Mapped[str]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey("incident.id"))
    at: Mapped[CreatedAt]
    decision: Mapped[str | None]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
