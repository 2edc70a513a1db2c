"""Time limits by the day they ended: what is stored together with what came since the last merge, in one statement; and the writing."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, LiteralString

import numpy as np
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy import Connection, Row, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Date, Integer

from gis_app.db.queries.heat_store import copied, copied_record, learn_items
from gis_app.domain.sources import SOURCES
from gis_app.domain.stats.cells import UNCLASSIFIED

STORED = text("""
WITH wanted AS (SELECT * FROM unnest(:spans, :firsts, :lasts) AS w (span, first, last))
SELECT g.town_id, g.start, g.counts, NULL::bigint AS grid_id, NULL AS item_code, NULL AS source, 0 AS outcome, 0 AS n
FROM wanted w JOIN limit_grid g ON g.town_id = ANY (:towns) AND g.span = w.span AND g.start BETWEEN w.first AND w.last
UNION ALL
SELECT d.town_id, (d.due_at AT TIME ZONE :zone)::date, NULL, d.grid_id, d.item_code, d.source, d.outcome, sum(d.n)::int
FROM limit_delta d WHERE d.due_at >= :start AND d.due_at < :end AND d.town_id = ANY (:towns)
GROUP BY 1, 2, 4, 5, 6, 7
""").bindparams(
    bindparam("spans", type_=ARRAY(Integer)), bindparam("firsts", type_=ARRAY(Date)),
    bindparam("lasts", type_=ARRAY(Date)), bindparam("towns", type_=ARRAY(BigInteger)),
)

NOTES = sql.SQL("""
SELECT town_id::int4, (due_at AT TIME ZONE {zone})::date - DATE '1970-01-01', coalesce(grid_id, 0)::int4, coalesce(h.id, {unclassified})::int2,
       array_position({sources}, source)::int2, {outcome}, {n}::int4
FROM {table} t LEFT JOIN heat_item h ON h.code = item_code
WHERE {counts}
""")
COPIED = copied_record((
    ("town", ">i4"), ("day", ">i4"), ("grid", ">i4"), ("item", ">i2"), ("source", ">i2"), ("outcome", ">i2"), ("n", ">i4"),
))


def limits(
    connection: Connection, towns: Sequence[int], runs: Sequence[tuple[int, date, date]], since: tuple[datetime, datetime], zone: str,
) -> Sequence[Row[Any]]:
    """Packed limits of towns over runs of buckets, and newer outcomes (``counts`` None) due within ``since``."""
    spans, firsts, lasts = zip(*runs, strict=True) if runs else ((), (), ())
    return connection.execute(STORED, {
        "spans": list(spans), "firsts": list(firsts), "lasts": list(lasts), "towns": list(towns), "zone": zone,
        "start": since[0], "end": since[1],
    }).all()


def every_limit(connection: Connection, zone: str) -> Iterator[NDArray[np.void]]:
    """All incidents with a limit that count, as records (town, day, grid, item, source, outcome, n), a chunk at a time."""
    yield from copied(connection, _notes(
        zone, "incident", outcome="wangge_outcome(state, due_at, done_at)", n="1", counts="wangge_outcome(state, due_at, done_at) IS NOT NULL",
    ), COPIED)


def take_notes(connection: Connection, zone: str) -> Iterator[NDArray[np.void]]:
    """Every note since the last merge, as the same records; the notes are gone when the transaction commits."""
    connection.execute(text("CREATE TEMP TABLE limit_taken (LIKE limit_delta) ON COMMIT DROP"))
    connection.execute(text("WITH gone AS (DELETE FROM limit_delta RETURNING *) INSERT INTO limit_taken SELECT * FROM gone"))
    learn_items(connection, "limit_taken")
    yield from copied(connection, _notes(zone, "limit_taken", outcome="outcome", n="n", counts="true"), COPIED)


def _notes(zone: str, table: LiteralString, **columns: LiteralString) -> sql.Composed:
    return NOTES.format(
        zone=sql.Literal(zone), unclassified=sql.Literal(UNCLASSIFIED), sources=sql.Literal(list(SOURCES)),
        table=sql.Identifier(table), **{name: sql.SQL(column) for name, column in columns.items()},
    )
