"""Codes of new grids: free ones for an edit, and what a recoding by rule would change."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, RowMapping

from gis_app import clock
from gis_app.db.queries import drafts as queries
from gis_app.db.queries import grids as grid_queries
from gis_app.domain.actors import Actor
from gis_app.domain.drafts import Draft
from gis_app.domain.drafts.codes import free_codes, free_enterprise_codes, proposed
from gis_app.services import drafts
from gis_app.services.desk import Desk, head

BESIDE = {"split": "grid", "draw": "parent", "carve": "parent"}
"""Edits that make one new grid, and the field that says where."""


def with_new_code(connection: Connection, edition: RowMapping, draft: Draft, said: Mapping[str, Any]) -> dict[str, Any]:
    """The edit, with a code by rule where it left the new grid's open."""
    name = str(said.get("edit"))
    beside = said.get(BESIDE.get(name, ""))
    if name not in BESIDE or said.get("new") or not isinstance(beside, str):
        return dict(said)
    used = queries.codes_ever(connection, edition["town_id"])
    enterprise = name == "carve" or said.get("kind") == "enterprise"
    return {**said, "new": next(free_enterprise_codes(draft, used) if enterprise else free_codes(draft, beside, used))}


def free(connection: Connection, desk: Desk, actor: Actor, edition_id: int, beside: str, count: int) -> list[str]:
    """Codes for new grids beside one."""
    edition = drafts.one(connection, actor, edition_id)
    now = head(connection, desk, edition)
    return list(islice(free_codes(now.draft, beside, queries.codes_ever(connection, edition["town_id"])), count))


def by_rule(connection: Connection, desk: Desk, actor: Actor, edition_id: int) -> dict[str, str]:
    """Present code -> code by rule."""
    edition = drafts.one(connection, actor, edition_id)
    now = head(connection, desk, edition)
    rows = grid_queries.shapes_in_force(connection, clock.now(), town_id=edition["town_id"])
    old = {row["grid_id"]: (row["code"], row["geom"]) for row in rows if row["geom"] is not None}
    return proposed(now.draft, old, queries.codes_ever(connection, edition["town_id"]))
