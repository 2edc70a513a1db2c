"""Grids as they are at an instant: shapes, people, lists, pages of GeoJSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import shapely
from sqlalchemy import (
    Connection,
    RowMapping,
    Select,
    String,
    and_,
    cast,
    func,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from gis_app.db.metadata import Ltree
from gis_app.db.models.grids import Edition, GridVersion, Revision
from gis_app.db.models.register import Household, Unit
from gis_app.db.models.staff import RequiredPost, StaffPost

V = GridVersion


class Span(NamedTuple):
    """The half-open span around an instant in which nothing in force changes; None is unbounded."""

    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)


def revision(connection: Connection) -> int:
    """The counter that every change of grids or posts raises."""
    return connection.scalar(select(Revision.value).where(Revision.name == "grids")) or 0


def span_around(connection: Connection, at: datetime) -> Span:
    """Between which two changes of versions or posts ``at`` lies."""
    ends = union_all(*(
        select(edge(table.valid).label("at")).where(table.valid.is_not(None))
        for table in (GridVersion, StaffPost) for edge in (func.lower, func.upper)
    )).subquery()
    start, end = func.max(ends.c.at).filter(ends.c.at <= at), func.min(ends.c.at).filter(ends.c.at > at)
    row = connection.execute(select(start, end)).one()
    return Span(*row)


def shapes_in_force(connection: Connection, at: datetime, *, town_id: int | None = None) -> list[dict[str, Any]]:
    """Every version in force at ``at`` with its shape (None where not drawn), in the order of code."""
    columns = (V.id, V.grid_id, V.town_id, V.edition_id, V.code, V.name, V.kind, V.level, V.parent_id, V.lies_in_id)
    paths = (cast(V.ground_path, String).label("ground_path"), cast(V.command_path, String).label("command_path"))
    query = select(*columns, *paths, V.area_m2, func.ST_AsBinary(V.geom).label("wkb")).where(V.valid.contains(at))
    if town_id is not None:
        query = query.where(V.town_id == town_id)
    rows = connection.execute(query.order_by(V.code.collate("C"))).mappings().all()
    shapes = shapely.from_wkb([row["wkb"] for row in rows])
    return [{**row, "geom": shape} for row, shape in zip(rows, shapes, strict=True)]


def towns_in_force(connection: Connection, at: datetime) -> list[str]:
    """Codes of the towns in force at ``at``, in order."""
    return list(connection.scalars(select(V.code).where(V.valid.contains(at), V.kind == "town").order_by(V.code.collate("C"))))


def people_in_force(connection: Connection, at: datetime) -> Sequence[RowMapping]:
    """Who is on which post of which grid at ``at``: grid_id, post, its names, the person's name and phone."""
    query = select(
        StaffPost.grid_id, StaffPost.post, _post_name(RequiredPost.name_zh).label("post_zh"),
        _post_name(RequiredPost.name_en).label("post_en"), StaffPost.name, StaffPost.phone,
    ).join(V, and_(V.grid_id == StaffPost.grid_id, V.valid.contains(at)))
    return connection.execute(
        query.where(StaffPost.valid.contains(at)).order_by(StaffPost.grid_id, StaffPost.id)
    ).mappings().all()


def _post_name(name: Any) -> Any:
    """How a post is called in a grid of this kind: as its town says, else as all towns do, else its own word."""
    said = (
        select(name).where(RequiredPost.post == StaffPost.post, RequiredPost.kind == V.kind)
        .where(RequiredPost.town_id.is_(None) | (RequiredPost.town_id == StaffPost.town_id))
        .order_by(RequiredPost.town_id.nulls_last()).limit(1)
    )
    return func.coalesce(said.correlate(StaffPost, V).scalar_subquery(), StaffPost.post)


def editions_in_force(connection: Connection, at: datetime) -> dict[int, tuple[str, datetime | None]]:
    """Town id -> name of the edition in force there at ``at``, and since when; None for a first edition, unbounded below."""
    begun = (Edition.effective_at.is_(None)) | (Edition.effective_at <= at)
    found = connection.execute(
        select(Edition.town_id, Edition.name, Edition.effective_at).ext(distinct_on(Edition.town_id))
        .where(Edition.state == "published", begun)
        .order_by(Edition.town_id, Edition.effective_at.desc().nulls_last())
    )
    return {row.town_id: (row.name, row.effective_at) for row in found}


