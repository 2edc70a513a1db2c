"""The database that the settings name, ready to use."""

from collections.abc import Iterator
from contextlib import contextmanager

from gis_app.config import Settings
from gis_app.db.address import address
from gis_app.db.session import Database

__all__ = ["address", "opened"]


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database for the length of the block. Its schema is whatever it is: ``wangge db migrate`` brings it up."""
    with address(settings) as url:
        database = Database(url)
        try:
            yield database
        finally:
            database.close()
