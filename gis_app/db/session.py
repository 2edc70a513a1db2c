"""The way to the database: one engine a process, one transaction a thing done, opened and closed at the entry point."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as Busy

from gis_app.errors import WanggeError

CONNECT_TIMEOUT_S = 3


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
            create_engine, parsed, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True, pool_timeout=5,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_TIMEOUT_S, "application_name": "wangge",
                "options": f"-c TimeZone={zone} -c statement_timeout={statement_timeout_s * 1000}",
            },
        )
        self.engine = make()
        self._single = make(isolation_level="AUTOCOMMIT", pool_reset_on_return=None)

    @contextmanager
    def single(self) -> Iterator[Connection]:
        """A connection on which each statement is its own transaction: saves two round trips where one is all."""
        try:
            connection = self._single.connect()
        except (OperationalError, Busy) as down:
            raise WanggeError("database_down") from down
        with connection:
            yield connection

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
