"""The shapes of an edition, and their outlines for tiles of small scales."""

from collections.abc import Sequence
from typing import Any

import shapely
from sqlalchemy import Connection, delete, func, insert, select

from gis_app.db.models.grids import GridVersion
from gis_app.db.models.tiles import GridOutline


def shapes_of_edition(connection: Connection, edition_id: int) -> list[tuple[int, str, Any]]:
    """Id, kind and EPSG:3857 shape of every drawn version of an edition."""
    row = GridVersion
    found = connection.execute(
        select(row.id, row.kind, func.ST_AsBinary(row.geom_3857).label("wkb")).where(row.edition_id == edition_id, row.geom.is_not(None)).order_by(row.id)
    ).all()
    return list(zip((one.id for one in found), (one.kind for one in found), shapely.from_wkb([one.wkb for one in found]), strict=True))


def replace_outlines(connection: Connection, rows: Sequence[tuple[int, int, Any]]) -> None:
    """Write outlines (version, zoom, EPSG:3857 shape), over those that the versions had."""
    ids = sorted({version for version, _, _ in rows})
    connection.execute(delete(GridOutline).where(GridOutline.version_id.in_(ids)))
    if rows:
        shapes = shapely.to_wkb(shapely.set_srid([shape for _, _, shape in rows], 3857), hex=True, include_srid=True)
        connection.execute(insert(GridOutline), [
            {"version_id": version, "zoom": zoom, "geom": str(shape)} for (version, zoom, _), shape in zip(rows, shapes, strict=True)
        ])
