"""A draft at the planner's desk: its log of edits, saved states, locked grids, comments on places, the steps of its review.

The log, the comments' words and the steps are append-only (a trigger refuses changes): an undo is an entry that takes
another back. The present of a draft is its edition's ``version``: the serial of the last entry.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial, TownId, lonlat


class DraftEntry(Base):
    """One entry of the log: ``change`` leads from version ``serial - 1`` to ``serial``; its inverse undoes it.

    ``of`` is the serial that an undo or redo is about, or the version that a restore brings back. ``base`` is what the
    planner had before his eyes. ``key`` names the gesture, so that none is applied twice.
    """

    __tablename__ = "draft_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('edit','undo','redo','restore')", name="kind"),
        UniqueConstraint("edition_id", "serial"),
        UniqueConstraint("edition_id", "key"),
    )
    id: Mapped[Serial]
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"))
    town_id: Mapped[TownId]
    serial: Mapped[int]
    base: Mapped[int]
    kind: Mapped[str]
    of: Mapped[int | None]
    edit: Mapped[dict[str, Any] | None]
    zh: Mapped[str]
    en: Mapped[str]
    change: Mapped[dict[str, Any]]
    key: Mapped[str]
    asked: Mapped[dict[str, Any]]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class DraftState(Base):
    """The whole draft as it was at a serial; 0 is how it was opened. States between follow from the log."""

    __tablename__ = "draft_state"
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(primary_key=True)
    town_id: Mapped[TownId]
    digest: Mapped[str]
    state: Mapped[dict[str, Any]]
    settled: Mapped[dict[str, Any]]
    at: Mapped[CreatedAt]


class DraftLock(Base):
    """A grid that is finished: nobody moves its border until it is unlocked."""

    __tablename__ = "draft_lock"
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    town_id: Mapped[TownId]
    actor: Mapped[str]
    at: Mapped[CreatedAt]


class DraftComment(Base):
    """A remark pinned to a place; ``answers`` another one. Settled by a mark, never by rewriting it."""

    __tablename__ = "draft_comment"
    id: Mapped[Serial]
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"), index=True)
    town_id: Mapped[TownId]
    version: Mapped[int]
    answers: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("draft_comment.id"))
    code: Mapped[str | None]
    text: Mapped[str]
    geom: Mapped[Any] = lonlat("POINT")
    actor: Mapped[str]
    at: Mapped[CreatedAt]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[str | None]


class EditionStep(Base):
    """A step of an edition's way: opened, sent for review, approved, returned, withdrawn, published; by whom, at which version."""

    __tablename__ = "edition_step"
    __table_args__ = (
        CheckConstraint("action IN ('open','send','approve','return','withdraw','publish')", name="action"),
        Index("ix_edition_step_edition", "edition_id", "id"),
    )
    id: Mapped[Serial]
    edition_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("edition.id"))
    town_id: Mapped[TownId]
    action: Mapped[str]
    version: Mapped[int]
    note: Mapped[str]
    actor: Mapped[str]
    at: Mapped[CreatedAt]
