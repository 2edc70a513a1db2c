"""The database that the settings name, ready to use."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ProgrammingError

from gis_app.config import Settings
from gis_app.db.address import address
from gis_app.db.session import Database
from gis_app.errors import WanggeError

__all__ = ["address", "opened"]


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database for the length of the block. Its schema is whatever it is: ``wangge db migrate`` brings it up.

    Raises
    ------
    WanggeError
        ``schema_differs`` where a statement failed for that.
    """
    with address(settings) as url:
        database = Database(url)
        try:
            yield database
        except ProgrammingError as wrong:
            _refuse_other_schema(database, wrong)
            raise
        finally:
            database.close()


def _refuse_other_schema(database: Database, wrong: ProgrammingError) -> None:
    migrate = importlib.import_module("gis_app.db.migrate")  # a quarter of a second that only a failure needs
    with database.begin() as connection:
        found, wanted = migrate.current(connection), migrate.head(connection)
    if found != wanted:
        raise WanggeError("schema_differs", found=found or "空库", wanted=wanted) from wrong
