"""Where neighbours' borders do not run through the same vertices: what ``coverage_invalid_edges`` marks, pair by pair."""

import numpy as np
import shapely

from gis_app.domain.checks.sheet import JITTER_M, Rows, Sheet, once


@once
def marked(sheet: Sheet, tier: int) -> dict[int, shapely.Geometry]:
    """Row -> the part of its border that no neighbour shares exactly, or that another polygon covers."""
    rows: Rows = sheet.tiers[tier]
    if not len(rows):
        return {}
    edges = shapely.coverage_invalid_edges(sheet.polygons[rows])
    return {int(rows[n]): edges[n] for n in np.flatnonzero(~shapely.is_empty(edges))}


@once
def pairs(sheet: Sheet, tier: int) -> tuple[tuple[int, int], ...]:
    """Neighbours of which one at least is marked."""
    found = marked(sheet, tier)
    return tuple((i, j) for i, j in sheet.touching(sheet.tiers[tier], JITTER_M) if i in found or j in found)
