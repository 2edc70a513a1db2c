"""Hotspots as lasting things: each looking is a run, each run sees some again or anew, and what was done stands beside them.

Append-only: a hotspot's present is its newest sighting.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId, lonlat

METHODS = "method IN ('gi_star','emerging','scan')"


class HotspotRun(Base):
    """One looking: what was asked, with seed and parameters, so that it can be done again."""

    __tablename__ = "hotspot_run"
    __table_args__ = (CheckConstraint(METHODS, name="method"), CheckConstraint("first_day <= last_day", name="period"))
    id: Mapped[UUID] = mapped_column(primary_key=True)
    town_id: Mapped[TownId]
    method: Mapped[str]
    cells: Mapped[str]
    items: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    first_day: Mapped[date]
    last_day: Mapped[date]
    seed: Mapped[int] = mapped_column(BigInteger)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class Hotspot(Base):
    """A place that was called once; the question (method, cells, items, sources) is part of what it is."""

    __tablename__ = "hotspot"
    __table_args__ = (Index("ix_hotspot_town_id", "town_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    town_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    method: Mapped[str]
    cells: Mapped[str]
    items: Mapped[list[str]] = mapped_column(ARRAY(Text))
    sources: Mapped[list[str]] = mapped_column(ARRAY(Text))
    found_at: Mapped[CreatedAt]


class HotspotSighting(Base):
    """A hotspot as one run saw it. ``strength`` is z, for a scan observed over expected; ``grids`` are codes of the leaf grids under it."""

    __tablename__ = "hotspot_sighting"
    __table_args__ = (UniqueConstraint("hotspot_id", "run_id"), Index("ix_hotspot_sighting_run_id", "run_id"))
    id: Mapped[Serial]
    hotspot_id: Mapped[UUID] = mapped_column(ForeignKey("hotspot.id"))
    run_id: Mapped[UUID] = mapped_column(ForeignKey("hotspot_run.id"))
    class_: Mapped[str] = mapped_column("class")
    strength: Mapped[float]
    p: Mapped[float]
    q: Mapped[float]
    count: Mapped[int]
    grids: Mapped[list[str]] = mapped_column(ARRAY(Text))
    geom: Mapped[Any] = lonlat("MULTIPOLYGON")


class HotspotDeed(Base):
    """What was done about a hotspot: a word, or what an inspection that was to go there came to.

    ``looked`` is false where its team did not get there: nothing was done. ``detail`` of an inspection's: team, day, incidents made.
    """

    __tablename__ = "hotspot_deed"
    id: Mapped[Serial]
    hotspot_id: Mapped[UUID] = mapped_column(ForeignKey("hotspot.id"), index=True)
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    note: Mapped[str]
    looked: Mapped[bool] = mapped_column(server_default=text("true"))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    actor: Mapped[str]
    at: Mapped[CreatedAt]
