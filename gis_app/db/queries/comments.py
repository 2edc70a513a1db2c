"""Comments pinned to places of a draft."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from gis_app.db.models.drafts import DraftComment as C

COLUMNS = (C.id, C.text, func.ST_X(C.geom).label("lon"), func.ST_Y(C.geom).label("lat"), C.code, C.answers, C.actor, C.at, C.version,
           C.settled_at, C.settled_by)


def page(connection: Connection, edition_id: int) -> Sequence[RowMapping]:
    """Oldest first."""
    return connection.execute(select(*COLUMNS).where(C.edition_id == edition_id).order_by(C.id)).mappings().all()


def one(connection: Connection, edition_id: int, comment_id: int) -> RowMapping | None:
    query = select(*COLUMNS).where(C.edition_id == edition_id, C.id == comment_id)
    return connection.execute(query).mappings().one_or_none()


def add(connection: Connection, lon: float, lat: float, **values: Any) -> int:
    place = func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
    made: int = connection.execute(insert(C).values(geom=place, **values).returning(C.id)).scalar_one()
    return made


def settle(connection: Connection, comment_id: int, by: str, at: datetime) -> None:
    """Who settled it first stays."""
    connection.execute(update(C).where(C.id == comment_id, C.settled_at.is_(None)).values(settled_at=at, settled_by=by))
