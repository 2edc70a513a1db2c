"""What the desk is told after an edit, and before one: the delta, the figures and findings that changed, who gains and loses."""

from typing import Any

import shapely
from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import drafts as queries
from gis_app.domain.actors import Actor
from gis_app.domain.drafts import Draft
from gis_app.domain.figures import COUNTED, Ground, counted
from gis_app.domain.moves import Move, moves
from gis_app.services import editing
from gis_app.services.desk import Desk
from gis_app.services.editing import Done, Wish
from gis_app.services.judging import Judged, finding_told
from gis_app.services.telling import delta_told, entry_told, gaps_told, grids_told

Told = dict[str, Any]


def done_told(connection: Connection, desk: Desk, actor: Actor, done: Done) -> Told:
    """The answer to an edit."""
    history = done.after.history
    return {
        "version": done.entry["serial"], "repeated": done.repeated, "entry": entry_told(done.entry, history),
        "since": [entry_told(row, history, delta=True) for row in done.since], "delta": delta_told(done.entry["change"]),
        **_changed(connection, desk, done.edition, done.before, done.after.draft),
        "can_undo": bool(history.done), "can_redo": bool(history.undone),
    }


def preview(connection: Connection, desk: Desk, actor: Actor, edition_id: int, wish: Wish) -> Told:
    """What an edit would do, without doing it; the figures and findings kept stay those of the draft as it is."""
    edition, now, planned = editing.preview(connection, desk, actor, edition_id, wish)
    changed = _changed(connection, desk, edition, now.draft, planned.draft)
    _changed(connection, desk, edition, planned.draft, now.draft)
    ground = desk.grounds_of(connection, edition["town_id"]).ground
    return {"version": now.version, "edit": planned.edit, "zh": planned.zh, "en": planned.en, "delta": delta_told(planned.change.to_dict()),
            "moves": [_move(move, ground) for move in _moves(now.draft, planned.draft)], **changed}


def _changed(connection: Connection, desk: Desk, edition: RowMapping, before: Draft, after: Draft) -> Told:
    """The grids that were touched, with all above them; the findings that went and came."""
    was = desk.judge(connection, edition, before)
    desk.tally(connection, edition, before)
    tally, judged = desk.tally(connection, edition, after), desk.judge(connection, edition, after)
    touched = before.touched(after)
    above = {key for key in touched if key in after.coverage.units for key in after.coverage.lineage(key)}
    lost = {key for key in touched if key in before.coverage.units for key in before.coverage.lineage(key)}
    locked = {row["code"] for row in queries.locks(connection, edition["id"])}
    codes = sorted((touched | above | lost) & after.listed.keys())
    return {
        "grids": grids_told(after, tally, judged.grounds.targets, locked, codes), "gone": sorted(before.listed.keys() - after.listed.keys()),
        "gaps": gaps_told(after, tally), "findings": _findings(was, judged),
    }


def _findings(was: Judged, now: Judged) -> Told:
    old, new = was.by_id, now.by_id
    come = [finding_told(finding, now) for name, finding in new.items() if name not in old]
    return {"gone": [name for name in old if name not in new], "come": come, **now.counts()}


def _moves(before: Draft, after: Draft) -> list[Move]:
    touched = before.touched(after)
    old, new = ({key: draft.coverage.polygon(key) for key in touched if key in draft.coverage.faces} for draft in (before, after))
    return moves(old, new)


def _move(move: Move, ground: Ground) -> Told:
    counts = counted(ground, ["piece"], {"piece": move.ground})["piece"].to_dict()
    return {"from": move.giver, "to": move.taker, "area_m2": round(move.area_m2, 3), **{name: counts[name] for name in COUNTED},
            "geometry": shapely.geometry.mapping(move.ground)}
