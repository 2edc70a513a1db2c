"""Writes heat: everything counted anew, or the notes since the last merge folded into the blocks they touch."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, LiteralString

import numpy as np
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Row,
    String,
    Table,
    insert,
    select,
    text,
)

from gis_app.db.models.heat import HeatItem
from gis_app.domain.sources import SOURCES
from gis_app.domain.stats import blocks
from gis_app.domain.stats.cells import UNCLASSIFIED

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + bytes(8)
EPOCH_2000 = 10957  # days from 1970 to PostgreSQL's own epoch
CHUNK = 1 << 20

NOTES = sql.SQL("""
SELECT {x}, {y}, (reported_at AT TIME ZONE {zone})::date - DATE '1970-01-01', coalesce(h.id, {unclassified})::int2,
       array_position({sources}, source)::int2, town_id::int4, coalesce(grid_id, 0)::int4, {n}::int4
FROM {table} t LEFT JOIN heat_item h ON h.code = item_code
WHERE {counts}
""")


def copied_record(fields: Sequence[tuple[str, str]]) -> np.dtype[np.void]:
    """How a row of these columns lies in a binary COPY: each value behind its size."""
    return np.dtype([("fields", ">i2"), *(part for name, kind in fields for part in ((f"{name}_size", ">i4"), (name, kind)))])


COPIED = copied_record((
    ("x", ">i4"), ("y", ">i4"), ("day", ">i4"), ("item", ">i2"), ("source", ">i2"), ("town", ">i4"), ("grid", ">i4"), ("n", ">i4"),
))


def lock(connection: Connection) -> None:
    """One merge or rebuild at a time; the lock goes with the transaction. It takes no snapshot, so it may come first."""
    connection.execute(text("LOCK TABLE heat_state IN SHARE ROW EXCLUSIVE MODE"))


def every_incident(connection: Connection, zone: str) -> Iterator[NDArray[np.void]]:
    """All incidents that count, as records (x, y, day, item, source, town, grid, n), a chunk at a time."""
    learn_items(connection, "incident")
    yield from copied(connection, _notes(
        zone, "incident", x="wangge_cell_x(geom_3857)", y="wangge_cell_y(geom_3857)", n="1", counts="state <> 'void'",
    ), COPIED)


def take_notes(connection: Connection, zone: str) -> Iterator[NDArray[np.void]]:
    """Every note since the last merge, as the same records; the notes are gone when the transaction commits."""
    connection.execute(text("CREATE TEMP TABLE heat_taken (LIKE heat_delta) ON COMMIT DROP"))
    connection.execute(text("WITH gone AS (DELETE FROM heat_delta RETURNING *) INSERT INTO heat_taken SELECT * FROM gone"))
    learn_items(connection, "heat_taken")
    yield from copied(connection, _notes(zone, "heat_taken", x="x", y="y", n="n", counts="true"), COPIED)


def _notes(zone: str, table: LiteralString, **columns: LiteralString) -> sql.Composed:
    return NOTES.format(
        zone=sql.Literal(zone), unclassified=sql.Literal(UNCLASSIFIED), sources=sql.Literal(list(SOURCES)),
        table=sql.Identifier(table), **{name: sql.SQL(column) for name, column in columns.items()},
    )


def learn_items(connection: Connection, table: LiteralString) -> None:
    """Give every item in ``table`` its small number."""
    given = Table(table, MetaData(), Column("item_code", String))
    unknown = given.c.item_code.is_not(None) & given.c.item_code.not_in(select(HeatItem.code))
    new = select(given.c.item_code).where(unknown).distinct().order_by(given.c.item_code)
    connection.execute(insert(HeatItem).from_select(["code"], new))


def copied(connection: Connection, query: sql.Composed, record: np.dtype[np.void]) -> Iterator[NDArray[np.void]]:
    """Rows of a query of fixed-size columns through binary COPY, as records: no object is made for a row."""
    held = bytearray()
    first = True
    with _cursor(connection) as cursor, cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT BINARY)").format(query)) as copy:
        for part in copy:
            held += part
            if first and len(held) >= len(SIGNATURE):
                del held[:len(SIGNATURE)]
                first = False
            if len(held) > CHUNK:
                whole = len(held) // record.itemsize * record.itemsize
                yield np.frombuffer(bytes(held[:whole]), record)
                del held[:whole]
    yield np.frombuffer(bytes(held[:len(held) // record.itemsize * record.itemsize]), record)


def forget_all(connection: Connection) -> None:
    """Empty the blocks and counts, and the notes that the caller's snapshot sees."""
    for table in ("heat_block", "heat_grid", "heat_delta", "limit_grid", "limit_delta"):
        connection.execute(text(f"DELETE FROM {table}"))


