"""Places found by their address or name: households and units."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, String, func, literal, null, select, union_all

from gis_app.db.models.register import Household, Unit


def addressed(connection: Connection, words: str, limit: int) -> Sequence[RowMapping]:
    """Units by name or address, then households by address, the shortest match first.

    Served by trigram indexes; words of one or two characters read them whole and stop at ``limit``.
    """
    like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    units = select(
        literal("unit").label("kind"), Unit.name.label("title"), Unit.address.label("subtitle"), Unit.grid_id,
        func.ST_X(Unit.geom).label("lon"), func.ST_Y(Unit.geom).label("lat"),
    ).where(Unit.name.like(like) | Unit.address.like(like)).order_by(func.length(Unit.name), Unit.id).limit(limit)
    homes = select(
        literal("household").label("kind"), Household.address.label("title"), null().cast(String).label("subtitle"),
        Household.grid_id, func.ST_X(Household.geom).label("lon"), func.ST_Y(Household.geom).label("lat"),
    ).where(Household.address.like(like)).order_by(func.length(Household.address), Household.id).limit(limit)
    both = union_all(select(units.subquery()), select(homes.subquery())).limit(limit)
    return connection.execute(both).mappings().all()
