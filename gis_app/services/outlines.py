"""Outlines of grids for the small scales: made when an edition is published, so that no tile simplifies anything."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from sqlalchemy import Connection

from gis_app.db.queries import outlines as queries
from gis_app.domain.tiles import EQUATOR, PIXELS

OUTLINE_ZOOMS = (8, 10, 12, 14)
TIERS = (("town",), ("work_area",), ("village",), ("grid", "enterprise"), ("micro",))


def simplify_edition(connection: Connection, edition_id: int) -> int:
    """Make the outlines of an edition's grids for zooms 8 to 14; how many shapes there are.

    Siblings are simplified together (Visvalingam over the coverage), to half a pixel: a shared border stays shared.
    """
    shapes = queries.shapes_of_edition(connection, edition_id)
    rows = [row for tier in TIERS for row in _outlines([(version, shape) for version, kind, shape in shapes if kind in tier])]
    queries.replace_outlines(connection, rows)
    return len(shapes)


def _outlines(shapes: Sequence[tuple[int, shapely.Geometry]]) -> Iterable[tuple[int, int, shapely.Geometry]]:
    if not shapes:
        return
    versions, drawn = zip(*shapes, strict=True)
    for zoom in OUTLINE_ZOOMS:
        half_pixel = EQUATOR / (PIXELS << zoom) / 2
        for version, shape in zip(versions, shapely.coverage_simplify(np.array(drawn), half_pixel), strict=True):
            yield version, zoom, shape if isinstance(shape, shapely.MultiPolygon) else shapely.MultiPolygon([shape])
