"""What must be done from time to time, by nobody in particular."""

from datetime import timedelta

from sqlalchemy import Connection

from gis_app import clock
from gis_app.db.queries import editions, idempotency
from gis_app.db.queries import grids as grid_queries
from gis_app.domain.actors import Actor
from gis_app.services.register import move_register

KEEP_KEYS = timedelta(days=30)
LOOK_BACK = timedelta(days=2)


def prune_keys(connection: Connection, actor: Actor) -> int:
    """Forget idempotency keys of more than 30 days; how many were."""
    return idempotency.prune(connection, clock.now() - KEEP_KEYS)


def follow_editions(connection: Connection, actor: Actor) -> int:
    """Move households and units to the grids of editions that took effect lately; how many towns were looked at."""
    now = clock.now()
    towns = editions.changed_towns(connection, now - LOOK_BACK, now)
    for town_id in towns:
        move_register(connection, town_id, grid_queries.shapes_in_force(connection, now, town_id=town_id))
    return len(towns)
