"""The pulse: well, silent, gone, empty; and never late."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from gis_app.db.session import Database
from gis_app.services.health import Pulse
from tests.conftest import open_folder


def feel(pulse: Pulse) -> str | None:
    """What it says, in time."""
    begun = time.monotonic()
    said = pulse.feel()
    assert time.monotonic() - begun < 1
    pulse.close()
    return said


def test_well(database: Database, tmp_path: Path) -> None:
    assert feel(Pulse(database.url, tmp_path)) is None


def test_a_database_without_our_schema(empty_database: Callable[[], Database], tmp_path: Path) -> None:
    assert feel(Pulse(empty_database().url, tmp_path)) == "schema_missing"


def test_a_database_that_is_gone(tmp_path: Path) -> None:
    assert feel(Pulse(make_url(f"postgresql+psycopg://x@/x?host={tmp_path}"), tmp_path)) == "database_down"


def test_a_database_that_takes_the_call_and_says_nothing() -> None:
    with open_folder() as folder, socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(folder / ".s.PGSQL.5432"))
        mute.listen()
        assert feel(Pulse(make_url(f"postgresql+psycopg://x@/x?host={folder}"), folder)) == "database_silent"


def test_a_home_that_cannot_be_written(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert feel(Pulse(database.url, tmp_path)) == "home_not_writable"
