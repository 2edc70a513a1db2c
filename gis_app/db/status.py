"""What a technician asks of the database: where it is, what runs, how large it grew, how much room is left."""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import text

from gis_app.config import Settings
from gis_app.db.cluster import Cluster
from gis_app.db.migrate import current, head
from gis_app.db.server import Server
from gis_app.db.session import Database
from gis_app.errors import WanggeError


def facts_of(settings: Settings) -> dict[str, Any]:
    """Facts by name, sizes in bytes; what cannot be known is missing or None. Nothing is made and nothing started."""
    facts: dict[str, Any] = {"where": "DATABASE_URL", "running": True}
    url = settings.database_url
    if url is None:
        cluster = Cluster(settings.home)
        facts = _of_cluster(cluster)
        url = cluster.url() if facts["running"] else None
    media = settings.home / "media"
    facts["media_size"] = sum(path.stat().st_size for path in media.rglob("*") if path.is_file())
    try:
        return facts | (_of_server(url) if url is not None else {})
    except WanggeError as refused:
        if refused.code != "database_down" or settings.database_url is None:
            raise
        return facts | {"running": False}


def _of_cluster(cluster: Cluster) -> dict[str, Any]:
    place = cluster.home / "pg"
    return {
        "where": str(place),
        "moved_to": str(cluster.root) if cluster.exists and cluster.root != place else None,
        "running": cluster.running() is not None,
        "disk_free": shutil.disk_usage(cluster.root if cluster.exists else _existing(cluster.home)).free,
    }


def _of_server(url: str) -> dict[str, Any]:
    server = Server(url)
    versions = server.versions()
    database = Database(url)
    try:
        with database.begin() as connection:
            schema, newest = current(connection), head(connection)
            empty = schema is None or not connection.execute(text("SELECT EXISTS (SELECT FROM grid)")).scalar_one()
    finally:
        database.close()
    return {
        "empty": empty,
        "postgresql": versions.postgresql, "postgis": versions.postgis, "geos": versions.geos, "size": server.size(),
        "schema": schema, "schema_newest": newest,
    }


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
