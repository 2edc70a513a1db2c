"""Whole columns by COPY: every awkward value arrives as it was, and constraints come back after a bulk load."""

import math

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from gis_app.db.queries import bulk


def test_awkward_values_arrive_unchanged(connection: Connection) -> None:
    connection.execute(text("CREATE TEMP TABLE odd (n float8, s text, b boolean, g geometry) ON COMMIT DROP"))
    words = ["制表\t符", "换\n行", "反斜\\线", r"\N", ""]
    place = shapely.points([119.8] * 5, 30.0)
    columns = {"n": [1.5, None, math.nan, -0.1, 1e300], "s": words, "b": np.array([True, False] * 2 + [True]),
               "g": bulk.ewkb(np.asarray(place))}
    assert bulk.copy_columns(connection, "odd", columns) == 5
    rows = connection.execute(text("SELECT n, s, b, ST_SRID(g), ST_X(g) FROM odd")).all()
    assert [row[0] for row in rows] == [1.5, None, None, -0.1, 1e300]
    assert [row[1] for row in rows] == words
    assert [row[2] for row in rows] == [True, False, True, False, True]
    assert {tuple(row[3:]) for row in rows} == {(4326, 119.8)}


def test_no_rows_are_no_error(connection: Connection) -> None:
    assert bulk.copy_columns(connection, "department", {"code": [], "name_zh": [], "name_en": []}) == 0
    assert list(bulk.reserve(connection, "incident_serial", 0)) == []


def test_times_are_utc(connection: Connection) -> None:
    given = bulk.iso_times(np.array([1_764_000_000]))
    seconds = text("SELECT extract(epoch FROM CAST(:t AS timestamptz))")
    assert connection.execute(seconds, {"t": given[0]}).scalar_one() == 1_764_000_000


def test_multi_shapes_keep_their_vertices() -> None:
    line, pair = shapely.LineString([(0, 0), (1, 1)]), shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])
    assert bulk.multi(np.array([line, pair])).tolist() == [shapely.MultiLineString([line]), pair]


def test_a_reserved_piece_is_followed_by_the_next_number(connection: Connection) -> None:
    piece = bulk.reserve(connection, "incident_serial", 5)
    assert len(piece) == 5
    assert connection.execute(text("SELECT nextval('incident_serial')")).scalar_one() == piece[-1] + 1


def structure(connection: Connection) -> list[tuple[str, ...]]:
    parts = connection.execute(text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'incident'::regclass"))
    indexes = connection.execute(text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'incident'"))
    return sorted(tuple(row) for row in [*parts, *indexes])


def test_keys_and_indexes_are_gone_within_and_back_afterwards(connection: Connection) -> None:
    before = structure(connection)
    with bulk.built_afterwards(connection, ["incident"]):
        within = structure(connection)
        assert not any("FOREIGN KEY" in definition for _, definition in within)
    assert structure(connection) == before


def test_rows_that_break_a_key_are_noticed_afterwards(connection: Connection) -> None:
    with pytest.raises(IntegrityError), bulk.built_afterwards(connection, ["item"]):
        bulk.copy_columns(connection, "item", {
            "code": ["9901"], "class_code": ["99"], "name_zh": ["无"], "name_en": ["none"], "department_code": ["none"],
            "limit_hours": [1], "limit_text": ["1小时"], "closing_standard": ["无"],
        })
