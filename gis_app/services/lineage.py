"""The succession of codes: which old one gives which share of its ground and households to which new one."""

from typing import Any

from sqlalchemy import Connection

from gis_app.db.queries import succession as queries
from gis_app.domain.actors import Actor
from gis_app.services import drafts, sides
from gis_app.services.desk import Desk
from gis_app.services.succession import ground_shares, household_shares


def of_edition(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> list[dict[str, Any]]:
    """As recorded at publication; of a draft, as it would be recorded."""
    edition = drafts.one(connection, actor, edition_id)
    if edition["state"] == "published":
        return [dict(row) for row in queries.of_edition(connection, edition_id)]
    old, new = sides.before(connection, edition).leaves, sides.itself(connection, desk, edition).leaves
    areas, people = ground_shares(old, new), household_shares(connection, edition["town_id"], old, new)
    return [{"old": one, "new": other, "share_area": areas.get((one, other)), "share_households": people.get((one, other))}
            for one, other in sorted(areas.keys() | people.keys())]


