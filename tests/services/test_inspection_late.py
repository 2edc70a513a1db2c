"""Phones without a network when their inspection ended: what they recorded before is taken in, once, and brought into what was worked out."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.queries import inspections as queries
from gis_app.db.session import Database
from gis_app.domain.actors import LINK_HOLDER, LOCAL_OPERATOR
from gis_app.domain.inspections import Settings
from gis_app.errors import WanggeError
from gis_app.jobs.queue import make_queue
from gis_app.services import fieldwork, inspection_ending, inspection_late, inspection_reports
from gis_app.services.locating import Locating
from gis_app.services.snapshot import load
from gis_app.web.api.fieldwork import read_record
from gis_app.web.reading import Reader
from tests import inspected_town as town
from tests.inspected_town import NOON, ZONE, Begun, record

LATER = NOON + timedelta(days=2)
START = record("tick", wish="grid:G1", lon=119.95, lat=30.02) | {"made_at": (NOON - timedelta(minutes=40)).isoformat()}


class Clock:
    """The time of the test, which it sets itself."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(clock, "now", made)
    return made


@pytest.fixture
def ended(database: Database, time: Clock) -> Begun:
    """Team 1 ticked G1 before the end and lost its network; two days have gone by since."""
    begun = town.issue(town.begin(database))
    send(begun, START)
    end(begun)
    time.at = LATER
    return begun


def send(begun: Begun, *records: dict[str, Any]) -> list[str]:
    locating = Locating(begun.database, 25.0)
    return [fieldwork.take(begun.database, locating, LINK_HOLDER, begun.links[1], read_record(Reader(one, ZONE, as_text=False)), zone=ZONE) for one in records]


def end(begun: Begun) -> None:
    with begun.database.begin() as connection:
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)


def report(begun: Begun) -> dict[str, Any]:
    with begun.database.begin() as connection:
        return inspection_reports.report(connection, LOCAL_OPERATOR, load(connection, LATER), begun.id, ZONE)


def rows(database: Database, query: str) -> list[tuple[Any, ...]]:
    with database.begin() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def at(minutes: float) -> str:
    """The phone's time, so many minutes after the end."""
    return (NOON + timedelta(minutes=minutes)).isoformat()


def morning() -> list[dict[str, Any]]:
    """All that the team did beyond the hills before the end, its way going on past it."""
    walked = [[119.95, 30.04 + k * 0.001, NOON.timestamp() + 60 * (k - 30), 8] for k in range(60)]
    return [
        record("tick", wish="grid:G2", lon=119.95, lat=30.07) | {"made_at": at(0)}, record("answer", wish="grid:G2", item="K01", answer="normal") | {"made_at": at(0)},
        record("finding", wish="grid:G2", item="I1", text="井盖没了", lon=119.95, lat=30.07) | {"made_at": at(0)}, record("way", way=walked) | {"made_at": at(29)},
    ]


def test_what_was_recorded_before_the_end_counts_as_if_it_had_come_in_time(ended: Begun, database: Database) -> None:
    before = report(ended)
    assert (before["total"]["entered"], before["late"]["records"], before["late"]["until"]) == (1, 0, NOON + timedelta(days=7))
    sent = morning()
    assert send(ended, *sent) == ["late"] * 4
    assert send(ended, *reversed(sent)) == ["repeat"] * 4
    inspection_late.renew(database, LOCAL_OPERATOR, ended.id)
    after = report(ended)
    assert (after["total"]["entered"], after["total"]["answered"], after["total"]["findings"], after["late"]["records"]) == (2, 1, 1, 4)
    assert after["total"]["corners"] < before["total"]["corners"]
    assert "石桥村 3幢" in {one["label"] for one in before["corners"]} - {one["label"] for one in after["corners"]}
    assert rows(database, "SELECT source, grid_code, reported_at FROM incident") == [("inspection", "G2", NOON)]
    way, = rows(database, "SELECT max(f->>2)::float8 FROM inspection_record, jsonb_array_elements(body->'way') f")
    assert way[0] <= (NOON + inspection_late.SKEW).timestamp()


def test_late_or_in_time_the_result_is_the_same(ended: Begun, new_database: Any, time: Clock) -> None:
    sent = morning()[:3]
    send(ended, *sent)
    inspection_late.renew(ended.database, LOCAL_OPERATOR, ended.id)
    other = town.issue(town.begin(new_database()))
    time.at = NOON
    send(other, START, *sent)
    end(other)
    time.at = LATER
    late, timely = report(ended), report(other)
    for name in ("total", "grids", "corners", "problems", "tracks"):
        assert late[name] == timely[name], name
    listed = "SELECT kind, ref, regexp_replace(label, '[0-9]{5,}', '') FROM office_matter WHERE decision IS NULL AND kind <> 'finding' ORDER BY 1, 2"
    assert rows(ended.database, listed) == rows(other.database, listed)
    rounds = "SELECT team, kind, started_at, ended_at, fixes, dropped, metres FROM patrol ORDER BY 1"
    assert rows(ended.database, rounds) == rows(other.database, rounds)


