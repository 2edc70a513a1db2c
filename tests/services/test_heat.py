"""Heat in the database: whatever happens to incidents, blocks and notes together say what the incidents say."""

from collections.abc import Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, text

from gis_app import clock
from gis_app.db.models.incidents import Incident
from gis_app.db.queries import heat as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.sources import SOURCES, source_set
from gis_app.domain.stats import heat as rules
from gis_app.domain.stats.cells import FINEST, cell_of
from gis_app.domain.stats.periods import Period
from gis_app.domain.tiles import Tile, mercator, tile_at
from gis_app.errors import WanggeError
from gis_app.services import heat, heat_store, heat_tables
from gis_app.services.heat import Asked
from tests import heat_town

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 3, 31)
CHANGES = (
    "UPDATE incident SET state = 'void' WHERE number LIKE '%3'",
    "UPDATE incident SET state = 'closed' WHERE state = 'void' AND number LIKE '%13'",
    "UPDATE incident SET geom = ST_Translate(geom, 0.004, -0.002) WHERE number LIKE '%7'",
    "UPDATE incident SET reported_at = reported_at - interval '40 days', source = 'hotline' WHERE number LIKE '%5'",
    "UPDATE incident SET item_code = 'B1', grid_id = NULL WHERE number LIKE '%8'",
    "UPDATE incident SET state = 'archived' WHERE state = 'closed'",
    "UPDATE incident SET state = 'handling' WHERE state = 'verified' AND number LIKE '%2'",
    "UPDATE incident SET due_at = due_at + interval '3 days' WHERE number LIKE '%6'",
    "DELETE FROM incident WHERE number LIKE '%44'",
)


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Database]:
    """Half of the incidents merged, some since moved and voided, the other half waiting as notes."""
    with module_database.begin() as connection:
        made = heat_town.publish(connection)
        heat_town.report(connection, made, 300, seed=1)
    heat_store.merge(module_database, LOCAL_OPERATOR, ZONE)
    with module_database.begin() as connection:
        heat_town.report(connection, made, 200, seed=2)
        for change in CHANGES:
            connection.execute(text(change))
    yield module_database


def asked(items: tuple[str, ...] = (), sources: tuple[str, ...] = (), days: int = 400, last: date = LAST) -> Asked:
    return Asked(Period(last - timedelta(days=days - 1), last), items, source_set(sources), ZONE)


def counted_one_by_one(connection: Connection, question: Asked) -> int:
    """What plain SQL over the incidents says."""
    start, end = clock.day_span(question.period.first, question.period.last, ZONE)
    row = Incident
    query = select(func.count()).where(row.state != "void", row.reported_at >= start, row.reported_at < end, row.source.in_(question.sources))
    return int(connection.scalar(query.where(row.item_code.in_(question.items)) if question.items else query) or 0)


