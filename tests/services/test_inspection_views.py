"""The list of inspections: as many statements for all areas as for one, and the same figures as each inspection's own page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.quarters import quarter_of
from gis_app.services import inspection_views, inspections
from gis_app.services.inspections import Order
from gis_app.services.snapshot import load
from tests import inspected_town as town
from tests.inspected_town import DAYS, NOON, QUICK


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with clock.standing(NOON):
        yield


@contextmanager
def statements(connection: Connection) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield asked
    event.remove(connection, "before_cursor_execute", note)


def test_all_areas_are_told_by_as_many_statements_as_one(database: Database) -> None:
    town.begin(database)
    with database.begin() as connection:
        held = load(connection, NOON)
        with statements(connection) as few:
            inspection_views.of_town(connection, LOCAL_OPERATOR, held, quarter_of(DAYS[0]))
        other = inspections.begin(connection, LOCAL_OPERATOR, held, Order("A2", DAYS, ({"mode": "car"},), QUICK))
    town.plan(database, other)
    with database.begin() as connection:
        with statements(connection) as many:
            told = inspection_views.of_town(connection, LOCAL_OPERATOR, held, quarter_of(DAYS[0]))
        assert len(many) == len(few) < 5
        assert told["total"]["inspected"] == 2
        for area in told["items"]:
            assert area["inspection"]["progress"] == inspection_views.one(connection, LOCAL_OPERATOR, held, area["inspection"]["id"])["progress"]


def test_a_clock_that_stands_is_what_is_written(database: Database) -> None:
    begun = town.begin(database)
    with database.begin() as connection:
        told = inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)
        assert told["planning"]["at"] == told["planning"]["finished_at"] == NOON
        with clock.standing(NOON + timedelta(hours=1)):
            inspections.issue(connection, LOCAL_OPERATOR, begun.id)
        told = inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)
    assert told["issued_at"] == told["changes"][0]["at"] == NOON + timedelta(hours=1)
    assert clock.now() == NOON
