"""Vector tiles made by the database: features of declared layers, grids with their labels, incidents as points or cells.

Every query finds by the index on EPSG:3857 and cuts to the tile; a tile must have been checked to exist (``ST_TileEnvelope`` raises).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Table,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import BigInteger, Float

from gis_app.db.models.features import FeatureArea, FeatureLine, FeaturePoint
from gis_app.db.models.incidents import Incident
from gis_app.db.models.register import Building, Household, Unit
from gis_app.db.queries.incidents import Filter, conditions
from gis_app.domain.tiles import Tile

EXTENT, BUFFER = 4096, 64
TABLES: Mapping[str, Table] = {
    model.__tablename__: model.__table__  # type: ignore[misc]
    for model in (Building, Household, Unit, FeatureArea, FeatureLine, FeaturePoint)
}
DONE = ("verified", "closed", "archived", "void")


def features(
    connection: Connection, name: str, tile: Tile, tables: Sequence[str], fields: Sequence[str], *,
    layer: str | None = None, classes: Mapping[str, int] | None = None,
) -> bytes:
    """One layer of features from tables of the ground or the register, with the declared ``fields`` only.

    ``layer`` picks within a feature table; ``classes`` says from which zoom a category is sent (``other``: any not named).
    """
    parts = [_cut(TABLES[one], tile, fields, layer, classes) for one in tables]
    return _mvt(connection, union_all(*parts) if len(parts) > 1 else parts[0], name)


def _cut(
    origin: Table, tile: Tile, fields: Sequence[str], layer: str | None, classes: Mapping[str, int] | None,
) -> Select[Any]:
    columns = [(origin.c[field] if field in origin.c else origin.c.properties[field].astext).label(field) for field in fields]
    query = select(_cut_shape(origin.c.geom_3857, tile), *columns).where(origin.c.geom_3857.op("&&")(_envelope(tile)))
    if layer is not None:
        query = query.where(origin.c.layer == layer)
    if classes:
        shown = [name for name, zoom in classes.items() if zoom <= tile.z]
        kept: ColumnElement[bool] = origin.c.category.in_(shown)
        if classes.get("other", 0) <= tile.z:
            kept = or_(kept, func.coalesce(origin.c.category, "").not_in(list(classes)))
        query = query.where(kept)
    return query


# materialized: else each shape is cut once for the tile and once more for IS NOT NULL
GRIDS = text("""
WITH shown AS (
  SELECT v.id, v.code, v.name, v.kind, v.level, v.area_m2, v.label_point, coalesce(o.geom, v.geom_3857) AS shape
  FROM grid_version v LEFT JOIN grid_outline o ON o.version_id = v.id AND o.zoom = :outline
  WHERE v.valid @> CAST(:at AS timestamptz) AND v.kind = ANY (:kinds)
    AND v.geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => :margin)
), shapes AS MATERIALIZED (
  SELECT code, name, kind, level, area_m2, ST_AsMVTGeom(shape, ST_TileEnvelope(:z, :x, :y), :extent, :buffer) AS geom FROM shown
), labels AS MATERIALIZED (
  SELECT code, name, kind, level, ST_AsMVTGeom(ST_Transform(label_point, 3857), ST_TileEnvelope(:z, :x, :y), :extent, 0) AS geom
  FROM shown
)
SELECT (SELECT ST_AsMVT(shapes, 'grids', :extent, 'geom') FROM shapes WHERE geom IS NOT NULL)
    || (SELECT ST_AsMVT(labels, 'grid_labels', :extent, 'geom') FROM labels WHERE geom IS NOT NULL)
