"""Reads heat: blocks and tallies of a period together with what came since the last merge, in one statement each.

One statement is one snapshot: a merge that commits in between can neither hide nor double an incident.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg.rows import namedtuple_row
from sqlalchemy import (
    Connection,
    Row,
    RowMapping,
    String,
    bindparam,
    cast,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.types import BigInteger, Date, Integer

from gis_app.db.models.grids import Grid, GridVersion
from gis_app.db.models.heat import HeatDelta, HeatItem, HeatState
from gis_app.db.models.register import Household
from gis_app.domain.stats.cells import FINEST, HALO, SIDE_BITS


class Wanted(NamedTuple):
    """Rows of one key over a range of buckets, and which of their two columns."""

    span: int
    first: date
    last: date
    item: int
    source: int
    detail: bool


class Since(NamedTuple):
    """Which unmerged incidents count: reported within, of these items (None is any) and sources."""

    start: datetime
    end: datetime
    items: list[str] | None
    sources: list[str]


BLOCKS = """
WITH wanted AS (
  SELECT * FROM unnest(%(spans)s::smallint[], %(firsts)s::date[], %(lasts)s::date[], %(items)s::smallint[], %(sources)s::smallint[],
                       %(details)s::boolean[]) AS w (span, first, last, item, source, detail)
)
SELECT %(x)s::int AS x, %(y)s::int AS y, w.detail, CASE WHEN w.detail THEN b.detail ELSE b.groups END AS packed, 0 AS n
FROM wanted w CROSS JOIN LATERAL (
  SELECT * FROM heat_block
  WHERE z = %(z)s AND x = %(x)s AND y = %(y)s
    AND span = w.span AND item = w.item AND source = w.source AND start BETWEEN w.first AND w.last
  OFFSET 0 -- keeps the planner from joining on (z, x, y) alone, which would read every bucket of a block
) b
UNION ALL
SELECT d.x >> %(shift)s::int, d.y >> %(shift)s::int, false, NULL, sum(d.n)::int
FROM heat_delta d
WHERE d.x BETWEEN %(cx0)s AND %(cx1)s AND d.y BETWEEN %(cy0)s AND %(cy1)s
  AND d.reported_at >= %(start)s AND d.reported_at < %(end)s AND d.source = ANY (%(source_names)s::text[])
  AND (%(item_names)s::text[] IS NULL OR d.item_code = ANY (%(item_names)s::text[]))
