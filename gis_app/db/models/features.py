"""Lines, areas and points of the ground (roads, water, land cover) and of declared thematic layers."""

from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, Serial, TownId, lonlat, mercator


class Feature:
    """What the three tables share: the declared ``layer`` id, the source's own id, a class, a name, other fields."""

    id: Mapped[Serial]
    town_id: Mapped[TownId]
    layer: Mapped[str] = mapped_column(index=True)
    external_id: Mapped[str]
    category: Mapped[str | None]
    name: Mapped[str | None]
    properties: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class FeatureLine(Feature, Base):
    __tablename__ = "feature_line"
    __table_args__ = (UniqueConstraint("town_id", "layer", "external_id"),)
    geom: Mapped[Any] = lonlat("MULTILINESTRING")
    geom_3857: Mapped[Any] = mercator("MULTILINESTRING")


class FeatureArea(Feature, Base):
    __tablename__ = "feature_area"
    __table_args__ = (UniqueConstraint("town_id", "layer", "external_id"),)
    geom: Mapped[Any] = lonlat("MULTIPOLYGON")
    geom_3857: Mapped[Any] = mercator("MULTIPOLYGON")


class FeaturePoint(Feature, Base):
    __tablename__ = "feature_point"
    __table_args__ = (UniqueConstraint("town_id", "layer", "external_id"),)
    geom: Mapped[Any] = lonlat("POINT")
    geom_3857: Mapped[Any] = mercator("POINT")
