"""Divisions, grids, their editions and versions, and how codes succeed one another.

A ``grid`` is a lasting identity and nothing else; what it is called, where it lies and whom it answers to are
``grid_version`` rows, each valid over a half-open range. Draft versions carry no range, so they can never collide.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, column, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Ltree, Serial, TownId, lonlat, mercator

KINDS = "kind IN ('town','work_area','village','grid','micro','enterprise')"


class Division(Base):
    """A county or other administrative division above the towns (GB/T 2260 code)."""

    __tablename__ = "division"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"))


class GridLevel(Base):
    """Which levels exist, how they are called, and the target band of each: data, per town or (null) for all."""

    __tablename__ = "grid_level"
    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        Index("uq_grid_level_town_id_kind_level", text("coalesce(town_id, 0)"), "kind", "level", unique=True),
    )
    id: Mapped[Serial]
    town_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    kind: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    target: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class Grid(Base):
    """A node's lasting identity. ``town_id`` is its town (a town's own id for itself); ``settings`` are inherited."""

    __tablename__ = "grid"
    id: Mapped[Serial]
    town_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    division_code: Mapped[str | None] = mapped_column(ForeignKey("division.code"))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[CreatedAt]


class Edition(Base):
    """One town's change set. ``effective_at`` is null for a town's first edition, which is unbounded below.

    ``version`` is the serial of the last entry in a draft's log; its row is the lock under which drafts change.
    """

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint("state IN ('draft','review','approved','published','withdrawn')", name="state"),
        Index("uq_edition_pending", "town_id", unique=True, postgresql_where=text("state IN ('draft','review','approved')")),
    )
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    name: Mapped[str]
    state: Mapped[str] = mapped_column(server_default="draft")
    effective_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[CreatedAt]
    created_by: Mapped[str]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]


class GridVersion(Base):
    """What a grid is over a span of time.

    ``ground_path`` follows ``lies_in`` (on whose ground), ``command_path`` follows ``parent`` (who answers to whom);
    both run from the town's id to the grid's own. ``geom`` is null while the grid is not drawn yet (未划定).
    ``label_point`` is the pole of inaccessibility. ``area_m2`` is geodesic.
    """

    __tablename__ = "grid_version"
    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        ExcludeConstraint(
            (column("grid_id"), "="), (column("valid"), "&&"), name="ex_grid_version_grid", using="gist",
            where=text("valid IS NOT NULL"),
        ),
        ExcludeConstraint(
            (column("code"), "="), (column("valid"), "&&"), name="ex_grid_version_code", using="gist",
            where=text("valid IS NOT NULL"),
        ),
        Index("ix_grid_version_command_path", "command_path", postgresql_using="gist"),
        Index("ix_grid_version_ground_path", "ground_path", postgresql_using="gist"),
        Index("ix_grid_version_code", "code"),
    )
    id: Mapped[Serial]
    grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), index=True)
    town_id: Mapped[TownId]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    lies_in_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    command_path: Mapped[str] = mapped_column(Ltree)
    ground_path: Mapped[str] = mapped_column(Ltree)
    geom: Mapped[Any] = lonlat("MULTIPOLYGON", nullable=True)
    geom_3857: Mapped[Any] = mercator("MULTIPOLYGON", nullable=True)
    label_point: Mapped[Any] = lonlat("POINT", nullable=True)
    area_m2: Mapped[float | None]
    valid: Mapped[Range[datetime] | None] = mapped_column(TSTZRANGE)


class CodeSuccession(Base):
    """Which old code gave which share (0..1) of its households and area to which new one, by edition."""

    __tablename__ = "code_succession"
    id: Mapped[Serial]
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), index=True)
    town_id: Mapped[TownId]
    old_code: Mapped[str] = mapped_column(index=True)
    new_code: Mapped[str] = mapped_column(index=True)
    share_households: Mapped[float | None]
    share_area: Mapped[float | None]


class Revision(Base):
    """A counter per thing that processes keep in memory; raised in the transaction that changes the thing."""

    __tablename__ = "revision"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, server_default="0")
