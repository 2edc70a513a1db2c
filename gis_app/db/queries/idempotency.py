"""Answers kept for keyed requests, so that a retry gets the same one; forgotten after a while."""

from datetime import datetime

from sqlalchemy import Connection, delete

from gis_app.db.models.audit import IdempotencyKey


def prune(connection: Connection, before: datetime) -> int:
    """Forget keys older than ``before``; how many were."""
    return connection.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < before)).rowcount
