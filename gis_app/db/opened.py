"""The database that the settings name, ready to use: the server in ``DATABASE_URL``, or the private cluster, started."""

from collections.abc import Iterator
from contextlib import contextmanager

from gis_app.config import Settings
from gis_app.db.cluster import Cluster
from gis_app.db.session import Database


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The URL of the database; a private cluster runs for the length of the block."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with Cluster(settings.home).in_use() as url:
        yield url


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database for the length of the block. Its schema is whatever it is: ``wangge db migrate`` brings it up."""
    with address(settings) as url:
        database = Database(url)
        try:
            yield database
        finally:
            database.close()