GROUP BY 1, 2
"""


def blocks(connection: Connection, z: int, block: tuple[int, int], wanted: Sequence[Wanted], since: Since) -> Sequence[Any]:
    """What is stored of a block of zoom ``z`` (column, row), and newer cells in it and its halo.

    Asked in PostgreSQL's binary format: a block's bytes come as they are, not as twice as many digits.

    Returns
    -------
    rows
        Either stored counts (``x``, ``y`` of the block, ``detail``, ``packed``) or, where ``packed`` is None, ``n`` newer
        incidents in the cell ``x``, ``y`` of zoom ``z``.
    """
    x, y = block
    shift = FINEST - z
    columns = list(zip(*wanted, strict=True)) or [()] * 6
    values = {
        **dict(zip(("spans", "firsts", "lasts", "items", "sources", "details"), map(list, columns), strict=True)),
        "z": z, "x": x, "y": y, "shift": shift,
        "cx0": ((x << SIDE_BITS) - HALO) << shift, "cx1": (((x + 1) << SIDE_BITS) + HALO << shift) - 1,
        "cy0": ((y << SIDE_BITS) - HALO) << shift, "cy1": (((y + 1) << SIDE_BITS) + HALO << shift) - 1,
        "start": since.start, "end": since.end, "source_names": since.sources, "item_names": since.items,
    }
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True, row_factory=namedtuple_row) as cursor:
        found: Sequence[Any] = cursor.execute(BLOCKS, values).fetchall()
        return found


TALLIES = text("""
WITH wanted AS (SELECT * FROM unnest(:spans, :firsts, :lasts) AS w (span, first, last))
SELECT g.town_id, w.span, g.start, g.counts, NULL::bigint AS grid_id, NULL AS item_code, NULL AS source, 0 AS n
FROM wanted w JOIN heat_grid g ON g.town_id = ANY (:towns) AND g.span = w.span AND g.start BETWEEN w.first AND w.last
UNION ALL
SELECT d.town_id, 1, (d.reported_at AT TIME ZONE :zone)::date, NULL, d.grid_id, d.item_code, d.source, sum(d.n)::int
FROM heat_delta d
WHERE d.reported_at >= :start AND d.reported_at < :end AND (d.town_id = ANY (:towns) OR 0 = ANY (:towns))
GROUP BY 1, 3, 5, 6, 7
""").bindparams(
    bindparam("spans", type_=ARRAY(Integer)), bindparam("firsts", type_=ARRAY(Date)),
    bindparam("lasts", type_=ARRAY(Date)), bindparam("towns", type_=ARRAY(BigInteger)),
)


def tallies(
    connection: Connection, towns: Sequence[int], runs: Sequence[tuple[int, date, date]], since: Since, zone: str,
) -> Sequence[Row[Any]]:
    """Packed tallies of towns (0 is all together) over runs of buckets, and newer incidents (``counts`` None)."""
    spans, firsts, lasts = zip(*runs, strict=True) if runs else ((), (), ())
    return connection.execute(TALLIES, {
        "spans": list(spans), "firsts": list(firsts), "lasts": list(lasts), "towns": list(towns), "zone": zone,
        "start": since.start, "end": since.end,
    }).all()


def item_ids(connection: Connection) -> dict[str, int]:
    """The small number of each item that has ever been counted."""
    return {row.code: row.id for row in connection.execute(select(HeatItem.code, HeatItem.id))}


def towns(connection: Connection) -> list[int]:
    """Ids of every town."""
    return list(connection.scalars(select(Grid.id).where(Grid.id == Grid.town_id)))


def nodes(connection: Connection, now: datetime) -> Sequence[RowMapping]:
    """Every grid as it is at ``now``, or as it last was: id, code, name, kind, level, ground path, whether in force."""
    row = GridVersion
    newest = select(
        row.grid_id, row.code, row.name, row.kind, row.level, cast(row.ground_path, String).label("ground_path"), row.valid.contains(now).label("in_force"),
    ).ext(distinct_on(row.grid_id)).where(row.valid.is_not(None), func.lower_inf(row.valid) | (func.lower(row.valid) <= now))
    kept = newest.order_by(row.grid_id, func.upper(row.valid).desc().nulls_first()).subquery()
    return connection.execute(select(kept).order_by(kept.c.code.collate("C"))).mappings().all()


def people(connection: Connection, basis: str) -> dict[int, int]:
    """Residents on the ground of each grid that has any, ``present`` or ``registered``, or its ``households``."""
    counted = {"present": func.sum(Household.people_present), "registered": func.sum(Household.people_registered), "households": func.count()}[basis]
    found = connection.execute(select(Household.grid_id, counted).where(Household.grid_id.is_not(None)).group_by(Household.grid_id))
    return {int(grid_id): int(count) for grid_id, count in found if grid_id is not None}


def state(connection: Connection) -> tuple[str | None, int]:
    """The zone whose days are counted (None before the first merge) and the revision of the blocks."""
    row = connection.execute(select(HeatState.zone, HeatState.revision)).one_or_none()
    return (row.zone, row.revision) if row else (None, 0)


def stamp(connection: Connection) -> str:
    """Changes with every change of what heat shows."""
    newest = connection.execute(select(func.count(), func.coalesce(func.max(HeatDelta.id), 0)).select_from(HeatDelta)).one()
    return "-".join(map(str, (state(connection)[1], *newest)))


def days(connection: Connection, zone: str) -> tuple[date, date] | None:
    """From which to which local day anything was reported; None where nothing was."""
    found = connection.execute(text("""
        SELECT least((SELECT min(start) FROM heat_grid WHERE town_id = 0 AND span = 1),
                     (SELECT min(reported_at AT TIME ZONE :zone)::date FROM heat_delta)) AS first,
               greatest((SELECT max(start) FROM heat_grid WHERE town_id = 0 AND span = 1),
                        (SELECT max(reported_at AT TIME ZONE :zone)::date FROM heat_delta)) AS last
    """), {"zone": zone}).one()
    return (found.first, found.last) if found.first else None
