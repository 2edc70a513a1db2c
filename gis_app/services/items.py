"""The item list."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import items as queries
from gis_app.domain.actors import Actor


def every(connection: Connection, actor: Actor) -> Sequence[RowMapping]:
    """All items with class, department, limit and closing standard, in the list's own order."""
    return queries.every(connection)
