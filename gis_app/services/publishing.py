"""A draft becomes an edition in force from a day on: checked whole, then written in one transaction, or refused with reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import drafts as queries
from gis_app.db.queries import editions as edition_queries
from gis_app.domain.actors import Actor
from gis_app.domain.checks import ERROR, Finding, check
from gis_app.domain.coverage import violations
from gis_app.domain.drafts import Draft
from gis_app.domain.grids import GridNode, arrange
from gis_app.errors import Fault, WanggeError
from gis_app.services import drafts, editing, editions
from gis_app.services.desk import Desk, head
from gis_app.services.grounds import load_grounds
from gis_app.services.judging import as_frame, gaps
from gis_app.services.reviewing import check_step, note_step, step

TOLD = 50


def publish(connection: Connection, desk: Desk, actor: Actor, edition_id: int, day: date, zone: ZoneInfo) -> RowMapping:
    """Publish an approved draft from the local midnight of ``day``.

    Raises
    ------
    WanggeError
        ``edition_not_approved``, ``edition_step``, ``edition_past``, ``edition_blocked`` with every blocking finding,
        ``code_in_use``, what ``arrange`` raises.
    """
    edition = drafts.one(connection, actor, edition_id, lock=True)
    check_step(edition, "publish")
    at = clock.midnight(day, zone)
    editions.check_date(connection, edition["town_id"], at, zone)
    now = head(connection, desk, edition)
    refuse_blocked(blocking(connection, now.draft, edition["town_id"]))
    editing.keep_state(connection, edition, now)
    _write(connection, edition, now.draft, at)
    queries.set_edition(connection, edition_id, state="published", effective_at=at, published_at=clock.now(), published_by=actor.name)
    note_step(connection, actor, edition, "publish", "")
    return drafts.one(connection, actor, edition_id)


def approve_and_publish(connection: Connection, desk: Desk, actor: Actor, edition_id: int, day: date, zone: ZoneInfo) -> RowMapping:
    """What one person does who answers for the whole town: send, approve and publish, each step noted under his name."""
    edition = drafts.one(connection, actor, edition_id, lock=True)
    for before, action in (("draft", "send"), ("review", "approve")):
        if edition["state"] == before:
            edition = step(connection, actor, edition_id, action, "由发布人一并办理")
    return publish(connection, desk, actor, edition_id, day, zone)


def blocking(connection: Connection, draft: Draft, town_id: int) -> list[Finding]:
    """All that stands in the way, by the full check and on the ground as it is in the database now."""
    surroundings = load_grounds(connection, town_id).surroundings
    found = check(as_frame(draft), surroundings=surroundings, skip=("gap", "hole"))
    return [*gaps(draft), *_broken(draft), *(finding for finding in found if finding.severity == ERROR)]


def _broken(draft: Draft) -> list[Finding]:
    """Faults of the subdivision itself; there are none unless the program is wrong, and then nothing may be published."""
    return [
        Finding("broken", ERROR, (), (one.key,) if one.key else (), f"网格 {one.key} 的边界结构损坏（{one.rule}），请恢复到较早的一步",
                f"The borders of {one.key} are broken ({one.rule}): go back to an earlier step", at=one.at)
        for one in violations(draft.coverage)
    ]


def refuse_blocked(found: Sequence[Finding]) -> None:
    """Raise ``edition_blocked`` that names each finding."""
    if found:
        rules = sorted({finding.rule for finding in found})
        faults = [Fault("、".join(finding.grids) or finding.rule, finding.fix) for finding in found[:TOLD]]
        raise WanggeError("edition_blocked", count=len(found), what="、".join(rules), errors=faults)


def nodes_of(draft: Draft) -> list[GridNode]:
    """The town's list with its shapes, the town first."""
    nodes = [
        GridNode(code, row.name, draft.kind(code), row.level, row.parent, draft.lies_in(code),
                 draft.coverage.polygon(code) if draft.drawn(code) else None)
        for code, row in sorted(draft.listed.items())
    ]
    return arrange(replace(node, parent=None, lies_in=None) if node.kind == "town" else node for node in nodes)


def _write(connection: Connection, edition: RowMapping, draft: Draft, at: datetime) -> None:
    """Versions by lasting identity: a grid that only changed its code stays the same grid."""
    nodes, town_id = nodes_of(draft), edition["town_id"]
    held = edition_queries.holders(connection, [node.code for node in nodes], at)
    foreign = sorted(code for code, holder in held.items() if holder.town_id != town_id)
    if foreign:
        raise WanggeError("code_in_use", code=foreign[0])
    ids = {code: row.grid_id for code, row in draft.listed.items() if row.grid_id is not None}
    new = [node for node in nodes if node.code not in ids]
    ids |= zip((node.code for node in new), edition_queries.new_grids(connection, len(new)), strict=True)
    editions.identify(connection, new, ids, town_id)
    editions.open_versions(connection, nodes, ids, edition["id"], at)
