"""Counts of time limits kept beside the incidents: how many ended on which local day, and what became of them.

What changed since the last merge lies in ``limit_delta`` (written by a trigger, sql/210_limits.sql) and is read together with them.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, LargeBinary, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, Serial


class LimitGrid(Base):
    """Limits of one town that ended in one bucket (``gis_app.domain.stats.tallies.Limits``)."""

    __tablename__ = "limit_grid"
    town_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    span: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    start: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[bytes] = mapped_column(LargeBinary)


class LimitDelta(Base):
    """A limit whose outcome came (+1) or went (-1) since the last merge; ``outcome`` is a place in ``OUTCOMES``."""

    __tablename__ = "limit_delta"
    id: Mapped[Serial]
    due_at: Mapped[datetime]
    item_code: Mapped[str | None]
    source: Mapped[str]
    town_id: Mapped[int] = mapped_column(BigInteger)
    grid_id: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[int] = mapped_column(SmallInteger)
    n: Mapped[int] = mapped_column(SmallInteger)
