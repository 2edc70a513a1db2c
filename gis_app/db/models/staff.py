"""Who answers for a grid, and which posts each kind of grid must have. Both are data; staffing changes over time."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, Serial, TownId
from gis_app.db.models.grids import KINDS


class RequiredPost(Base):
    """How many of a post a kind of grid must have at the least; ``town_id`` null is for all towns."""

    __tablename__ = "required_post"
    __table_args__ = (
        CheckConstraint(KINDS, name="kind"),
        Index("uq_required_post_town_id_kind_post", text("coalesce(town_id, 0)"), "kind", "post", unique=True),
    )
    id: Mapped[Serial]
    town_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    kind: Mapped[str]
    post: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    count: Mapped[int] = mapped_column(SmallInteger)


class StaffPost(Base):
    """One person in one post of one grid over a span. The phone is masked wherever it is shown."""

    __tablename__ = "staff_post"
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    grid_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"), index=True)
    post: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str | None]
    valid: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, server_default=text("'(,)'"))
