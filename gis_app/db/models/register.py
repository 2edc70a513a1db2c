"""The register (台账): buildings, households, units, each with a place and the grid that it lies in now."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, Serial, TownId, lonlat, mercator


class Building(Base):
    __tablename__ = "building"
    __table_args__ = (UniqueConstraint("town_id", "external_id"),)
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    external_id: Mapped[str]
    name: Mapped[str | None]
    use: Mapped[str | None]
    floors: Mapped[int | None] = mapped_column(SmallInteger)
    geom: Mapped[Any] = lonlat("MULTIPOLYGON")
    geom_3857: Mapped[Any] = mercator("MULTIPOLYGON")


class Household(Base):
    """A household: heads counted, never named. ``people_registered`` by the book, ``people_present`` living there."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("town_id", "external_id"),
        CheckConstraint("people_registered >= 0 AND people_present >= 0", name="people"),
    )
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    external_id: Mapped[str]
    building_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("building.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    people_registered: Mapped[int] = mapped_column(SmallInteger)
    people_present: Mapped[int] = mapped_column(SmallInteger)
    address: Mapped[str | None]
    geom: Mapped[Any] = lonlat("POINT")
    geom_3857: Mapped[Any] = mercator("POINT")


class Unit(Base):
    """A company, shop, school or other institution. ``known_since`` is the day it came into the register: from then on it is to be called on."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("town_id", "external_id"),)
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    external_id: Mapped[str]
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    name: Mapped[str]
    kind: Mapped[str | None]
    address: Mapped[str | None]
    known_since: Mapped[date] = mapped_column(server_default=text("CURRENT_DATE"))
    geom: Mapped[Any] = lonlat("POINT")
    geom_3857: Mapped[Any] = mercator("POINT")
