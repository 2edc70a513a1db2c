"""The leader's page: figures from kept counts say what the incidents say one by one, rows add up, lists are as long as the figures."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from gis_app import clock
from gis_app.db.queries import patrols
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.incidents import STATES
from gis_app.domain.sources import COMPLAINTS, GROUPS, OWN
from gis_app.domain.stats.periods import Period
from gis_app.domain.stats.tallies import OUTCOMES
from gis_app.errors import WanggeError
from gis_app.services import board, heat_store
from gis_app.services.heat import Asked
from tests import heat_town
from tests.services.test_heat import CHANGES

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 3, 31)
STANDING = "SELECT source, state, reported_at, due_at, done_at, CASE WHEN grid_id > 0 THEN grid_code END AS grid_code FROM incident WHERE state <> 'void'"
ADDED = ("reports", "own", "others", "complaints", "due", "met", "missed", "open", "unknown")


@pytest.fixture(scope="module")
def town(module_database: Database) -> Iterator[Database]:
    """Half of the incidents merged, some since moved, voided, finished and sent back, the other half waiting as notes."""
    with module_database.begin() as connection:
        made = heat_town.publish(connection)
        heat_town.report(connection, made, 300, seed=1)
    heat_store.merge(module_database, LOCAL_OPERATOR, ZONE)
    with module_database.begin() as connection:
        heat_town.report(connection, made, 200, seed=2)
        for change in CHANGES:
            connection.execute(text(change))
    yield module_database


def asked(days: int, back: int = 0) -> Asked:
    last = LAST - timedelta(days=back)
    return Asked(Period(last - timedelta(days=days - 1), last), (), GROUPS["all"], ZONE)


def one_by_one(connection: Connection, question: Asked, codes: tuple[str, ...] | None = None) -> dict[str, int]:
    """What plain Python over the incidents says."""
    start, end = clock.day_span(question.period.first, question.period.last, ZONE)
    rows = connection.execute(text(STANDING)).all()
    rows = [row for row in rows if codes is None or row.grid_code in codes]
    reports = [row for row in rows if start <= row.reported_at < end]
    ended = [row for row in rows if start <= row.due_at < min(end, clock.midnight(clock.today(ZONE), ZONE))]
    done = [row for row in ended if STATES[row.state].done]
    met = sum(row.done_at is not None and row.done_at <= row.due_at for row in done)
    late = sum(row.done_at is not None and row.done_at > row.due_at for row in done)
    open_ = len(ended) - len(done)
    own = sum(row.source in OWN for row in reports)
    return {
        "reports": len(reports), "own": own, "others": len(reports) - own, "complaints": sum(row.source in COMPLAINTS for row in reports),
        "due": met + late + open_, "met": met, "missed": late + open_, "open": open_, "unknown": len(done) - met - late,
    }


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.integers(1, 900), back=st.integers(0, 500), within=st.sampled_from([None, "T", "W1", "G2"]), level=st.sampled_from(["work_area", "grid"]))
def test_figures_say_what_the_incidents_say(town: Database, days: int, back: int, within: str | None, level: str) -> None:
    question = asked(days, back)
    level = "grid" if within in ("W1", "G2") else level
    codes = {"W1": ("G1", "G2", "G3"), "G2": ("G2",)}.get(within or "")
    with town.begin() as connection:
        told = board.figures(connection, LOCAL_OPERATOR, question, within, level)
        assert within is None or told["within"]["town"] == "T"
        course = board.trend(connection, LOCAL_OPERATOR, question, within, "week")
        expected = one_by_one(connection, question, codes)
        assert {name: told["numbers"][name] for name in ADDED} == expected
        assert {name: told["numbers"]["before"][name] for name in ADDED} == one_by_one(connection, question.preceding(), codes)
    for name in ADDED:
        assert sum(row[name] for row in (*told["items"], told["elsewhere"], told["outside"])) == expected[name]
    assert sum(bar["own"] for bar in course["items"]) == expected["own"]
    assert sum(bar["own"] + bar["others"] for bar in course["items"]) == expected["reports"] == sum(item["reports"] for item in course["by_item"])
    assert (sum(bar["met"] for bar in course["items"]), sum(bar["missed"] for bar in course["items"])) == (expected["met"], expected["missed"])


@pytest.mark.parametrize("number", board.NUMBERS)
def test_lists_are_as_long_as_the_figures(town: Database, number: str) -> None:
    question = asked(200)
    with town.begin() as connection:
        told = board.figures(connection, LOCAL_OPERATOR, question, None, "work_area")
        for node, row in ((None, told["numbers"]), *((row["code"], row) for row in told["items"]), ("outside", told["outside"]), ("elsewhere", told["elsewhere"])):
            seen: list[str] = []
            before = None
            while True:
                rows, before = board.behind(
                    connection, LOCAL_OPERATOR, question, within=None, level="work_area", node=node, number=number, before=before, limit=37,
                )
                seen += [row["number"] for row in rows]
                if before is None:
                    break
            assert len(seen) == len(set(seen)) == row[number], node


def test_a_share_of_too_few_is_not_told(town: Database) -> None:
    with town.begin() as connection:
        told = board.figures(connection, LOCAL_OPERATOR, asked(20), None, "grid")
    few = [row for row in told["items"] if row["reports"] < board.LEAST]
    many = [row for row in told["items"] if row["reports"] >= board.LEAST]
    assert few
    assert {row["share"] for row in few} == {None}
    assert all(row["share"] == row["own"] / row["reports"] for row in many)


def test_a_period_that_reports_do_not_reach_is_nothing_to_compare_with(town: Database) -> None:
    with town.begin() as connection:
        assert board.figures(connection, LOCAL_OPERATOR, asked(30), None, None)["previous_whole"]
        assert not board.figures(connection, LOCAL_OPERATOR, asked(300), None, None)["previous_whole"]


def test_what_ends_today_is_not_decided(town: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with town.begin() as connection:
        last = connection.scalar(text("SELECT max(due_at) FROM incident WHERE state <> 'void'"))
        monkeypatch.setattr(clock, "now", lambda: last + timedelta(minutes=1))
        told = board.figures(connection, LOCAL_OPERATOR, asked(30, -5), None, None)
        assert told["ended_to"] == (last.astimezone(ZONE).date() - timedelta(days=1)).isoformat()
        assert told["numbers"]["due"] == one_by_one(connection, asked(30, -5))["due"]
        monkeypatch.setattr(clock, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
        assert board.ended_of(asked(30)) is None


@pytest.mark.parametrize(("within", "level", "code"), [("X", None, "not_found"), ("W1", "work_area", "bad_value")])
def test_unknown_places_and_levels_are_refused(town: Database, within: str, level: str | None, code: str) -> None:
    with town.begin() as connection, pytest.raises(WanggeError) as refused:
        board.figures(connection, LOCAL_OPERATOR, asked(30), within, level)
    assert refused.value.code == code


def test_the_clock_stops_when_done_and_runs_again_when_sent_back(town: Database) -> None:
    with town.engine.connect() as connection, connection.begin() as transaction:
        one = "SELECT done_at FROM incident WHERE number = 'T-1-1'"
        connection.execute(text("UPDATE incident SET state = 'handling' WHERE number = 'T-1-1'"))
        assert connection.scalar(text(one)) is None
        connection.execute(text("UPDATE incident SET state = 'verified' WHERE number = 'T-1-1'"))
        stopped = connection.scalar(text(one))
        assert stopped == connection.scalar(text("SELECT now()"))
        connection.execute(text("UPDATE incident SET state = 'closed' WHERE number = 'T-1-1'"))
        assert connection.scalar(text(one)) == stopped
        transaction.rollback()


def test_sql_and_python_know_the_same_states_and_outcomes(connection: Connection) -> None:
    done = {state: connection.scalar(text("SELECT wangge_done(:state)"), {"state": state}) for state in STATES}
    assert done == {state: STATES[state].done for state in STATES}
    ask = text("SELECT wangge_outcome(:state, '2026-01-02'::timestamptz, CAST(:done AS timestamptz))")
    cases = (("closed", "2026-01-02"), ("closed", "2026-01-03"), ("handled", None), ("closed", None))
    assert [OUTCOMES[connection.scalar(ask, {"state": state, "done": at}) - 1] for state, at in cases] == list(OUTCOMES)
    assert connection.scalar(ask, {"state": "void", "done": "2026-01-02"}) is None
    assert connection.scalar(text("SELECT wangge_outcome('reported', NULL, NULL)")) is None


def test_grids_nobody_looked_at_are_told_apart_from_quiet_ones(town: Database) -> None:
    """A round with a position, a visit, a signed nil return count; what somebody only says he did does not."""
    with town.engine.connect() as connection, connection.begin() as transaction:
        assert board.figures(connection, LOCAL_OPERATOR, asked(30), None, None)["looked"] is None
        rounds = (("G1", "patrol", 3, False), ("G2", "visit", 0, False), ("G4", "patrol", 0, True), ("G5", "patrol", 0, False))
        for number, (code, kind, fixes, signed) in enumerate(rounds):
            connection.execute(text("""
                WITH g AS (SELECT grid_id, town_id FROM grid_version WHERE code = :code),
                     p AS (INSERT INTO patrol (id, town_id, external_id, kind, started_at, ended_at, found, signed_at, actor)
                           SELECT gen_random_uuid(), town_id, :name, :kind, '2026-03-20 08:00+08', '2026-03-20 09:00+08', 0,
                                  CASE WHEN :signed THEN TIMESTAMPTZ '2026-03-20 10:00+08' END, 'test' FROM g RETURNING id)
                INSERT INTO patrol_grid (patrol_id, grid_id, town_id, first_at, fixes) SELECT p.id, grid_id, town_id, '2026-03-20 08:10+08', :fixes FROM g, p
            """), {"code": code, "name": f"r{number}", "kind": kind, "signed": signed, "fixes": fixes})
        told = board.figures(connection, LOCAL_OPERATOR, asked(30), None, "work_area")
        assert told["looked"]["items"] == [{"code": code, "name": name} for code, name in (("G3", "<b>{{3}}</b>网格"), ("G5", "G5网格"), ("G6", "G6网格"))]
        assert {name: told["looked"][name] for name in ("grids", "not", "not_before")} == {"grids": 6, "not": 3, "not_before": 6}
        assert [row["looked"] for row in told["items"]] == [{"grids": 3, "not": 1, "not_before": 3}, {"grids": 3, "not": 2, "not_before": 3}]
        start, end = clock.day_span(asked(30).period.first, LAST, ZONE)
        ids = dict(connection.execute(text("SELECT grid_id, town_id FROM grid_version WHERE kind = 'grid'")).all())
        assert patrols.seen(connection, list(ids), start, end) == set(patrols.looked(connection, next(iter(ids.values())), start, end))
        transaction.rollback()