def page(
    connection: Connection, at: datetime, *, within: str | None = None, level: int | None = None,
    bbox: tuple[float, float, float, float] | None = None, after: str | None = None, limit: int,
) -> Sequence[RowMapping]:
    """A page of grids in the order of code (by code point), shapes as GeoJSON text.

    ``within`` takes the grids on that code's ground (itself included); a box takes drawn grids only.
    """
    query = _described(at).order_by(V.code.collate("C")).limit(limit)
    if within is not None:
        query = query.where(cast(V.ground_path, Ltree).op("<@")(_ground_of(within, at)))
    if level is not None:
        query = query.where(V.level == level)
    if bbox is not None:
        query = query.where(V.geom.op("&&")(func.ST_MakeEnvelope(*bbox, 4326)), func.ST_Intersects(V.geom, func.ST_MakeEnvelope(*bbox, 4326)))
    if after is not None:
        query = query.where(V.code.collate("C") > after)
    return connection.execute(query).mappings().all()


def one(connection: Connection, code: str, at: datetime) -> RowMapping | None:
    return connection.execute(_described(at).where(V.code == code)).mappings().one_or_none()


def _described(at: datetime) -> Select[Any]:
    parent, ground = GridVersion.__table__.alias("parent"), GridVersion.__table__.alias("ground")
    columns = (V.grid_id, V.town_id, V.code, V.name, V.kind, V.level, V.area_m2)
    return (
        select(
            *columns, cast(V.ground_path, String).label("ground_path"),
            cast(V.command_path, String).label("command_path"),
            parent.c.code.label("parent"), ground.c.code.label("lies_in"),
            func.ST_AsGeoJSON(func.ST_ForcePolygonCCW(V.geom), 15, type_=String).label("geometry"),
            func.ST_X(V.label_point).label("label_lon"), func.ST_Y(V.label_point).label("label_lat"),
            func.lower(V.valid).label("valid_from"), func.upper(V.valid).label("valid_to"),
        )
        .outerjoin(parent, (parent.c.grid_id == V.parent_id) & parent.c.valid.contains(at))
        .outerjoin(ground, (ground.c.grid_id == V.lies_in_id) & ground.c.valid.contains(at))
        .where(V.valid.contains(at))
    )


def _ground_of(code: str, at: datetime) -> Any:
    host = GridVersion.__table__.alias("host")
    return select(host.c.ground_path).where(host.c.code == code, host.c.valid.contains(at)).scalar_subquery()


def counts_on_ground(connection: Connection, ground_path: str, at: datetime) -> RowMapping:
    """Households, their people and the units whose grid lies on this ground at ``at``."""
    ids = select(V.grid_id).where(V.ground_path.op("<@")(cast(ground_path, Ltree)), V.valid.contains(at))
    homes = select(
        func.count().label("households"),
        func.coalesce(func.sum(Household.people_registered), 0).label("people_registered"),
        func.coalesce(func.sum(Household.people_present), 0).label("people_present"),
    ).where(Household.grid_id.in_(ids)).subquery()
    units = select(func.count().label("units")).where(Unit.grid_id.in_(ids)).subquery()
    return connection.execute(select(homes, units).join(units, true())).mappings().one()


def named(connection: Connection, words: str, at: datetime, limit: int) -> Sequence[RowMapping]:
    """Grids whose code begins with the words or whose name holds them; the coarsest first, then by code."""
    like = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    query = select(
        V.grid_id, V.code, V.name, V.kind, V.level, func.ST_X(V.label_point).label("lon"),
        func.ST_Y(V.label_point).label("lat"), func.ST_XMin(V.geom).label("west"), func.ST_YMin(V.geom).label("south"),
        func.ST_XMax(V.geom).label("east"), func.ST_YMax(V.geom).label("north"),
    ).where(V.valid.contains(at), V.code.like(f"{like}%") | V.name.like(f"%{like}%"))
    exact = (V.code == words) | (V.name == words)
    return connection.execute(query.order_by(exact.desc(), V.level, V.code.collate("C")).limit(limit)).mappings().all()
