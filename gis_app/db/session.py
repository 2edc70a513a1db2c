"""The way to the database: one engine a process, one transaction a thing done, opened and closed at the entry point."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.exc import TimeoutError as Busy
from sqlalchemy.pool import ConnectionPoolEntry

from gis_app.errors import WanggeError

CONNECT_TIMEOUT_S = 3
ASK_AFTER_S = 30.0
"""A connection that lay unused for so long is asked whether it still lives; a firewall may have forgotten it."""


def look(driver: psycopg.Connection[Any], record: ConnectionPoolEntry, _lent: object) -> None:
    """Refuse a connection that died: the server's last words lie unread, or it does not answer after a long pause."""
    idle_since, record.info["lent"] = record.info.get("lent", 0.0), time.monotonic()
    if driver.closed or unasked_words(driver):
        raise DisconnectionError
    if time.monotonic() - idle_since > ASK_AFTER_S:
        try:
            driver.execute("")
        except psycopg.Error as dead:
            raise DisconnectionError from dead


def unasked_words(driver: psycopg.Connection[Any]) -> bool:
    """Whether there is something to read from the server, its farewell or the end of the line."""
    waiting = select.poll()
    waiting.register(driver.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


class Database:
    """An engine and how transactions are opened on it.

    The pool checks a connection before it lends it, so that a restarted server is noticed by the next request and by
    nothing else. Services are given a ``Connection``; they flush, they never commit. Instants come back in ``zone``;
    parameters never reach a log.
    """

    def __init__(self, url: str, *, pool_size: int = 8, zone: str = "UTC", statement_timeout_s: int = 0) -> None:
        parsed = make_url(url)
        if parsed.drivername in ("postgresql", "postgres"):
            parsed = parsed.set(drivername="postgresql+psycopg")
        self.url = parsed
        make = partial(
            create_engine, parsed, pool_size=pool_size, max_overflow=pool_size, pool_timeout=5,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S, "application_name": "wangge",
                "options": f"-c TimeZone={zone} -c statement_timeout={statement_timeout_s * 1000}",
            },
        )
        self.engine = make(pool_pre_ping=True)
        self._single = make(isolation_level="AUTOCOMMIT", pool_reset_on_return=None)
        event.listen(self._single, "checkout", look)

    @contextmanager
    def single(self) -> Iterator[psycopg.Connection[Any]]:
        """The driver's own connection, on which each statement is its own transaction: one round trip is all.

        It is looked at before it is lent, not asked. What a statement meets on a connection that died all the same is
        ``database_down``: nobody was told that it was done, and whoever sends it again with its key does no harm.

        Raises
        ------
        WanggeError
            ``database_down`` where no connection can be had, or the server went away.
        """
        try:
            lent = self._single.raw_connection()
        except (OperationalError, Busy) as down:
            raise WanggeError("database_down") from down
        try:
            yield cast("psycopg.Connection[Any]", lent.driver_connection)
        except psycopg.OperationalError as down:
            lent.invalidate()
            raise WanggeError("database_down") from down
        finally:
            lent.close()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back by any exception.

        Raises
        ------
        WanggeError
            ``database_down`` where no connection can be had.
        """
        try:
            connection = self.engine.connect()
        except (OperationalError, Busy) as down:
            raise WanggeError("database_down") from down
        with connection, connection.begin():
            yield connection

    def ping(self) -> None:
        """Raise ``database_down`` unless the server answers."""
        with self.begin() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self.engine.dispose()
        self._single.dispose()
