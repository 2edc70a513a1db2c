"""The rounds of those who answer for grids: who went when, through which grids, by which way, and what the head signed.

A household visit (走访) keeps its grids and its time but neither way nor place: where people live is not noted here.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, TownId, lonlat

ROUNDS = "kind IN ('patrol','sweep','visit','inspection')"


class Patrol(Base):
    """One round of one person, or of one team of an inspection.

    ``found`` is how many things were reported of it; signed with none found it is a nil return (零报告). ``fixes`` counts
    the positions kept after cleaning, ``dropped`` those thrown out. ``geom`` is the cleaned track; ``given_crs`` is what
    its positions were given in. ``post`` names a post, never a person.
    """

    __tablename__ = "patrol"
    __table_args__ = (
        CheckConstraint(ROUNDS, name="kind"),
        CheckConstraint("ended_at >= started_at AND metres >= 0 AND found >= 0", name="sense"),
        UniqueConstraint("town_id", "external_id"),
        Index("ix_patrol_town_id_started_at", "town_id", "started_at"),
        Index("ix_patrol_inspection_id", "inspection_id", postgresql_where=text("inspection_id IS NOT NULL")),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    external_id: Mapped[str]
    kind: Mapped[str]
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection.id"))
    team: Mapped[int | None] = mapped_column(SmallInteger)
    staff_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("staff_post.id"))
    post: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    metres: Mapped[float] = mapped_column(server_default=text("0"))
    fixes: Mapped[int] = mapped_column(server_default=text("0"))
    dropped: Mapped[int] = mapped_column(server_default=text("0"))
    found: Mapped[int | None] = mapped_column(SmallInteger)
    signed_by: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    given_crs: Mapped[str | None]
    geom: Mapped[Any] = lonlat("MULTILINESTRING", nullable=True, indexed=False)
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class PatrolGrid(Base):
    """A grid that a round was in: since when, for how long, how far, by how many positions (none: only said so)."""

    __tablename__ = "patrol_grid"
    __table_args__ = (
        Index("ix_patrol_grid_town_id_first_at", "town_id", "first_at"),
        Index("ix_patrol_grid_grid_id_first_at", "grid_id", "first_at"),
    )
    patrol_id: Mapped[UUID] = mapped_column(ForeignKey("patrol.id", ondelete="CASCADE"), primary_key=True)
    grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"), primary_key=True)
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    first_at: Mapped[datetime]
    seconds: Mapped[int] = mapped_column(server_default=text("0"))
    metres: Mapped[float] = mapped_column(server_default=text("0"))
    fixes: Mapped[int] = mapped_column(server_default=text("0"))


class PatrolCheckin(Base):
    """A place at which somebody checked in: as given, and in WGS-84, converted once."""

    __tablename__ = "patrol_checkin"
    patrol_id: Mapped[UUID] = mapped_column(ForeignKey("patrol.id", ondelete="CASCADE"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[TownId]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    at: Mapped[datetime]
    given_x: Mapped[float]
    given_y: Mapped[float]
    accuracy_m: Mapped[float | None]
    geom: Mapped[Any] = lonlat("POINT", indexed=False)
