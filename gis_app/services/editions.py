"""Publishing a town's grids: one transaction closes the old versions, opens the new and leaves the past readable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db import audit
from gis_app.db.queries import editions as queries
from gis_app.domain.actors import Actor
from gis_app.domain.grids import GridNode, arrange
from gis_app.domain.shapes import area_m2, label_point, whole
from gis_app.errors import WanggeError
from gis_app.services.outlines import simplify_edition
from gis_app.services.succession import write_succession

FIRST = "第一版"


@dataclass(frozen=True)
class Published:
    """What a publication made: the edition, its town and the lasting id of each code."""

    edition_id: int
    town_id: int
    grid_ids: dict[str, int]


def publish_first(
    connection: Connection, actor: Actor, nodes: Iterable[GridNode], *, name: str = FIRST,
    division_code: str | None = None, settings: dict[str, Any] | None = None,
) -> Published:
    """Publish a town's first edition, unbounded below: it has always been so.

    Raises
    ------
    WanggeError
        What ``arrange`` raises; ``edition_exists``, ``code_in_use``, ``grid_bad_shape``.
    """
    ordered = arrange(nodes)
    town = ordered[0]
    held = queries.holders(connection, [node.code for node in ordered], clock.now())
    if town.code in held:
        raise WanggeError("edition_exists", code=town.code)
    if held:
        raise WanggeError("code_in_use", code=min(held))
    ids = dict(zip((node.code for node in ordered), queries.new_grids(connection, len(ordered)), strict=True))
    identify(connection, ordered, ids, ids[town.code], division_code, settings or {})
    return _write(connection, actor, ordered, ids, name, None)


def publish(
    connection: Connection, actor: Actor, nodes: Iterable[GridNode], *, day: date, zone: ZoneInfo, name: str,
) -> Published:
    """Publish a town's next edition from the local midnight of ``day``; the old versions end there.

    A code that is in force keeps its grid's identity. Households and units follow on the day (``services.register``).

    Raises
    ------
    WanggeError
        What ``arrange`` raises; ``town_unknown``, ``edition_pending``, ``edition_past``, ``code_in_use``,
        ``grid_bad_shape``.
    """
    ordered, at = arrange(nodes), clock.midnight(day, zone)
    held = queries.holders(connection, [node.code for node in ordered], at)
    town_id = town_of(held, ordered[0].code)
    check_publishable(connection, ordered[0].code, town_id, at, zone)
    foreign = sorted(code for code, holder in held.items() if holder.town_id != town_id)
    if foreign:
        raise WanggeError("code_in_use", code=foreign[0])
    ids = {code: holder.grid_id for code, holder in held.items()}
    new = [node for node in ordered if node.code not in ids]
    ids |= zip((node.code for node in new), queries.new_grids(connection, len(new)), strict=True)
    identify(connection, new, ids, town_id)
    return _write(connection, actor, ordered, ids, name, at)


def check_publishable(connection: Connection, code: str, town_id: int, at: datetime, zone: ZoneInfo) -> None:
    """Refuse a pending draft beside it, and a change earlier than now or than the newest edition."""
    if queries.pending_edition(connection, town_id) is not None:
        raise WanggeError("edition_pending", code=code)
    check_date(connection, town_id, at, zone)


def check_date(connection: Connection, town_id: int, at: datetime, zone: ZoneInfo) -> None:
    """Refuse a change earlier than now or than the newest edition."""
    newest = queries.last_change(connection, town_id)
    if at < clock.now() or (newest is not None and at <= newest):
        earliest = max(clock.today(zone), newest.astimezone(zone).date() if newest else date.min) + timedelta(days=1)
        raise WanggeError("edition_past", earliest=earliest.isoformat())


def town_of(held: dict[str, queries.Holder], code: str) -> int:
    """The town's id behind its code."""
    holder = held.get(code)
    if holder is None or holder.kind != "town":
        raise WanggeError("town_unknown", code=code)
    return holder.town_id


def identify(
    connection: Connection, nodes: Sequence[GridNode], ids: dict[str, int], town_id: int, division_code: str | None = None,
    settings: dict[str, Any] | None = None,
) -> None:
    """Write the lasting identities of new grids."""
    queries.insert_grids(connection, [
        {"id": ids[node.code], "town_id": town_id, "division_code": division_code if node.kind == "town" else None,
         "settings": settings or {} if node.kind == "town" else {}}
        for node in nodes
    ])


def _write(
    connection: Connection, actor: Actor, nodes: Sequence[GridNode], ids: dict[str, int], name: str,
    at: datetime | None,
) -> Published:
    town_id, now = ids[nodes[0].code], clock.now()
    edition_id = queries.insert_edition(
        connection, town_id=town_id, name=name, state="published", effective_at=at, created_by=actor.name,
        published_at=now, published_by=actor.name,
    )
    open_versions(connection, nodes, ids, edition_id, at)
    audit.record(connection, actor, "edition.publish", "edition", edition_id, town_id=town_id, grids=len(nodes))
    return Published(edition_id, town_id, ids)


def open_versions(
    connection: Connection, nodes: Sequence[GridNode], ids: dict[str, int], edition_id: int, at: datetime | None,
) -> None:
    """Close what is in force at ``at``, open the edition's versions, leave the succession of codes; nodes as ``arrange`` gives them."""
    town_id = ids[nodes[0].code]
    rows = version_rows(nodes, ids, edition_id, (at, None))
    if at is not None:
        write_succession(connection, town_id, edition_id, rows, at)
        queries.close_versions(connection, town_id, at)
    queries.insert_versions(connection, rows)
    simplify_edition(connection, edition_id)
    _write_heads(connection, nodes, ids, town_id, at)


def version_rows(
    nodes: Sequence[GridNode], ids: dict[str, int], edition_id: int,
    valid: tuple[datetime | None, None] | None,
) -> list[dict[str, Any]]:
    """The version of each node, paths walked from the town down (parents come before children)."""
    command: dict[str | None, str] = {None: ""}
    ground: dict[str | None, str] = {None: ""}
    rows = []
    for node in nodes:
        command[node.code] = f"{command[node.parent]}.{ids[node.code]}".lstrip(".")
        ground[node.code] = f"{ground[node.lies_in]}.{ids[node.code]}".lstrip(".")
        shape = whole(node.geom, node.code)
        rows.append({
            "grid_id": ids[node.code], "edition_id": edition_id, "town_id": ids[nodes[0].code], "code": node.code,
            "name": node.name, "kind": node.kind, "level": node.level,
            "parent_id": ids[node.parent] if node.parent else None,
            "lies_in_id": ids[node.lies_in] if node.lies_in else None,
            "command_path": command[node.code], "ground_path": ground[node.code], "geom": shape,
            "label_point": label_point(shape), "area_m2": area_m2(shape), "valid": valid,
        })
    return rows


def _write_heads(
    connection: Connection, nodes: Sequence[GridNode], ids: dict[str, int], town_id: int, at: datetime | None,
) -> None:
    known = queries.heads_in_force(connection, town_id, at or clock.now())
    queries.insert_heads(connection, [
        {"town_id": town_id, "grid_id": ids[node.code], "post": "head", "name": node.head, "valid": (at, None)}
        for node in nodes if node.head and (ids[node.code], node.head) not in known
    ])
