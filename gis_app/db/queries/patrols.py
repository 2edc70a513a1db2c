"""Patrols: which grids were looked at over a span, by how much, and the rounds of a grid."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, and_, cast, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from gis_app.db.models.patrols import Patrol, PatrolGrid
from gis_app.db.models.staff import StaffPost

P, G = Patrol, PatrolGrid


def looked(connection: Connection, town_id: int, since: datetime, until: datetime) -> Mapping[int, dict[str, float]]:
    """The grids of a town that were looked at: grid id -> patrols, visits, nil_returns, minutes, metres.

    A grid was looked at where a round has a position in it, was a visit, or was signed by the head. ``patrols`` counts
    daily rounds, sweeps and inspections; a nil return (signed, nothing found) is counted beside, not instead. A grid that
    is not there was not looked at. Half-open span; by the index of the town's rounds over time.
    """
    nil = and_(P.signed_at.is_not(None), P.found == 0)
    query = (
        select(
            G.grid_id, func.count().filter(P.kind != "visit").label("patrols"), func.count().filter(P.kind == "visit").label("visits"),
            func.count().filter(nil).label("nil_returns"), (func.sum(G.seconds) / 60.0).label("minutes"),
            func.sum(G.metres).label("metres"),
        )
        .join(P, P.id == G.patrol_id)
        .where(G.town_id == town_id, G.first_at >= since, G.first_at < until)
        .where((G.fixes > 0) | (P.kind == "visit") | P.signed_at.is_not(None))
        .group_by(G.grid_id)
    )
    return {row["grid_id"]: _numbers(row) for row in connection.execute(query).mappings()}


def people(connection: Connection, town_ids: Sequence[int]) -> dict[tuple[int, str], tuple[int, str]]:
    """(town, name) -> staff id and post, of names that only one person on a post of the town bears."""
    query = select(StaffPost.town_id, StaffPost.name, func.min(StaffPost.id).label("id"), func.min(StaffPost.post).label("post"))
    query = query.where(StaffPost.town_id.in_(town_ids)).group_by(StaffPost.town_id, StaffPost.name).having(func.count() == 1)
    return {(row.town_id, row.name): (row.id, row.post) for row in connection.execute(query)}


def seen(connection: Connection, grid_ids: Sequence[int], since: datetime, until: datetime) -> set[int]:
    """Which of these grids were looked at at all in a half-open span (as ``looked`` has it)."""
    return {grid_ids[place] for place in seen_each(connection, [(grid_id, since, until) for grid_id in grid_ids])}


def seen_each(connection: Connection, asked: Sequence[tuple[int, datetime, datetime]]) -> set[int]:
    """Which of these (a grid, a half-open span) were looked at at all (as ``looked`` has it), by their place: the first round of each ends its search."""
    grids, since, until = ([row[k] for row in asked] for k in range(3))
    moments = ARRAY(DateTime(timezone=True))
    one = func.unnest(cast(grids, ARRAY(BigInteger)), cast(since, moments), cast(until, moments)).table_valued(
        "grid_id", "since", "until", with_ordinality="number").render_derived()
    there = (
        select(G.patrol_id).join(P, P.id == G.patrol_id).where(G.grid_id == one.c.grid_id, G.first_at >= one.c.since, G.first_at < one.c.until)
        .where((G.fixes > 0) | (P.kind == "visit") | P.signed_at.is_not(None)).limit(1).correlate(one).lateral()
    )
    return {number - 1 for number in connection.scalars(select(one.c.number).join(there, true()))}


def recorded(connection: Connection, towns: Sequence[int]) -> list[int]:
    """Which of these towns have ever recorded a round: of the others nobody can say where they looked."""
    one = select(func.unnest(cast(list(towns), ARRAY(BigInteger))).label("town_id")).subquery()
    return list(connection.scalars(select(one.c.town_id).where(select(P.id).where(P.town_id == one.c.town_id).exists()).order_by(one.c.town_id)))


def _numbers(row: Mapping[Any, Any]) -> dict[str, float]:
    whole: dict[str, float] = {name: int(row[name]) for name in ("patrols", "visits", "nil_returns")}
    return whole | {name: float(row[name]) for name in ("minutes", "metres")}
