"""What somebody asked an inspection to look at (列入联查): a hotspot, or the busiest place of a grid."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId


class InspectionRequest(Base):
    """Of one work area. Without ``inspection_id`` it waits for the area's next inspection, which takes it when it is begun.

    ``required``: must be in the plan; otherwise it is worth more points. Taken back, it stays with the name of who did it.
    """

    __tablename__ = "inspection_request"
    __table_args__ = (
        CheckConstraint("num_nonnulls(hotspot_id, grid_id) = 1", name="what"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        Index("ix_inspection_request_area_id", "area_id", postgresql_where=text("withdrawn_at IS NULL")),
    )
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    area_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("grid.id"))
    hotspot_id: Mapped[UUID | None] = mapped_column(ForeignKey("hotspot.id"), index=True)
    grid_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    inspection_id: Mapped[UUID | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    required: Mapped[bool]
    reason: Mapped[str]
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    withdrawn_by: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
