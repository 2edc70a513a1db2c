"""Locks on finished grids: their borders stay, whoever edits, until somebody unlocks them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from gis_app.db.queries import drafts as queries
from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.services import drafts
from gis_app.services.desk import Desk, head
from gis_app.services.editing import check_draft


def change(connection: Connection, desk: Desk, actor: Actor, edition_id: int, lock: Sequence[str], unlock: Sequence[str]) -> list[dict[str, Any]]:
    """Lock some grids and unlock others; the locks as they are then.

    Raises
    ------
    WanggeError
        ``edition_not_draft``; ``edit_unknown_grid`` for a grid that is not drawn in this draft.
    """
    edition = drafts.one(connection, actor, edition_id, lock=True)
    check_draft(edition)
    now = head(connection, desk, edition)
    unknown = sorted(set(lock) - set(now.draft.leaves))
    if unknown:
        raise WanggeError("edit_unknown_grid", grid=unknown[0])
    queries.lock(connection, [
        {"edition_id": edition_id, "town_id": edition["town_id"], "code": code, "actor": actor.name} for code in sorted(set(lock))
    ])
    queries.unlock(connection, edition_id, unlock)
    return drafts.locks_told(queries.locks(connection, edition_id))
