"""Where the settings say the database is: the server in ``DATABASE_URL``, or the private cluster, started."""

from collections.abc import Iterator
from contextlib import contextmanager

from gis_app.config import Settings
from gis_app.db.cluster import Cluster


@contextmanager
def address(settings: Settings) -> Iterator[str]:
    """The URL of the database; a private cluster runs for the length of the block."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    with Cluster(settings.home).in_use() as url:
        yield url
