"""A long-running process begins with the schema of its own version."""

from gis_app.db.migrate import upgrade
from gis_app.db.session import Database


def prepare(url: str) -> None:
    """Bring the schema at this address up to this version."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()
