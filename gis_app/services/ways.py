"""A town's own roads as the network over which its people travel."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import Connection

from gis_app.db.queries import roads as queries
from gis_app.domain.routes import Network, network

ONEWAY: Mapping[str, int] = MappingProxyType({
    **dict.fromkeys(("yes", "true", "1", "是", "单行", "正向"), 1), **dict.fromkeys(("-1", "reverse", "反向"), -1),
})
"""What sources write for a road that one may go along only as drawn (1) or only against it (-1); anything else is both ways."""


def town_roads(connection: Connection, town_id: int) -> Network | None:
    """The network of a town's layer ``roads``, one-way streets by the roads' field ``oneway``; None where it has no roads."""
    lines, categories, oneway = queries.roads(connection, town_id)
    if not len(lines):
        return None
    return network(lines, categories, [ONEWAY.get((said or "").strip().lower(), 0) for said in oneway])
