"""Comments on a draft: pinned to a place, answered, settled."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import comments as queries
from gis_app.domain.actors import Actor
from gis_app.errors import WanggeError
from gis_app.services import drafts


@dataclass(frozen=True)
class Remark:
    """What is said, where (lon, lat), about which grid, in answer to which comment."""

    text: str
    at: tuple[float, float]
    grid: str | None = None
    answers: int | None = None


def page(connection: Connection, actor: Actor, edition_id: int) -> list[dict[str, Any]]:
    """All comments of an edition, oldest first."""
    drafts.one(connection, actor, edition_id)
    return [_told(row) for row in queries.page(connection, edition_id)]


def add(connection: Connection, actor: Actor, edition_id: int, remark: Remark) -> dict[str, Any]:
    """Pin a comment to a place; raises ``not_found`` where it answers none of this edition."""
    edition = drafts.one(connection, actor, edition_id)
    if remark.answers is not None:
        _one(connection, edition_id, remark.answers)
    made = queries.add(
        connection, *remark.at, edition_id=edition_id, town_id=edition["town_id"], version=edition["version"], answers=remark.answers,
        code=remark.grid, text=remark.text, actor=actor.name,
    )
    return _told(_one(connection, edition_id, made))


def settle(connection: Connection, actor: Actor, edition_id: int, comment_id: int) -> dict[str, Any]:
    """Mark a comment as dealt with."""
    _one(connection, edition_id, comment_id)
    queries.settle(connection, comment_id, actor.name, clock.now())
    return _told(_one(connection, edition_id, comment_id))


def _one(connection: Connection, edition_id: int, comment_id: int) -> RowMapping:
    found = queries.one(connection, edition_id, comment_id)
    if found is None:
        raise WanggeError("not_found", what=f"批注 {comment_id}")
    return found


def _told(row: RowMapping) -> dict[str, Any]:
    settled = row["settled_at"] and {"planner": row["settled_by"], "at": row["settled_at"]}
    return {"id": row["id"], "text": row["text"], "at": [row["lon"], row["lat"]], "grid": row["code"], "answers": row["answers"],
            "planner": row["actor"], "made_at": row["at"], "version": row["version"], "settled": settled}
