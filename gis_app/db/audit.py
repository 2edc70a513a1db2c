"""The audit trail: who did what to which thing. Ids, counts and hashes only; never a name, a text or a place."""

from typing import Any

from sqlalchemy import Connection, insert

from gis_app.db.models.audit import AuditEvent
from gis_app.domain.actors import Actor


def record(
    connection: Connection, actor: Actor, action: str, kind: str, object_id: object, *, town_id: int | None = None,
    **detail: Any,
) -> None:
    """Write one event in the caller's transaction, so that nothing is done without its trace, or traced but undone."""
    connection.execute(insert(AuditEvent), {
        "actor": actor.name, "action": action, "object_kind": kind, "object_id": str(object_id),
        "town_id": town_id, "detail": detail,
    })
