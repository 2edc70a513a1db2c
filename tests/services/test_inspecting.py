"""The planning of an inspection by a job: broken off, stopped before it began, failed, and overtaken by what people did meanwhile."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.errors import WanggeError
from gis_app.services import inspecting, inspection_ending, inspection_views, inspections
from gis_app.services.inspections import Order
from gis_app.services.snapshot import load
from tests import inspected_town as town

NOON = town.NOON


@pytest.fixture
def asked(database: Database) -> UUID:
    """One that is begun and whose first version waits for the worker."""
    with database.begin() as connection:
        town.furnish(connection)
        return inspections.begin(connection, LOCAL_OPERATOR, load(connection, NOON), Order("A1", town.DAYS, ({"mode": "car"},), town.QUICK))


def planning(database: Database, inspection: UUID) -> dict[str, Any]:
    with database.begin() as connection:
        return dict(inspection_views.one(connection, LOCAL_OPERATOR, load(connection, NOON), inspection)["planning"])


def plan_ids(database: Database, inspection: UUID) -> list[int]:
    with database.begin() as connection:
        return list(connection.scalars(text("SELECT id FROM inspection_plan WHERE inspection_id = :id ORDER BY number"), {"id": inspection}))


def held_by(database: Database, *, silent_s: float) -> None:
    """The job is in the hands of a worker that was last heard of so long ago."""
    with database.begin() as connection:
        worker = connection.scalar(text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - :s * interval '1 second') RETURNING id"), {"s": silent_s})
        connection.execute(text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker WHERE task_name = :task"), {"worker": worker, "task": queries.TASK})


def refusal(database: Database, act: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(WanggeError) as refused, database.begin() as connection:
        act(connection, LOCAL_OPERATOR, *args, **named)
    return refused.value.code


def test_what_a_killed_worker_left_says_so_and_makes_room_for_another_version(database: Database, asked: UUID) -> None:
    [first] = plan_ids(database, asked)
    with database.begin() as connection:
        queries.take_up(connection, first)
    held_by(database, silent_s=1)
    assert not planning(database, asked)["broken"]
    assert refusal(database, inspections.plan_again, asked) == "inspect_planning"
    held_by(database, silent_s=60)
    assert planning(database, asked)["broken"]
    with database.begin() as connection:
        assert inspections.plan_again(connection, LOCAL_OPERATOR, asked) == 2
        failure = queries.plan(connection, first)["failure"]
    assert "中断" in failure["zh"] and "broken off" in failure["en"]
    inspecting.make(database, LOCAL_OPERATOR, first, town.ZONE)
    with database.begin() as connection:
        assert queries.one(connection, asked)["plan"] is None and queries.stops(connection, first) == []
    town.plan(database, asked)
    assert planning(database, asked) | {"number": 2, "state": "done", "broken": False, "failure": None} == planning(database, asked)


def test_a_version_broken_off_is_taken_up_again_from_its_beginning(database: Database, asked: UUID) -> None:
    [first] = plan_ids(database, asked)
    with database.begin() as connection:
        queries.take_up(connection, first)
        queries.advance(connection, first, 0.6)
    inspecting.make(database, LOCAL_OPERATOR, first, town.ZONE)
    assert planning(database, asked)["state"] == "done"


def test_what_no_worker_has_begun_can_be_stopped_without_one(database: Database, asked: UUID) -> None:
    with database.begin() as connection:
        inspections.stop_planning(connection, LOCAL_OPERATOR, asked)
    told = planning(database, asked)
    assert told["state"] == "stopped" and "没有开始" in told["failure"]["zh"]
    inspecting.make(database, LOCAL_OPERATOR, plan_ids(database, asked)[0], town.ZONE)
    assert planning(database, asked) == told
    with database.begin() as connection:
        assert inspections.plan_again(connection, LOCAL_OPERATOR, asked) == 2


def test_what_nobody_foresaw_is_no_endless_planning(database: Database, asked: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inspecting, "solve", fall)
    with pytest.raises(ZeroDivisionError):
        inspecting.make(database, LOCAL_OPERATOR, plan_ids(database, asked)[0], town.ZONE)
    told = planning(database, asked)
    assert told["state"] == "failed" and "重新编排" in told["failure"]["zh"]
    with database.begin() as connection:
        assert inspections.plan_again(connection, LOCAL_OPERATOR, asked) == 2


@pytest.mark.parametrize(("over", "state"), [("end", "ended"), ("withdraw", "withdrawn")])
def test_a_plan_that_comes_after_the_end_changes_nothing(database: Database, over: str, state: str) -> None:
    begun = town.begin(database)
    if over == "end":
        town.issue(begun)
    with database.begin() as connection:
        inspections.plan_again(connection, LOCAL_OPERATOR, begun.id)
    with database.begin() as connection:
        held = load(connection, NOON)
        if over == "end":
            inspection_ending.end(connection, LOCAL_OPERATOR, held, begun.id)
        else:
            inspections.withdraw(connection, LOCAL_OPERATOR, begun.id)
    town.plan(database, begun.id)
    with database.begin() as connection:
        kept = queries.one(connection, begun.id)
    assert (kept["state"], kept["plan"]) == (state, 1)
    assert planning(database, begun.id)["state"] == "stopped"


def test_nothing_is_locked_under_a_version_that_would_not_know_of_it(database: Database) -> None:
    begun = town.begin(database)
    with database.begin() as connection:
        inspections.plan_again(connection, LOCAL_OPERATOR, begun.id)
    assert refusal(database, inspections.lock, begun.id, "grid:G1", "熟悉", locked=True) == "inspect_planning"
    assert refusal(database, inspections.lock, begun.id, "grid:G1", "熟悉", locked=False) == "inspect_planning"
    assert refusal(database, inspections.issue, begun.id) == "inspect_planning"


def test_pressing_after_somebody_else_ends_nobodys_links(database: Database) -> None:
    begun = town.issue(town.begin(database))
    assert refusal(database, inspections.issue, begun.id) == "inspect_issued_already"
    with database.begin() as connection:
        assert queries.team_of_token(connection, inspections.digest_of(begun.links[1])) is not None
