"""Proposals asked for at the desk: worked out by a job, kept with their figures until the draft is done with."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId


class ProposalRun(Base):
    """One asking. ``done`` is the share done; ``stop`` is set by who wants it ended; ``result`` holds a proposal a wish.

    ``failure`` is the error's code and parameters where ``state`` is failed.
    """

    __tablename__ = "proposal_run"
    __table_args__ = (CheckConstraint("state IN ('waiting','running','done','stopped','failed')", name="state"),)
    id: Mapped[Serial]
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), index=True)
    town_id: Mapped[TownId]
    within: Mapped[str]
    wishes: Mapped[list[Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default="waiting")
    done: Mapped[float] = mapped_column(server_default=text("0"))
    stop: Mapped[bool] = mapped_column(server_default=text("false"))
    result: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
