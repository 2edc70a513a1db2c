"""Databases for benchmarks: a private cluster in a temporary folder, or the server that DATABASE_URL names; gone afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Protocol

from gis_app.db.cluster import Cluster
from gis_app.db.migrate import upgrade
from gis_app.db.server import Server
from gis_app.db.session import Database
from tests.conftest import _at, open_folder


class Maker(Protocol):
    """Makes a migrated, empty database."""

    def __call__(self) -> Database: ...


@contextmanager
def databases() -> Iterator[Maker]:
    """Migrated, empty databases, dropped at the end."""
    given = os.environ.get("DATABASE_URL")
    if given:
        with _on(given) as make:
            yield make
        return
    with open_folder() as home, Cluster(home).in_use() as url, _on(url) as make:
        yield make


@contextmanager
def _on(url: str) -> Iterator[Maker]:
    server, made, serials = Server(url), [], count(1)

    def make() -> Database:
        name = f"wangge_bench_{os.getpid()}_{next(serials)}"
        server.create(name, template="template1")
        database = Database(_at(url, name))
        made.append(database)
        upgrade(database)
        return database

    try:
        yield make
    finally:
        for database in made:
            database.close()
            server.drop(str(database.url.database))