def of_zoom(connection: Connection, z: int, question: Asked) -> float:
    """What the cells of zoom ``z`` around the town add up to."""
    place = tile_at(*mercator(heat_town.WEST + 0.01, heat_town.SOUTH + 0.01), z)
    blocks = [(place.x + dx, place.y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    inside = [Tile(z, x, y) for x, y in blocks if 0 <= x < 1 << z and 0 <= y < 1 << z]
    views = [rules.Window(one, z, 0.0, 0, one.x << 7, one.y << 7, one.x + 1 << 7, one.y + 1 << 7) for one in inside]
    return sum(float(heat.counted(connection, view, question).sum()) for view in views)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    items=st.sampled_from([(), ("A1",), ("A2", "B1"), ("nothing",)]),
    sources=st.lists(st.sampled_from([*SOURCES, "own", "others"]), max_size=3).map(tuple),
    days=st.integers(1, 900), back=st.integers(0, 500), z=st.integers(0, FINEST),
)
def test_every_zoom_and_filter_adds_up(town: Database, items: tuple[str, ...], sources: tuple[str, ...], days: int, back: int, z: int) -> None:
    question = asked(items, sources, days, LAST - timedelta(days=back))
    with town.begin() as connection:
        expected = counted_one_by_one(connection, question)
        assert of_zoom(connection, z, question) == expected
        table = heat_tables.grids(connection, LOCAL_OPERATOR, question, "grid", "present")
        assert table["total"] == expected
        assert sum(row["count"] for row in table["items"]) + table["outside"] + table["elsewhere"] == expected
        assert sum(bar["count"] for bar in heat_tables.series(connection, LOCAL_OPERATOR, question, "week")) == expected


def test_merging_and_counting_anew_agree(new_database: object, database: Database) -> None:
    with database.begin() as connection:
        made = heat_town.publish(connection)
        heat_town.report(connection, made, 150)
    assert heat_store.merge(database, LOCAL_OPERATOR, ZONE) > 100
    with database.begin() as connection:
        heat_town.report(connection, made, 90, seed=2)
        for change in CHANGES:
            connection.execute(text(change))
    assert heat_store.merge_if_due(database, LOCAL_OPERATOR, ZONE, waiting=10**6) == 0
    assert heat_store.merge_if_due(database, LOCAL_OPERATOR, ZONE, waiting=1) > 0
    with database.begin() as connection:
        merged = heat_town.stored(connection)
    steps: list[int] = []
    counted = heat_store.rebuild(database, LOCAL_OPERATOR, ZONE, steps.append)
    assert sum(steps) == heat_store.STEPS
    with database.begin() as connection:
        assert heat_town.stored(connection) == merged
        assert counted == connection.scalar(select(func.count()).where(Incident.state != "void"))
        assert connection.scalar(text("SELECT count(*) FROM heat_delta")) == 0


def test_a_change_of_state_alone_leaves_no_note(database: Database) -> None:
    with database.begin() as connection:
        heat_town.report(connection, heat_town.publish(connection), 40)
    heat_store.merge(database, LOCAL_OPERATOR, ZONE)
    with database.begin() as connection:
        before = queries.stamp(connection)
        connection.execute(text("UPDATE incident SET state = 'archived' WHERE state <> 'void'"))
        assert queries.stamp(connection) == before
        connection.execute(text("UPDATE incident SET state = 'void' WHERE number = (SELECT min(number) FROM incident WHERE state <> 'void')"))
        assert queries.stamp(connection) != before


def test_emptying_the_incidents_empties_the_heat(database: Database) -> None:
    with database.begin() as connection:
        heat_town.report(connection, heat_town.publish(connection), 40)
    heat_store.merge(database, LOCAL_OPERATOR, ZONE)
    with database.begin() as connection:
        connection.execute(text("TRUNCATE incident CASCADE"))
        assert of_zoom(connection, 13, asked()) == 0
        assert connection.scalar(text("SELECT count(*) FROM heat_block")) == 0


def test_days_of_another_zone_are_refused_until_counted_anew(database: Database) -> None:
    with database.begin() as connection:
        heat_town.report(connection, heat_town.publish(connection), 10)
    heat_store.merge(database, LOCAL_OPERATOR, ZONE)
    with pytest.raises(WanggeError) as refused:
        heat_store.merge(database, LOCAL_OPERATOR, ZoneInfo("Asia/Urumqi"))
    assert refused.value.code == "heat_zone_changed"
    heat_store.rebuild(database, LOCAL_OPERATOR, ZoneInfo("Asia/Urumqi"))
    assert heat_store.merge(database, LOCAL_OPERATOR, ZoneInfo("Asia/Urumqi")) == 0


def test_a_day_begins_at_the_towns_midnight(database: Database) -> None:
    with database.begin() as connection:
        heat_town.report(connection, heat_town.publish(connection), 2, days=1)
        connection.execute(text("UPDATE incident SET state = 'closed', reported_at = CASE number WHEN 'T-1-0' THEN timestamptz '2026-03-04 15:59:59+00' "
                                "ELSE timestamptz '2026-03-04 16:00:00+00' END"))
    for merge in (False, True):
        if merge:
            heat_store.merge(database, LOCAL_OPERATOR, ZONE)
        with database.begin() as connection:
            days = heat_tables.series(connection, LOCAL_OPERATOR, asked(days=2, last=date(2026, 3, 5)), "day")
        assert [(day["from"], day["count"]) for day in days] == [("2026-03-04", 1), ("2026-03-05", 1)]


def test_sql_and_python_choose_the_same_cell(connection: Connection) -> None:
    rng = np.random.default_rng(4)
    at = rng.uniform(-20037508, 20037508, (2000, 2))
    at[:4] = [(-20037508.342789244, 20037508.342789244), (20037508.342789244, -20037508.342789244), (9e9, -9e9), (0, 0)]
    rows = connection.execute(
        text("SELECT wangge_cell_x(p), wangge_cell_y(p) FROM (SELECT ST_SetSRID(ST_MakePoint(x, y), 3857) AS p "
             "FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY AS u (x, y, n) ORDER BY n) q"),
        {"x": at[:, 0].tolist(), "y": at[:, 1].tolist()},
    ).all()
    x, y = cell_of(at[:, 0], at[:, 1])
    assert [tuple(row) for row in rows] == list(zip(x.tolist(), y.tolist(), strict=True))


def test_the_table_says_what_it_does_not_know(town: Database) -> None:
    with town.begin() as connection:
        week = heat_tables.grids(connection, LOCAL_OPERATOR, asked(days=7), "grid", "registered")
        whole = heat_tables.grids(connection, LOCAL_OPERATOR, asked(days=800), "work_area", "present")
    few = [row for row in week["items"] if row["all"] < heat_tables.LEAST]
    assert few
    assert all(row["small"] and row["share"] is None and row["rate"] is None for row in few)
    assert (week["previous_from"], week["previous_to"]) == ("2026-03-18", "2026-03-24")
    assert [row["code"] for row in whole["items"]] == ["W1", "W2"]
    assert all(row["share"] == row["own"] / row["all"] and row["rate"] is None for row in whole["items"])
    assert [row["path"] for row in whole["items"]] == [["青溪镇", "第1工作区"], ["青溪镇", "第2工作区"]]


def test_the_rate_is_by_the_residents_it_names(database: Database) -> None:
    with database.begin() as connection:
        made = heat_town.publish(connection)
        heat_town.report(connection, made, 200)
        connection.execute(text(
            "INSERT INTO household (town_id, external_id, grid_id, people_registered, people_present, geom) "
            "SELECT :town, n::text, :grid, 5, 2, ST_SetSRID(ST_MakePoint(119.805, 30.005), 4326) FROM generate_series(1, 100) n"
        ), {"town": made.town_id, "grid": made.grid_ids["G1"]})
        for basis, people in (("present", 200), ("registered", 500)):
            table = heat_tables.grids(connection, LOCAL_OPERATOR, asked(days=500), "work_area", basis)
            first = table["items"][0]
            assert (table["people"], first["people"]) == (basis, people)
            assert first["rate"] == first["count"] * 1000 / people


def test_one_scale_holds_for_all_tiles(town: Database) -> None:
    question = asked(days=500)
    with town.begin() as connection:
        for zoom in (9, 13, 15):
            scale = heat.legend(connection, LOCAL_OPERATOR, zoom, question, 250)
            middle = tile_at(*mercator(heat_town.WEST + 0.01, heat_town.SOUTH + 0.015), zoom)
            top = max(heat.density(connection, LOCAL_OPERATOR, Tile(zoom, middle.x + dx, middle.y + dy), question, 250).max()
                      for dx in (-1, 0, 1) for dy in (-1, 0, 1))
            assert scale.max >= top * 0.95
            assert scale.max <= top * 1.7
        assert heat.legend(connection, LOCAL_OPERATOR, 13, asked(("nothing",)), 250).max == 1.0


def test_scales_are_remembered_until_the_data_change(town: Database) -> None:
    scales, question = heat.Scales(most=1), asked(days=500)
    with town.begin() as connection:
        first = scales.of(connection, LOCAL_OPERATOR, 12, question, 250)
        assert scales.of(connection, LOCAL_OPERATOR, 12, question, 250) is first
        assert scales.of(connection, LOCAL_OPERATOR, 13, question, 250) is not first
        assert scales.of(connection, LOCAL_OPERATOR, 12, question, 250) is not first


@pytest.mark.parametrize(("value", "said"), [(0, 1), (0.0031, 0.004), (1, 1), (1.01, 1.2), (99, 100), (101, 120), (1234, 1500)])
def test_scales_end_at_round_numbers(value: float, said: float) -> None:
    assert heat.nice(value) == said


def test_an_empty_town_is_calm(connection: Connection) -> None:
    assert heat.default_period(connection, LOCAL_OPERATOR, ZONE).days == heat.DEFAULT_DAYS
    assert heat.whole_time(connection, LOCAL_OPERATOR, ZONE).days == 1
    assert heat.legend(connection, LOCAL_OPERATOR, 13, asked(), 250).max == 1.0
