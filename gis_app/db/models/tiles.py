"""Outlines of grids for the small scales, simplified together so that shared borders stay shared."""

from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base


class GridOutline(Base):
    """A version's shape for tiles up to ``zoom``; closer up tiles are cut from ``grid_version.geom_3857`` itself."""

    __tablename__ = "grid_outline"
    version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid_version.id", ondelete="CASCADE"), primary_key=True)
    zoom: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, nullable=False), nullable=False)
