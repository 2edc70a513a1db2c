"""What an import asks of the database before it writes: which rows are there already, which words are known."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import shapely
from sqlalchemy import Connection, func, select, text

from gis_app.db.metadata import Base
from gis_app.db.models.grids import GridVersion
from gis_app.db.models.incidents import Incident
from gis_app.db.models.items import Item
from gis_app.domain.grids import GridNode

AT_ONCE = 20_000
V = GridVersion


class KnownItem(NamedTuple):
    """An item of the list, and how long it may take."""

    code: str
    limit_hours: Decimal


def hold_grids(connection: Connection) -> None:
    """Let nobody change boundaries, and no second import run, before this transaction ends."""
    connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('wangge.import'))"))
    connection.execute(text("SELECT value FROM revision WHERE name = 'grids' FOR SHARE"))


def town_codes(connection: Connection, at: datetime) -> list[str]:
    """Codes of the towns in force."""
    query = select(V.code).where(V.kind == "town", V.valid.contains(at)).order_by(V.code.collate("C"))
    return list(connection.execute(query).scalars())


def town_node(connection: Connection, code: str, at: datetime) -> GridNode | None:
    """A town as it is in force."""
    query = select(V.code, V.name, V.kind, V.level, func.ST_AsBinary(V.geom).label("wkb"))
    row = connection.execute(query.where(V.code == code, V.kind == "town", V.valid.contains(at))).one_or_none()
    if row is None:
        return None
    return GridNode(row.code, row.name, row.kind, row.level, geom=None if row.wkb is None else shapely.from_wkb(row.wkb))


def items(connection: Connection) -> dict[str, KnownItem]:
    """Items by code and by name, Chinese and English, as written."""
    found: dict[str, KnownItem] = {}
    for row in connection.execute(select(Item.code, Item.name_zh, Item.name_en, Item.limit_hours).order_by(Item.position)):
        for word in (row.name_en, row.name_zh, row.code):
            found[word] = KnownItem(row.code, row.limit_hours)
    return found


def incidents_present(connection: Connection, pairs: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """Which (source, external id) are stored; ``pairs`` gives the ids by source."""
    found: set[tuple[str, str]] = set()
    for source, ids in pairs.items():
        for start in range(0, len(ids), AT_ONCE):
            query = select(Incident.external_id).where(
                Incident.source == source, Incident.external_id == func.any(list(ids[start:start + AT_ONCE])))
            found |= {(source, present) for present in connection.execute(query).scalars() if present is not None}
    return found


def present(connection: Connection, table: str, ids: Sequence[str], *, layer: str | None = None) -> set[tuple[int, str]]:
    """Which (town, external id) of a table are stored."""
    columns = Base.metadata.tables[table].c
    found: set[tuple[int, str]] = set()
    for start in range(0, len(ids), AT_ONCE):
        query = select(columns.town_id, columns.external_id).where(
            columns.external_id == func.any(list(ids[start:start + AT_ONCE])))
        if layer is not None:
            query = query.where(columns.layer == layer)
        found |= {(row.town_id, row.external_id) for row in connection.execute(query)}
    return found


def rows_of(connection: Connection, query: Any) -> list[dict[str, Any]]:
    """All rows of a query as plain dicts."""
    return [dict(row) for row in connection.execute(query).mappings()]
