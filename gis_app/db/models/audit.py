"""What was done, by whom, to what; and the answers given to keyed requests, so that a retry gets the same one."""

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from gis_app.db.metadata import Base, CreatedAt, Serial


class AuditEvent(Base):
    """Append-only. ``object_id`` is an id, ``detail`` holds ids, counts and hashes: never a name, text or place."""

    __tablename__ = "audit_event"
    id: Mapped[Serial]
    at: Mapped[CreatedAt]
    actor: Mapped[str]
    action: Mapped[str]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    town_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("grid.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))


class IdempotencyKey(Base):
    """The first answer to a key; kept 30 days per actor and route. ``body_sha256`` tells another body apart."""

    __tablename__ = "idempotency_key"
    # rows lie in the order of their time: a page's range tells where old ones are, and costs a report nothing
    __table_args__ = (Index("ix_idempotency_key_created_at", "created_at", postgresql_using="brin"),)
    actor: Mapped[str] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    body_sha256: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    response: Mapped[dict[str, Any]]
    created_at: Mapped[CreatedAt]
