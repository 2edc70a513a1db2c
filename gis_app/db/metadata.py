"""The declarative base, the naming of constraints, and the column types that every table shares."""

from datetime import datetime
from typing import Annotated, Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, Computed, DateTime, ForeignKey, Identity, MetaData, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql.base import ischema_names
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Ltree(UserDefinedType[str]):
    """PostgreSQL's label tree; our labels are grid ids, root first (``7.12.90``)."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "LTREE"


ischema_names["ltree"] = Ltree  # so that reflection, and with it every comparison of schemas, knows the type


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB}


Serial = Annotated[int, mapped_column(BigInteger, Identity(), primary_key=True)]
TownId = Annotated[int, mapped_column(BigInteger, ForeignKey("grid.id"), index=True)]
CreatedAt = Annotated[datetime, mapped_column(server_default=func.now())]


def lonlat(kind: str, *, nullable: bool = False, indexed: bool = True) -> Mapped[Any]:
    """A geometry column in EPSG:4326, lon/lat, with its spatial index unless nobody looks for rows by place."""
    return mapped_column(Geometry(kind, srid=4326, nullable=nullable, spatial_index=indexed), nullable=nullable)


def mercator(kind: str, *, nullable: bool = False) -> Mapped[Any]:
    """The generated, indexed EPSG:3857 twin of ``geom``, for tiles only; distances and areas never use it."""
    twin = Computed("ST_Transform(geom, 3857)", persisted=True)
    return mapped_column(Geometry(kind, srid=3857, nullable=nullable), twin, nullable=nullable)
