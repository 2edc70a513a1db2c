"""Questions to, and changes of, a whole PostgreSQL server: its databases, versions and sizes, by libpq address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url

from gis_app.errors import WanggeError

CONNECT_TIMEOUT_S = 3
MAINTENANCE = "postgres"
SWAP_TRIES = 5


@dataclass(frozen=True)
class Versions:
    """What runs; ``postgis`` and ``geos`` are None while the database has no PostGIS yet."""

    postgresql: str
    postgis: str | None
    geos: str | None


class Server:
    """The server behind a database's address.

    Parameters
    ----------
    url
        Address of the application's database (``postgresql://...``, SQLAlchemy's driver suffix allowed).
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql")
        self.database = self._url.database or ""

    def url(self, database: str | None = None) -> str:
        """The address of one of its databases, password included, as SQLAlchemy takes it."""
        return self._url.set(database=database or self.database).render_as_string(hide_password=False)

    def address(self, database: str | None = None) -> str:
        """The same as libpq takes it."""
        return make_conninfo(self.url(database))

    @contextmanager
    def connect(self, database: str | None = None, *, autocommit: bool = True) -> Iterator[psycopg.Connection]:
        """A connection of its own.

        Raises
        ------
        WanggeError
            ``database_down`` where there is none to be had.
        """
        try:
            connection = psycopg.connect(
                self.address(database), autocommit=autocommit, connect_timeout=CONNECT_TIMEOUT_S,
                application_name="wangge db",
            )
        except psycopg.OperationalError as down:
            raise WanggeError("database_down") from down
        with connection:
            yield connection

    def create(self, database: str, *, template: str = "template1") -> None:
        self._execute("CREATE DATABASE {} TEMPLATE {}", database, template)

    def drop(self, database: str) -> None:
        """Remove a database and end its sessions; nothing happens where there is none."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def swap(self, fresh: str, former: str) -> None:
        """Put the database ``fresh`` in the application's place, all or nothing; the old one is then ``former``."""
        for attempt in range(SWAP_TRIES):
            try:
                return self._swap(fresh, former)
            except psycopg.errors.ObjectInUse:  # somebody connected between being sent away and the renaming
                if attempt + 1 == SWAP_TRIES:
                    raise

    def _swap(self, fresh: str, former: str) -> None:
        with self.connect(MAINTENANCE, autocommit=False) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN (%s, %s)", [self.database, fresh],
            )
            for now, then in ((self.database, former), (fresh, self.database)):
                connection.execute(_identifiers("ALTER DATABASE {} RENAME TO {}", now, then))

    @contextmanager
    def only_one(self, key: int) -> Iterator[bool]:
        """Whether we are the only one to do what ``key`` stands for, on this server, for the length of the block."""
        with self.connect(MAINTENANCE) as connection:
            yield connection.execute("SELECT pg_try_advisory_lock(%s)", [key]).fetchone() == (True,)

    def major(self) -> int:
        with self.connect() as connection:
            return connection.info.server_version // 10000

    def versions(self) -> Versions:
        with self.connect() as connection:
            server = str(connection.info.parameter_status("server_version")).split()[0]
            if not connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'postgis'").fetchone():
                return Versions(server, None, None)
            found = connection.execute("SELECT postgis_lib_version(), postgis_geos_version()").fetchone()
        assert found is not None
        return Versions(server, str(found[0]), str(found[1]).split("-")[0])

    def size(self) -> int:
        """Bytes of the application's database."""
        with self.connect() as connection:
            found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert found is not None
        return int(found[0])

    def _execute(self, template: str, *names: str) -> None:
        with self.connect(MAINTENANCE) as connection:
            connection.execute(_identifiers(template, *names))


def _identifiers(template: str, *names: str) -> sql.Composed:
    return sql.SQL(template).format(*map(sql.Identifier, names))
