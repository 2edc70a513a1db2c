"""What leaves in a file: grids, incidents without words or people, the register without addresses, features."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from gis_app.db.models.features import FeatureArea, FeatureLine, FeaturePoint
from gis_app.db.models.grids import GridVersion
from gis_app.db.models.incidents import Incident
from gis_app.db.models.items import Item
from gis_app.db.models.register import Building, Household, Unit
from gis_app.db.models.staff import StaffPost

FEATURES: dict[str, Any] = {"feature_point": FeaturePoint, "feature_line": FeatureLine, "feature_area": FeatureArea}


def grids(at: datetime) -> Select[Any]:
    """The grids in force at an instant, parents and ground by code, with the head's name."""
    one, over, under = GridVersion, GridVersion.__table__.alias("over"), GridVersion.__table__.alias("under")
    head = (
        select(func.min(StaffPost.name))
        .where(StaffPost.grid_id == one.grid_id, StaffPost.post == "head", StaffPost.valid.contains(at))
        .scalar_subquery()
    )
    return (
        select(one.code, one.name, one.kind, one.level, over.c.code.label("parent"), under.c.code.label("lies_in"),
               head.label("head"), one.area_m2, func.ST_AsBinary(one.geom).label("wkb"))
        .outerjoin(over, (over.c.grid_id == one.parent_id) & over.c.valid.contains(at))
        .outerjoin(under, (under.c.grid_id == one.lies_in_id) & under.c.valid.contains(at))
        .where(one.valid.contains(at)).order_by(one.level, one.code.collate("C"))
    )


def incidents(until: datetime | None) -> Select[Any]:
    """Incidents reported before an instant: never their text, address or reporter."""
    one = Incident
    columns: tuple[Any, ...] = (
        one.id, one.number, one.external_id, one.source, one.item_code.label("item"), Item.name_zh.label("item_name"),
        one.item_given, one.state, one.reported_at, one.due_at, one.done_at, one.accuracy_m, one.grid_code, one.rule,
        one.near_boundary, one.distance_m, func.ST_AsBinary(one.geom).label("wkb"),
    )
    query = (
        select(*columns)
        .outerjoin(Item, Item.code == one.item_code).order_by(one.reported_at, one.id)
    )
    return query if until is None else query.where(one.reported_at < until)


def households() -> Select[Any]:
    one = Household
    return select(one.external_id.label("id"), one.people_registered.label("people"), one.people_present,
                  func.ST_AsBinary(one.geom).label("wkb")).order_by(one.id)


def units() -> Select[Any]:
    one = Unit
    return select(one.external_id.label("id"), one.name, one.kind, func.ST_AsBinary(one.geom).label("wkb")).order_by(one.id)


def buildings() -> Select[Any]:
    one = Building
    return select(one.external_id.label("id"), one.name, one.use, one.floors,
                  func.ST_AsBinary(one.geom).label("wkb")).order_by(one.id)


def features(table: str, layer: str) -> Select[Any]:
    """One feature table's part of a declared layer."""
    one = FEATURES[table]
    return (
        select(one.external_id.label("id"), one.name, one.category, func.ST_AsBinary(one.geom).label("wkb"))
        .where(one.layer == layer).order_by(one.id)
    )


def rows(connection: Connection, query: Select[Any]) -> tuple[list[str], Sequence[Row[Any]]]:
    """Column names and rows."""
    result = connection.execute(query)
    return list(result.keys()), result.all()

