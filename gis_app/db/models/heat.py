"""Counts of incidents kept beside the incidents, so that no heat, table or series reads an incident.

Void incidents do not count. Buckets are local days, months and years of the zone in ``heat_state``. What changed since the last
merge lies in ``heat_delta`` (written by a trigger, sql/200_heat.sql) and is read together with the blocks.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, Serial


class HeatBlock(Base):
    """One block of ``gis_app.domain.stats.blocks``: the cells of a tile in one bucket; ``item`` and ``source`` 0 are any."""

    __tablename__ = "heat_block"
    z: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    y: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    span: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    item: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    source: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    start: Mapped[date] = mapped_column(primary_key=True)
    groups: Mapped[bytes] = mapped_column(LargeBinary)
    detail: Mapped[bytes | None] = mapped_column(LargeBinary)


class HeatGrid(Base):
    """Counts of one town in one bucket by grid, item and source (``gis_app.domain.stats.tallies``); town 0 is all together."""

    __tablename__ = "heat_grid"
    town_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    span: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    start: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[bytes] = mapped_column(LargeBinary)


class HeatItem(Base):
    """The small number that stands for an item in blocks; 0 is any, 1 is unclassified."""

    __tablename__ = "heat_item"
    id: Mapped[int] = mapped_column(SmallInteger, Identity(start=2), primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)


class HeatDelta(Base):
    """An incident that came (+1) or went (-1) since the last merge, at its finest cell."""

    __tablename__ = "heat_delta"
    __table_args__ = (Index("ix_heat_delta_x_y", "x", "y"),)
    id: Mapped[Serial]
    x: Mapped[int] = mapped_column(Integer)
    y: Mapped[int] = mapped_column(Integer)
    reported_at: Mapped[datetime]
    item_code: Mapped[str | None]
    source: Mapped[str]
    town_id: Mapped[int] = mapped_column(BigInteger)
    grid_id: Mapped[int | None] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(SmallInteger)


class HeatState(Base):
    """One row: the zone whose days the buckets are, and a counter that every merge raises."""

    __tablename__ = "heat_state"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    zone: Mapped[str]
    revision: Mapped[int] = mapped_column(BigInteger)