def details(connection: Connection, z: int, span: int, keys: Sequence[NDArray[Any]]) -> Sequence[Row[Any]]:
    """Detailed rows of blocks: ``keys`` are block rows, block columns and buckets (days since 1970) of one length."""
    y, x, start = (key.tolist() for key in keys)
    return connection.execute(text("""
        SELECT b.x, b.y, b.start - DATE '1970-01-01' AS start, b.detail
        FROM unnest(CAST(:x AS int[]), CAST(:y AS int[]), CAST(:start AS int[])) AS k (x, y, start)
        JOIN heat_block b ON b.z = :z AND b.x = k.x AND b.y = k.y AND b.span = :span AND b.start = DATE '1970-01-01' + k.start
        WHERE b.detail IS NOT NULL
    """), {"x": x, "y": y, "start": start, "z": z, "span": span}).all()


def drop_blocks(connection: Connection, z: int, span: int, keys: Sequence[NDArray[Any]]) -> None:
    """Take away every row of these blocks and buckets."""
    y, x, start = (key.tolist() for key in keys)
    connection.execute(text("""
        DELETE FROM heat_block b USING unnest(CAST(:x AS int[]), CAST(:y AS int[]), CAST(:start AS int[])) AS k (x, y, start)
        WHERE b.z = :z AND b.x = k.x AND b.y = k.y AND b.span = :span AND b.start = DATE '1970-01-01' + k.start
    """), {"x": x, "y": y, "start": start, "z": z, "span": span})


def insert_blocks(connection: Connection, rows: Iterable[blocks.Row]) -> int:
    """Write blocks through binary COPY; how many there were."""
    head = struct.Struct(">h ih ih ih ih ih ih ii i")

    def parts() -> Iterator[bytes]:
        for row in rows:
            z, x, y, span, start, item, source = row.key
            yield head.pack(9, 2, z, 2, x, 2, y, 2, span, 2, item, 2, source, 4, start - EPOCH_2000, len(row.groups)) + row.groups + _nullable(row.detail)

    return _copy_in(connection, "heat_block (z, x, y, span, item, source, start, groups, detail)", parts())


def stored_tallies(connection: Connection, table: str, span: int, keys: Sequence[NDArray[Any]]) -> Sequence[Row[Any]]:
    """Take out the packed counts of towns and buckets from ``heat_grid`` or ``limit_grid``: town, days since 1970, bytes."""
    town, start = (key.tolist() for key in keys)
    return connection.execute(text(f"""
        DELETE FROM {table} g USING unnest(CAST(:town AS bigint[]), CAST(:start AS int[])) AS k (town, start)
        WHERE g.town_id = k.town AND g.span = :span AND g.start = DATE '1970-01-01' + k.start
        RETURNING g.town_id, g.start - DATE '1970-01-01' AS start, g.counts
    """), {"town": town, "start": start, "span": span}).all()


def insert_tallies(connection: Connection, table: str, span: int, rows: Iterable[tuple[int, int, bytes]]) -> int:
    """Write packed counts of one span to ``heat_grid`` or ``limit_grid``: town, days since 1970, bytes."""
    head = struct.Struct(">h iq ih ii i")
    parts = (head.pack(4, 8, town, 2, span, 4, start - EPOCH_2000, len(packed)) + packed for town, start, packed in rows)
    return _copy_in(connection, f"{table} (town_id, span, start, counts)", parts)


def raise_revision(connection: Connection, zone: str) -> None:
    """Say that the blocks have changed, and by whose days they count."""
    connection.execute(text("""
        INSERT INTO heat_state AS s (id, zone, revision) VALUES (1, :zone, 1)
        ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, revision = s.revision + 1
    """), {"zone": zone})


def waiting(connection: Connection) -> int:
    """How many notes wait for a merge: of reports, or of their limits, whichever are more."""
    return int(connection.scalar(text("SELECT greatest((SELECT count(*) FROM heat_delta), (SELECT count(*) FROM limit_delta))")))


def _nullable(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value if value else b"\xff\xff\xff\xff"


def _copy_in(connection: Connection, target: str, parts: Iterable[bytes]) -> int:
    count, held = 0, bytearray(SIGNATURE)
    with _cursor(connection) as cursor, cursor.copy(f"COPY {target} FROM STDIN (FORMAT BINARY)") as copy:
        for part in parts:
            held += part
            count += 1
            if len(held) > CHUNK:
                copy.write(bytes(held))
                held.clear()
        copy.write(bytes(held) + b"\xff\xff")
    return count


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
