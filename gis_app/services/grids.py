"""Grids as people look at them: a page of the list, one with its people and numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app.db.queries import grids as queries
from gis_app.domain.actors import Actor
from gis_app.errors import Both, WanggeError
from gis_app.services.locating import Locating


def page(
    connection: Connection, actor: Actor, at: datetime, *, limit: int, **narrowed: Any,
) -> tuple[Sequence[RowMapping], str | None]:
    """A page of the grids in force at ``at`` in the order of code, and the code after which the next one begins."""
    rows = queries.page(connection, at, limit=limit + 1, **narrowed)
    return (rows, None) if len(rows) <= limit else (rows[:limit], rows[limit - 1]["code"])


@dataclass(frozen=True)
class Portrait:
    """One grid with all that belongs to it. ``counts`` are those of its whole ground."""

    grid: RowMapping
    path: list[dict[str, Any]]
    people: list[dict[str, Any]]
    children: list[dict[str, Any]]
    counts: RowMapping


def one(connection: Connection, actor: Actor, locating: Locating, code: str, at: datetime) -> Portrait:
    """One grid as it is at ``at``.

    Raises
    ------
    WanggeError
        ``not_found``.
    """
    found = queries.one(connection, code, at)
    if found is None:
        raise WanggeError("not_found", what=Both(f"网格 {code}", f"Grid {code}"))
    held = locating.snapshot(at)
    grid_id = found["grid_id"]
    children = [held.briefs[row["grid_id"]] for row in held.rows if row["lies_in_id"] == grid_id]
    counts = queries.counts_on_ground(connection, found["ground_path"], at)
    return Portrait(found, held.paths.get(grid_id, []), held.people.get(grid_id, []), children, counts)
