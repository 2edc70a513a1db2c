"""Writing editions: who has which code, new identities, versions opened and closed. All inside the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import shapely
from sqlalchemy import Connection, bindparam, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import Range

from gis_app.db.models.grids import CodeSuccession, Edition, Grid, GridVersion
from gis_app.db.models.register import Household, Unit
from gis_app.db.models.staff import StaffPost

Row = Mapping[str, Any]
PENDING = ("draft", "review", "approved")
PLACED: dict[str, type[Household] | type[Unit]] = {"household": Household, "unit": Unit}


class Holder(NamedTuple):
    """Who carries a code at an instant."""

    grid_id: int
    town_id: int
    kind: str


def holders(connection: Connection, codes: Sequence[str], at: datetime) -> dict[str, Holder]:
    """Which of these codes are carried at ``at``, and by whom."""
    version = GridVersion
    found = connection.execute(
        select(version.code, version.grid_id, version.town_id, version.kind)
        .where(version.code == func.any(bindparam("codes", list(codes))), version.valid.contains(at))
    )
    return {row.code: Holder(row.grid_id, row.town_id, row.kind) for row in found}


def new_grids(connection: Connection, count: int) -> list[int]:
    """Reserve ``count`` grid ids, in order."""
    serial = "SELECT nextval(pg_get_serial_sequence('grid', 'id')) FROM generate_series(1, :count)"
    return list(connection.execute(text(serial), {"count": count}).scalars())


def lend_numbers(connection: Connection) -> None:
    """Numbers of editions and grids drawn from here on go back with the transaction; until its end nobody else gets any."""
    for table in ("edition", "grid"):
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table}).scalar_one()
        following = connection.execute(text(f"SELECT last_value + CAST(is_called AS int) FROM {sequence}")).scalar_one()
        connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART WITH {following}"))  # unlike setval, undone by a rollback


def insert_grids(connection: Connection, rows: Sequence[Row]) -> None:
    """The lasting identities; the town first, because the others point to it."""
    if rows:
        connection.execute(insert(Grid), list(rows))


def town_ever_published(connection: Connection, town_id: int) -> bool:
    return bool(connection.scalar(
        select(func.count()).select_from(Edition).where(Edition.town_id == town_id, Edition.state == "published")
    ))


def pending_edition(connection: Connection, town_id: int) -> int | None:
    return connection.scalar(
        select(Edition.id).where(Edition.town_id == town_id, Edition.state.in_(PENDING))
    )


def last_change(connection: Connection, town_id: int) -> datetime | None:
    """When the town's newest published edition takes effect; None for a first edition."""
    return connection.scalar(
        select(func.max(Edition.effective_at)).where(Edition.town_id == town_id, Edition.state == "published")
    )


def insert_edition(connection: Connection, **values: Any) -> int:
    edition_id: int = connection.execute(insert(Edition).returning(Edition.id), values).scalar_one()
    return edition_id


def close_versions(connection: Connection, town_id: int, at: datetime) -> None:
    """End every version of the town that is in force at ``at``, at that instant."""
    version = GridVersion
    connection.execute(
        update(version).where(version.town_id == town_id, version.valid.contains(at))
        .values(valid=func.tstzrange(func.lower(version.valid), at))
    )


def insert_versions(connection: Connection, rows: Sequence[Row]) -> None:
    """Open versions. ``geom`` and ``label_point`` are shapely shapes or None, ``valid`` a pair of instants, or
    None in a draft."""
    shaped = [
        {**row, "geom": _ewkb(row["geom"]), "label_point": _ewkb(row["label_point"]), "valid": row["valid"] and Range(*row["valid"])}
        for row in rows
    ]
    connection.execute(insert(GridVersion), shaped)


def insert_heads(connection: Connection, rows: Sequence[Row]) -> None:
    """People on post named by a grid list; ``valid`` is a pair of instants."""
    if rows:
        connection.execute(insert(StaffPost), [{**row, "valid": Range(*row["valid"])} for row in rows])


def heads_in_force(connection: Connection, town_id: int, at: datetime) -> set[tuple[int, str]]:
    """(grid id, name) of the heads on post at ``at``."""
    post = StaffPost
    found = connection.execute(
        select(post.grid_id, post.name).where(post.town_id == town_id, post.post == "head", post.valid.contains(at))
    )
    return {(row.grid_id, row.name) for row in found}


def insert_succession(connection: Connection, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(insert(CodeSuccession), list(rows))


def placed_points(connection: Connection, table: str, town_id: int) -> Sequence[Any]:
    """(id, lon, lat, grid_id) of a town's households or units."""
    model = PLACED[table]
    query = select(model.id, func.ST_X(model.geom).label("lon"), func.ST_Y(model.geom).label("lat"), model.grid_id)
    return connection.execute(query.where(model.town_id == town_id).order_by(model.id)).all()


def move_points(connection: Connection, table: str, moves: Iterable[tuple[int, int | None]]) -> None:
    """Set the present grid of households or units: pairs of (id, grid id)."""
    ids, grids = zip(*moves, strict=True)
    move = text(
        f"UPDATE {PLACED[table].__tablename__} AS t SET grid_id = m.grid_id "
        "FROM unnest(CAST(:ids AS bigint[]), CAST(:grids AS bigint[])) AS m (id, grid_id) WHERE t.id = m.id"
    )
    connection.execute(move, {"ids": list(ids), "grids": list(grids)})


def changed_towns(connection: Connection, since: datetime, until: datetime) -> list[int]:
    """Towns with an edition that took effect after ``since`` and not after ``until``."""
    query = select(Edition.town_id).distinct().where(
        Edition.state == "published", Edition.effective_at > since, Edition.effective_at <= until
    )
    return list(connection.scalars(query.order_by(Edition.town_id)))


def _ewkb(shape: Any) -> str | None:
    return None if shape is None else shapely.to_wkb(shapely.set_srid(shape, 4326), hex=True, include_srid=True)
