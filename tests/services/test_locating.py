"""The grids in memory: never yesterday's, whether the listener lives or not; and reports decided on them."""

import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from gis_app import clock
from gis_app.db.session import Database
from gis_app.domain.actors import LOCAL_OPERATOR
from gis_app.domain.grids import GridNode
from gis_app.errors import WanggeError
from gis_app.services import incidents
from gis_app.services.editions import publish, publish_first
from gis_app.services.incidents import Report
from gis_app.services.locating import Locating
from tests import small_town

ZONE = ZoneInfo("Asia/Shanghai")
REPORT = Report(119.95, 30.02, "I1", "井盖缺失", body={"text": "井盖缺失"})


def until(condition: object, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "too late"
        time.sleep(0.02)


def add_town(database: Database) -> None:
    with database.begin() as connection:
        publish_first(connection, LOCAL_OPERATOR, [GridNode("T2", "白石镇", "town", 1, geom=small_town.box(121, 30, 121.1, 30.1))])


def code_at(locating: Locating, lon: float) -> str | None:
    found = locating.locate(LOCAL_OPERATOR, lon, 30.02).located.grid
    return found and found.code


def test_without_a_listener_every_question_looks(database: Database) -> None:
    locating = Locating(database, 25.0)
    assert code_at(locating, 119.95) is None
    with database.begin() as connection:
        small_town.publish(connection)
    assert code_at(locating, 119.95) == "G1"
    kept = locating.snapshot()
    assert locating.snapshot() is kept
    add_town(database)
    assert code_at(locating, 121.05) == "T2"


def test_a_listener_hears_of_changes_and_comes_back_when_cut_off(database: Database) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
    locating = Locating(database, 25.0)
    locating.start()
    locating.start()
    try:
        until(lambda: locating._listener.live)
        assert code_at(locating, 121.05) is None
        with database.begin() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wangge-listen'"))
        until(lambda: not locating._listener.live)
        until(lambda: locating._listener.live)
        add_town(database)
        until(lambda: code_at(locating, 121.05) == "T2")
    finally:
        locating.stop()


def test_each_instant_has_its_own_boundaries(database: Database) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
        tomorrow = clock.today(ZONE) + timedelta(days=1)
        swapped = {"G1": small_town.box(119.9, 30.05, 120.0, 30.1), "G2": small_town.box(119.9, 30.0, 120.0, 30.05)}
        moved = [replace(node, geom=swapped.get(node.code, node.geom)) for node in small_town.NODES]
        publish(connection, LOCAL_OPERATOR, moved, day=tomorrow, zone=ZONE, name="对调")
    locating = Locating(database, 25.0)
    later = clock.midnight(tomorrow, ZONE)
    for at, code in ((None, "G1"), (later, "G2"), (later - timedelta(seconds=1), "G1"), (later + timedelta(days=900), "G2")):
        assert locating.locate(LOCAL_OPERATOR, 119.95, 30.02, at=at).located.grid.code == code


def test_a_report_is_decided_again_when_the_boundaries_changed_under_it(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
    locating = Locating(database, 25.0)
    stale = locating.locate(LOCAL_OPERATOR, 119.95, 30.02)
    add_town(database)
    answers = iter((stale, None))
    real = locating.locate
    monkeypatch.setattr(locating, "locate", lambda *args, **more: next(answers) or real(*args, **more))
    incidents.report(database, locating, LOCAL_OPERATOR, REPORT, zone=ZONE)
    with database.begin() as connection:
        assert connection.execute(text("SELECT count(*), min(grid_code) FROM incident")).one() == (1, "G1")


def test_a_report_before_there_are_grids(database: Database) -> None:
    with pytest.raises(WanggeError) as early:
        incidents.report(database, Locating(database, 25.0), LOCAL_OPERATOR, REPORT, zone=ZONE)
    assert early.value.code == "no_grids"


def test_outside_is_kept_by_the_nearest_town(database: Database) -> None:
    with database.begin() as connection:
        small_town.publish(connection)
    add_town(database)
    locating = Locating(database, 25.0)
    for lon, town in ((120.2, "T"), (120.9, "T2")):
        found = locating.locate(LOCAL_OPERATOR, lon, 30.05)
        assert (found.row, found.town["code"]) == (None, town)


def test_a_database_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    gone = Database(f"postgresql://nobody@/none?host={tmp_path}")
    with pytest.raises(WanggeError) as down:
        Locating(gone, 25.0).locate(LOCAL_OPERATOR, 1.0, 1.0)
    assert (down.value.code, down.value.status) == ("database_down", 503)
