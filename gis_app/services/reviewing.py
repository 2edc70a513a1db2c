"""The steps of an edition's review: sent, approved, sent back, withdrawn; each with a note, by name, kept for good."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping

from gis_app.db import audit
from gis_app.db.queries import drafts as queries
from gis_app.domain.actors import Actor
from gis_app.domain.editions import STATES, STEPS, can
from gis_app.errors import WanggeError
from gis_app.services import drafts


def step(connection: Connection, actor: Actor, edition_id: int, action: str, note: str = "") -> RowMapping:
    """Take a step; raises ``edition_step`` where the edition's state does not allow it."""
    edition = drafts.one(connection, actor, edition_id, lock=True)
    check_step(edition, action)
    queries.set_edition(connection, edition_id, state=STEPS[action].after)
    note_step(connection, actor, edition, action, note)
    return drafts.one(connection, actor, edition_id)


def check_step(edition: RowMapping, action: str) -> None:
    if not can(action, edition["state"]):
        if action == "publish" and edition["state"] in ("draft", "review"):
            raise WanggeError("edition_not_approved", name=edition["name"])
        raise WanggeError("edition_step", name=edition["name"], state=STATES[edition["state"]][0], step=STEPS[action].zh)
    if action != "withdraw" and not edition["opened"]:
        raise WanggeError("edition_not_opened", name=edition["name"])


def note_step(connection: Connection, actor: Actor, edition: RowMapping, action: str, note: str) -> None:
    queries.add_step(connection, edition_id=edition["id"], town_id=edition["town_id"], action=action, version=edition["version"],
                     note=note, actor=actor.name)
    audit.record(connection, actor, f"edition.{action}", "edition", edition["id"], town_id=edition["town_id"], version=edition["version"])


def steps(connection: Connection, actor: Actor, edition_id: int) -> Sequence[RowMapping]:
    """The way so far, oldest first."""
    drafts.one(connection, actor, edition_id)
    return queries.steps(connection, edition_id)
