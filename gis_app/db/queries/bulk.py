"""Many rows at once: whole columns through PostgreSQL's COPY, in the caller's transaction."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy import Connection, text

from gis_app.db.metadata import Base

Values: TypeAlias = Sequence[Any] | NDArray[Any] | pd.Series
Columns: TypeAlias = Mapping[str, Values]
AT_ONCE = 20_000

FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid::regclass::text = ANY(:tables) ORDER BY 1, 2
"""
PLAIN_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(:tables) AND NOT indisunique ORDER BY 1
"""


def copy_columns(connection: Connection, table: str, columns: Columns) -> int:
    """Append rows given as columns of equal length; None is NULL. Returns how many.

    Values go as text: give numbers, strings, ISO times (`iso_times`) or EWKB in hex (`ewkb`).
    """
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    texts = [_texts(values) for values in columns.values()]
    rows = len(texts[0])
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for start in range(0, rows, AT_ONCE):
            part = [column[start : start + AT_ONCE] for column in texts]
            copy.write("\n".join(map("\t".join, zip(*part, strict=True))) + "\n")
    return rows


def _texts(values: Values) -> list[str]:
    """A column in COPY's text format."""
    return [_text(value) for value in (values if isinstance(values, list) else np.asarray(values).tolist())]


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return r"\N"
    if isinstance(value, str) and not value.isalnum():
        return value.replace("\\", r"\\").replace("\t", r"\t").replace("\n", r"\n").replace("\r", r"\r")
    return str(value)


def ewkb(shapes: NDArray[np.object_]) -> NDArray[np.str_]:
    """Shapes in EPSG:4326 as text that PostGIS reads."""
    return np.asarray(shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True))


def multi(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Lines or polygons as their multi kind, which the tables store; what is multi already stays."""
    kinds = {shapely.GeometryType.LINESTRING: shapely.multilinestrings, shapely.GeometryType.POLYGON: shapely.multipolygons}
    whole = shapes.copy()
    for kind, collect in kinds.items():
        single = np.flatnonzero(shapely.get_type_id(shapes) == kind)
        if len(single):
            whole[single] = collect(shapes[single], indices=np.arange(len(single)))
    return whole


def iso_times(seconds: NDArray[np.int64]) -> list[str]:
    """Unix seconds as UTC times."""
    return [f"{moment}+00" for moment in np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()]


def restart_serials(connection: Connection) -> None:
    """All serials from 1 again (undone with the transaction): only where every table with one is empty."""
    owned = "SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = current_schema()"
    ours = {*Base.metadata.tables, *Base.metadata._sequences}
    for name in connection.execute(text(owned)).scalars():
        if name in ours or name.removesuffix("_id_seq") in ours:
            connection.execute(text(f"ALTER SEQUENCE {name} RESTART"))


def reserve(connection: Connection, sequence: str, count: int) -> range:
    """Reserve `count` numbers of a sequence in one piece; the sequence goes on after them."""
    if not count:
        return range(0)
    first = connection.execute(text("SELECT nextval(CAST(:s AS regclass))"), {"s": sequence}).scalar_one()
    last = first + count - 1
    connection.execute(text("SELECT setval(CAST(:s AS regclass), :last)"), {"s": sequence, "last": last})
    return range(first, last + 1)


@contextmanager
def built_afterwards(connection: Connection, tables: Sequence[str]) -> Iterator[None]:
    """Within the block these tables have neither foreign keys nor plain indexes; then both are made again and checked.

    Thrice as fast for millions of rows: one join a key instead of a look-up a row. The tables are locked meanwhile.
    """
    names = {"tables": list(tables)}
    keys = connection.execute(text(FOREIGN_KEYS), names).all()
    indexes = connection.execute(text(PLAIN_INDEXES), names).all()
    for table, name, _ in keys:
        connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
    for name, _ in indexes:
        connection.execute(text(f"DROP INDEX {name}"))
    yield
    for _, definition in indexes:
        connection.exec_driver_sql(definition)
    for table, name, definition in keys:
        connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"))


def is_empty(connection: Connection, table: str) -> bool:
    """Whether a table has no row."""
    rows = Base.metadata.tables[table]
    return connection.execute(rows.select().limit(1)).first() is None


def analyze(connection: Connection, tables: Sequence[str]) -> None:
    """Fresh statistics, so that the next query is planned for what is there now."""
    for table in tables:
        connection.execute(text(f"ANALYZE {Base.metadata.tables[table].name}"))
