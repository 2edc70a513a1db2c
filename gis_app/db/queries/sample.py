"""What a sample needs of the database besides COPY: is it empty, and the short lists that a place begins with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, extract, func, insert, select

from gis_app.db.models.grids import Division, Grid, GridLevel, GridVersion
from gis_app.db.models.incidents import Incident
from gis_app.db.models.items import Department, Item, ItemClass
from gis_app.db.models.staff import RequiredPost, StaffPost
from gis_app.db.queries.bulk import is_empty

MUST_BE_EMPTY = ("grid", "division", "item", "department", "incident", "building", "household")


def present(connection: Connection) -> dict[str, Any] | None:
    """None for an empty database; the mark of the sample in it, or ``{}`` for anything else."""
    if all(is_empty(connection, table) for table in MUST_BE_EMPTY):
        return None
    settings = connection.execute(select(Grid.settings).where(Grid.id == Grid.town_id).order_by(Grid.id).limit(1)).scalar()
    return dict((settings or {}).get("sample") or {})


def insert_division(connection: Connection, code: str, name: str) -> None:
    connection.execute(insert(Division), {"code": code, "name": name})


def insert_levels(connection: Connection, rows: Sequence[tuple[str, int, str, str, dict[str, Any]]]) -> None:
    connection.execute(insert(GridLevel), [
        {"kind": kind, "level": level, "name_zh": zh, "name_en": en, "target": target} for kind, level, zh, en, target in rows
    ])


def insert_posts(connection: Connection, rows: Sequence[Mapping[Any, Any]]) -> None:
    connection.execute(insert(RequiredPost), [dict(row) for row in rows])


def insert_items(connection: Connection, given: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Departments, classes and items in their order; an item's class is the first two figures of its code."""
    for model, name in ((Department, "departments"), (ItemClass, "classes")):
        connection.execute(insert(model), [{**row, "position": place} for place, row in enumerate(given[name])])
    connection.execute(insert(Item), [
        {"class_code": row["code"][:2], "department_code": row["department"], "position": place,
         **{key: value for key, value in row.items() if key != "department"}}
        for place, row in enumerate(given["items"])
    ])


def version_ids(connection: Connection) -> dict[str, int]:
    """The id of each code's version."""
    return {row.code: row.id for row in connection.execute(select(GridVersion.code, GridVersion.id))}


def posts(connection: Connection) -> dict[tuple[int, str], int]:
    """(grid id, post) -> the first person on it."""
    query = select(StaffPost.grid_id, StaffPost.post, func.min(StaffPost.id).label("id")).group_by(StaffPost.grid_id, StaffPost.post)
    return {(row.grid_id, row.post): row.id for row in connection.execute(query)}


def own_reports(connection: Connection, since: datetime) -> pd.DataFrame:
    """Columns grid_id, at (Unix seconds): what workers and heads reported."""
    query = select(Incident.grid_id, extract("epoch", Incident.reported_at)).where(
        Incident.source.in_(("worker", "head")), Incident.grid_id.is_not(None), Incident.reported_at >= since)
    rows = connection.execute(query).all()
    return pd.DataFrame({"grid_id": [grid for grid, _ in rows], "at": [int(moment) for _, moment in rows]}, dtype="int64")
