"""Roads as people go by them: lines with their class and the direction in which one may go."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from gis_app.db.models.features import FeatureLine

LAYER = "roads"


def roads(connection: Connection, town_id: int) -> tuple[NDArray[np.object_], Sequence[str | None], Sequence[str | None]]:
    """A town's roads: lines in lon/lat, the class of each, and what its source says of one-way traffic, if anything."""
    line = FeatureLine
    query = select(func.ST_AsBinary(line.geom).label("wkb"), line.category, line.properties["oneway"].astext.label("oneway"))
    rows = connection.execute(query.where(line.town_id == town_id, line.layer == LAYER).order_by(line.id)).all()
    return np.array(shapely.from_wkb([row.wkb for row in rows]), dtype=object), [row.category for row in rows], [row.oneway for row in rows]
