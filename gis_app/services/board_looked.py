"""Which grids nobody looked at in a period: quiet there is not safe. Only towns whose rounds are recorded can be asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import patrols as queries
from gis_app.services.board_counts import FINE, Scope, ground
from gis_app.services.heat import Asked


@dataclass(frozen=True)
class Looked:
    """The leaf grids of the scope whose town records its rounds, and which of them were looked at, in a period and in the one before."""

    leaves: dict[int, RowMapping]
    now: frozenset[int]
    before: frozenset[int]

    def told(self, grid_ids: Iterable[int]) -> dict[str, Any]:
        """Of these grids how many leaves there are, and how many of them were not looked at."""
        mine = self.leaves.keys() & set(grid_ids)
        return {"grids": len(mine), "not": len(mine - self.now), "not_before": len(mine - self.before)}

    def unseen(self) -> list[dict[str, Any]]:
        """The leaves that were not looked at, by code."""
        return [{"code": row["code"], "name": row["name"]} for grid_id, row in self.leaves.items() if grid_id not in self.now]


def looked(connection: Connection, scope: Scope, asked: Asked) -> Looked | None:
    """Who was looked at on the scope's ground; None where no town of it has ever recorded a round."""
    towns = queries.recorded(connection, scope.towns)
    if not towns:
        return None
    standing = [row for row in scope.nodes.values() if row["in_force"]]
    hosts = {step for row in standing if row["kind"] != "enterprise" for step in ground(row)[:-1]}
    leaves = {
        row["grid_id"]: row for row in standing
        if row["kind"] in FINE and row["grid_id"] not in hosts and ground(row)[0] in towns and scope.holds(row["grid_id"])
    }
    spans = [clock.day_span(one.period.first, one.period.last, asked.zone) for one in (asked, asked.preceding())]
    now, before = (frozenset(queries.seen(connection, list(leaves), *span)) for span in spans)
    return Looked(leaves, now, before)
