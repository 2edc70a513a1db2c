"""Draft editions as planners open and see them: opened from what is in force, listed, told whole."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import drafts as queries
from gis_app.db.queries import editions as edition_queries
from gis_app.db.queries import grids as grid_queries
from gis_app.domain.actors import Actor
from gis_app.domain.drafts import Draft
from gis_app.domain.drafts.listing import LIST_EDITS
from gis_app.domain.edits import EDITS
from gis_app.domain.figures import COUNTED, Counts, counted
from gis_app.errors import WanggeError
from gis_app.services.desk import Desk, Head, head
from gis_app.services.drafting import Settled, drafted, from_versions
from gis_app.services.grounds import load_grounds
from gis_app.services.telling import edition_told, entry_told, gaps_told, grids_told

Told = dict[str, Any]


def open_draft(connection: Connection, actor: Actor, town: str, name: str) -> RowMapping:
    """Open a draft of what is in force in a town; an imported draft that nobody opened yet is taken up instead.

    Raises
    ------
    WanggeError
        ``town_unknown``, ``edition_pending``, ``edition_name_taken``, ``edition_not_ready``.
    """
    town_id = edition_town(connection, town)
    draft, settled, pending = _prepared(connection, town, town_id)
    edition_id = pending if pending is not None else _new(connection, actor, town, town_id, name)
    if pending is not None:
        queries.set_edition(connection, pending, name=name)
        queries.drop_versions(connection, pending)
    queries.save_state(connection, edition_id=edition_id, serial=0, town_id=town_id, digest=draft.digest, state=draft.to_dict(),
                       settled={"items": _with_counts(connection, town_id, settled)})
    queries.add_step(connection, edition_id=edition_id, town_id=town_id, action="open", version=0, note="", actor=actor.name)
    audit.record(connection, actor, "edition.open", "edition", edition_id, town_id=town_id, grids=len(draft.listed))
    return one(connection, actor, edition_id)


def what_opening_settles(connection: Connection, actor: Actor, town: str) -> list[Told]:
    """What would be put right while a draft is opened: overlaps given to one grid, with all that lies there; shapes mended."""
    town_id = edition_town(connection, town)
    return _with_counts(connection, town_id, _prepared(connection, town, town_id)[1])


def _with_counts(connection: Connection, town_id: int, settled: Sequence[Settled]) -> list[Told]:
    """Told with the households, buildings, units and open incidents that change hands with the ground."""
    if not settled:
        return []
    lies = load_grounds(connection, town_id).ground
    counts = [counted(lies, ["piece"], {"piece": one.ground})["piece"] if one.ground is not None else Counts() for one in settled]
    return [{**one.to_dict(), **{name: getattr(count, name) for name in COUNTED}} for one, count in zip(settled, counts, strict=True)]


def edition_town(connection: Connection, town: str) -> int:
    """The lasting id of a town in force; raises ``town_unknown``."""
    held = edition_queries.holders(connection, [town], clock.now()).get(town)
    if held is None or held.kind != "town":
        raise WanggeError("town_unknown", code=town)
    return held.town_id


def _prepared(connection: Connection, town: str, town_id: int) -> tuple[Draft, list[Settled], int | None]:
    pending = edition_queries.pending_edition(connection, town_id)
    if pending is not None and queries.has_state(connection, pending):
        raise WanggeError("edition_pending", code=town)
    if pending is not None:
        return *drafted(from_versions(queries.draft_versions(connection, pending)), town), pending
    return *drafted(grid_queries.shapes_in_force(connection, clock.now(), town_id=town_id), town), None


def _new(connection: Connection, actor: Actor, town: str, town_id: int, name: str) -> int:
    if queries.named(connection, town_id, name) is not None:
        raise WanggeError("edition_name_taken", town=town, name=name)
    return edition_queries.insert_edition(connection, town_id=town_id, name=name, state="draft", created_by=actor.name)


def one(connection: Connection, actor: Actor, edition_id: int, *, lock: bool = False) -> RowMapping:
    """An edition's row; ``lock``: until the transaction ends nobody else changes it. Raises ``not_found``."""
    found = queries.edition(connection, edition_id, lock=lock)
    if found is None:
        raise WanggeError("not_found", what=f"版本 {edition_id}")
    return found


def by_name(connection: Connection, actor: Actor, town: str, name: str) -> RowMapping:
    """A town's edition by its name; raises ``edition_unknown``."""
    found = queries.named(connection, edition_town(connection, town), name)
    if found is None:
        raise WanggeError("edition_unknown", town=town, name=name)
    return found


def page(connection: Connection, actor: Actor, town: str | None) -> Sequence[RowMapping]:
    """Editions of a town or of all, the newest first."""
    return queries.editions(connection, None if town is None else edition_town(connection, town))


def whole(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> Told:
    """All that the desk shows beside the map: the tree with its figures, gaps, locks, what can be undone."""
    edition = one(connection, actor, edition_id)
    now = head(connection, desk, edition)
    desk.keep(edition_id, now)
    locks = queries.locks(connection, edition_id)
    tally, judged = desk.tally(connection, edition, now.draft), desk.judge(connection, edition, now.draft)
    targets, locked = judged.grounds.targets, {row["code"] for row in locks}
    return {
        **edition_told(edition), **_undoable(connection, edition_id, now),
        "locks": locks_told(locks), "grids": grids_told(now.draft, tally, targets, locked, sorted(now.draft.listed)),
        "gaps": gaps_told(now.draft, tally), "findings": judged.counts(), "edits": [*EDITS, *LIST_EDITS],
        "settled": queries.settled(connection, edition_id).get("items", []), "bbox": _box(now.draft),
    }


def coverage(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> Head:
    """The draft as it is, for drawing."""
    edition = one(connection, actor, edition_id)
    now = head(connection, desk, edition)
    desk.keep(edition_id, now)
    return now


def _undoable(connection: Connection, edition_id: int, now: Head) -> Told:
    done, undone = now.history.done, now.history.undone
    last = queries.entry(connection, edition_id, serial=done[-1]) if done else None
    again = queries.entry(connection, edition_id, serial=undone[-1]) if undone else None
    return {"can_undo": bool(done), "can_redo": bool(undone), "undo": last and entry_told(last, now.history),
            "redo": again and entry_told(again, now.history)}


def locks_told(rows: Sequence[RowMapping]) -> list[Told]:
    return [{"grid": row["code"], "planner": row["actor"], "at": row["at"]} for row in rows]


def _box(draft: Draft) -> list[float] | None:
    return [round(part, 7) for part in draft.coverage.polygon("").bounds] if draft.coverage.faces else None
