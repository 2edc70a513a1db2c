"""Connections that the server closed are noticed before anything is asked on them."""

import time

import psycopg
import pytest
from sqlalchemy import text

from gis_app.db import session
from gis_app.db.session import Database
from gis_app.errors import WanggeError

OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def cut_off(database: Database) -> None:
    """What a restart of the server does to everybody's connections."""
    with database.begin() as connection:
        connection.execute(text(OTHERS))
    time.sleep(0.2)


def backend(driver: psycopg.Connection) -> int:
    return driver.execute("SELECT pg_backend_pid()").fetchone()[0]


def test_each_statement_is_its_own_transaction_on_one_connection(database: Database) -> None:
    with database.single() as driver:
        driver.execute("CREATE TABLE note (word text)")
        driver.execute("INSERT INTO note VALUES ('a')")
        first = backend(driver)
    with database.begin() as connection:
        assert connection.execute(text("SELECT word FROM note")).scalars().all() == ["a"]
    with database.single() as driver:
        assert backend(driver) == first


def test_a_connection_closed_by_the_server_is_replaced(database: Database) -> None:
    with database.single() as driver:
        first = backend(driver)
    cut_off(database)
    with database.single() as driver:
        assert backend(driver) != first


def test_a_connection_long_unused_is_asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.single() as driver:
        first = backend(driver)
    cut_off(database)
    monkeypatch.setattr(session, "ASK_AFTER_S", 0.0)
    monkeypatch.setattr(session, "unasked_words", lambda driver: False)
    with database.single() as driver:
        assert backend(driver) != first


def test_a_server_gone_in_the_middle_is_said_and_the_next_one_is_served(database: Database) -> None:
    with pytest.raises(WanggeError) as refused, database.single() as driver:
        cut_off(database)
        driver.execute("SELECT 1")
    assert refused.value.code == "database_down"
    with database.single() as driver:
        assert driver.execute("SELECT 1").fetchone() == (1,)
