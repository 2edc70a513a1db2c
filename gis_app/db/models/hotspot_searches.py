"""Searches for hotspots that take longer than a page waits: worked out by a job, looked at, stopped, kept for some days."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId


class HotspotSearch(Base):
    """One asking. ``asked`` holds the question and how it is looked for; ``done`` the share done; ``stop`` is set by who wants it ended.

    ``result`` holds what was found by cell, without the ground, which is made again from the same grids; ``failure`` the error's
    sentences where ``state`` is failed.
    """

    __tablename__ = "hotspot_search"
    __table_args__ = (CheckConstraint("state IN ('waiting','running','done','stopped','failed')", name="state"),)
    id: Mapped[Serial]
    town_id: Mapped[TownId]
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str] = mapped_column(server_default="waiting")
    done: Mapped[float] = mapped_column(server_default=text("0"))
    stop: Mapped[bool] = mapped_column(server_default=text("false"))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    finished_at: Mapped[datetime | None]