def test_the_offices_list_follows_and_keeps_what_was_decided(ended: Begun, database: Database) -> None:
    with database.begin() as connection:
        waiting = {row["ref"]: row for row in inspection_reports.matters(connection, LOCAL_OPERATOR, settled=False, after=0, limit=100)}
        assert waiting["grid:G2"]["kind"] == "unreached"
        decided = next(row for row in waiting.values() if row["kind"] == "unanswered" and row["grid"] == "G2")
        inspection_reports.settle(connection, LOCAL_OPERATOR, decided["id"], "由村里补查")
    send(ended, *morning())
    inspection_late.renew(database, LOCAL_OPERATOR, ended.id)
    inspection_late.renew(database, LOCAL_OPERATOR, ended.id)
    with database.begin() as connection:
        found = {(row["kind"], row["ref"]): row for row in inspection_reports.matters(connection, LOCAL_OPERATOR, settled=None, after=0, limit=100)}
    assert found["unreached", "grid:G2"]["decision"] == inspection_ending.GONE
    assert found["unanswered", "G2"]["decision"] == "由村里补查"
    assert found["unanswered", "G1"]["decision"] is None
    assert len([key for key in found if key[0] == "finding"]) == 1


def test_what_was_recorded_after_the_end_is_refused_with_its_reason(ended: Begun, database: Database) -> None:
    after = record("tick", wish="grid:G2", lon=119.95, lat=30.07) | {"made_at": at(11)}
    gone_on = record("way", way=[[119.95, 30.07, NOON.timestamp() + 3600 + k, 8] for k in range(5)]) | {"made_at": at(61)}
    for one in (after, gone_on, record("finding", wish="grid:G2", item="I1", text="井盖", lon=119.95, lat=30.07) | {"made_at": at(600)}):
        with pytest.raises(WanggeError) as refused:
            send(ended, one)
        assert (refused.value.code, refused.value.status) == ("record_after_end", 409)
        assert "10月8日 12:00" in refused.value.sentence()
    assert rows(database, "SELECT count(*) FROM incident UNION ALL SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'inspections.late'") == [(0,), (0,)]
    assert send(ended, after | {"made_at": at(9)}) == ["late"]


def test_after_the_days_of_grace_only_what_is_here_already_is_answered(ended: Begun, time: Clock) -> None:
    tick, answer = morning()[:2]
    assert send(ended, tick) == ["late"]
    time.at = NOON + timedelta(days=7, seconds=1)
    assert send(ended, tick) == ["repeat"]
    with pytest.raises(WanggeError) as refused:
        send(ended, answer)
    assert (refused.value.code, refused.value.status) == ("link_closed", 410)
    with ended.database.begin() as connection, pytest.raises(WanggeError) as refused:
        fieldwork.add_photo(connection, LINK_HOLDER, __file__, ended.links[1], UUID(answer["id"]), b"")  # type: ignore[arg-type]
    assert refused.value.code == "link_closed"


def test_the_days_of_grace_are_a_setting(database: Database, time: Clock) -> None:
    begun = town.issue(town.begin(database, late_days=0))
    end(begun)
    time.at = NOON + timedelta(seconds=1)
    with pytest.raises(WanggeError) as refused:
        send(begun, record("tick", wish="grid:G1"))
    assert refused.value.code == "link_closed"
    with pytest.raises(WanggeError) as refused:
        Settings.from_dict({"late_days": -1})
    assert refused.value.field == "late_days"


def test_many_records_ask_for_one_reckoning_and_the_worker_does_it(ended: Begun, database: Database) -> None:
    send(ended, *morning())
    jobs = rows(database, "SELECT args->>'inspection_id' FROM procrastinate_jobs WHERE task_name = 'inspections.late'")
    assert jobs == [(str(ended.id),)]
    with database.begin() as connection:
        connection.execute(text("UPDATE procrastinate_jobs SET scheduled_at = now()"))
    queue = make_queue(database, ZONE)
    with queue.open():
        queue.run_worker(wait=False, install_signal_handlers=False, listen_notify=False, delete_jobs="always")
    assert report(ended)["total"]["entered"] == 2


def test_a_record_that_meets_the_ending_is_not_lost(database: Database) -> None:
    """It arrived before the end but is kept only after it: it counts as late, and is reckoned with."""
    begun = town.issue(town.begin(database))
    outcome: list[str] = []
    with database.begin() as connection:
        held = queries.one(connection, begun.id, lock=True)
        sender = threading.Thread(target=lambda: outcome.extend(send(begun, record("tick", wish="grid:G1", lon=119.95, lat=30.02))))
        sender.start()
        until_waiting(database)
        inspection_ending.end(connection, LOCAL_OPERATOR, load(connection, NOON), begun.id)
        assert held is not None
    sender.join()
    assert outcome == ["late"]
    inspection_late.renew(database, LOCAL_OPERATOR, begun.id)
    assert report(begun)["total"]["entered"] == 1


def until_waiting(database: Database) -> None:
    """Until a transaction waits for the lock of another; each look needs a transaction of its own to see anything new."""
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    for _ in range(500):
        with database.begin() as connection:
            if connection.execute(waiting).scalar_one():
                return
            connection.execute(text("SELECT pg_sleep(0.01)"))
    raise AssertionError("nobody waits")