""").bindparams(bindparam("kinds", type_=ARRAY(String)))


def grids(connection: Connection, tile: Tile, at: datetime, kinds: Sequence[str], outline: int) -> bytes:
    """Grids in force at ``at`` and their names; ``outline`` is the zoom of the simplified shapes to use (0 for the shapes themselves)."""
    return bytes(connection.execute(GRIDS, {
        "z": tile.z, "x": tile.x, "y": tile.y, "at": at, "kinds": list(kinds), "outline": outline,
        "extent": EXTENT, "buffer": BUFFER, "margin": BUFFER / EXTENT,
    }).scalar_one())


def incident_points(connection: Connection, tile: Tile, wanted: Filter, now: datetime, most: int) -> bytes | None:
    """Single incidents, or None where there are more than ``most``."""
    row = Incident
    overdue = func.coalesce(row.due_at < now, False) & row.state.not_in(DONE)
    query = select(
        _cut_shape(row.geom_3857, tile), cast(row.id, String).label("id"), row.number, row.item_code.label("item"), row.state,
        row.source, row.grid_code, row.rule, row.near_boundary, overdue.label("overdue"),
        cast(func.extract("epoch", row.due_at), BigInteger).label("due_at"),
    ).where(row.geom_3857.op("&&")(_envelope(tile)), *_shown(wanted)).limit(most + 1)
    found = query.subquery()
    count = select(func.count()).select_from(found).scalar_subquery()
    whole = select(case((count > most, null()), else_=_as_mvt(found, "incidents")))
    made = connection.execute(whole).scalar_one_or_none()
    return None if made is None else bytes(made)


def incident_cells(connection: Connection, wanted: Filter, box: tuple[float, float, float, float], shift: int, most: int) -> Sequence[Any]:
    """Live counts of finest cells shifted by ``shift``: x, y, n. Reads at most ``most`` incidents of a box in EPSG:3857."""
    row = Incident
    kept = select(row.geom_3857.label("place")).where(row.geom_3857.op("&&")(func.ST_MakeEnvelope(*box, 3857)), *_shown(wanted)).limit(most).subquery()
    x = func.wangge_cell_x(kept.c.place).op(">>")(shift)
    y = func.wangge_cell_y(kept.c.place).op(">>")(shift)
    return connection.execute(select(x.label("x"), y.label("y"), func.count().label("n")).group_by("x", "y")).all()


def _shown(wanted: Filter) -> list[Any]:
    """The list's filter; voided incidents only where they are asked for."""
    return [*conditions(wanted), *(() if wanted.states else (Incident.state != "void",))]


def cells(connection: Connection, x: Sequence[float], y: Sequence[float], count: Sequence[int], rough: bool) -> bytes:
    """A tile of counted cells at places in tile units; ``rough`` says that too many were meant to count each."""
    return bytes(connection.execute(text("""
        SELECT ST_AsMVT(t, 'incidents', 4096, 'geom')
        FROM (SELECT ST_MakePoint(px, py) AS geom, count, CAST(:rough AS boolean) AS rough
              FROM unnest(:x, :y, :count) AS c (px, py, count)) t
    """).bindparams(
        bindparam("x", type_=ARRAY(Float)), bindparam("y", type_=ARRAY(Float)), bindparam("count", type_=ARRAY(BigInteger)),
    ), {"x": list(x), "y": list(y), "count": list(count), "rough": rough}).scalar_one())


def _envelope(tile: Tile) -> ColumnElement[Any]:
    return func.ST_TileEnvelope(tile.z, tile.x, tile.y, text("margin => 0.015625"))


def _cut_shape(shape: Any, tile: Tile) -> ColumnElement[Any]:
    bounds = func.ST_TileEnvelope(tile.z, tile.x, tile.y)
    return func.ST_AsMVTGeom(shape, bounds, EXTENT, BUFFER, type_=None).label("geom")


def _mvt(connection: Connection, query: Any, name: str) -> bytes:
    cut_once = query.offset(0).subquery()  # else it is pulled up, and each shape cut again for IS NOT NULL
    return bytes(connection.execute(select(_as_mvt(cut_once, name))).scalar_one())


def _as_mvt(found: Any, name: str) -> Any:
    kept = select(found).where(found.c.geom.is_not(None)).subquery("kept")
    return select(func.ST_AsMVT(text("kept"), literal(name), EXTENT, "geom")).select_from(kept).scalar_subquery()
