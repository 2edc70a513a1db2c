"""What grids cover together.

Where no border is at odds with its neighbour's, the union is a matter of leaving out shared edges (GEOS' coverage union,
a fifth of the time); only rows that are at odds are overlaid.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from gis_app.domain.checks import mismatch
from gis_app.domain.checks.sheet import Rows, Sheet, once


@once
def cover(sheet: Sheet) -> shapely.Geometry:
    """What the leaves cover together, in metres."""
    return together(sheet, sheet.leaves)


def together(sheet: Sheet, rows: Rows | Sequence[int]) -> shapely.Geometry:
    """The union of rows, in metres."""
    asked = np.asarray(rows, dtype=np.intp)
    tier = next((n for n, known in enumerate(sheet.tiers) if np.isin(asked, known).all()), None)
    if tier is None or not len(asked):
        return shapely.union_all(sheet.polygons[asked])
    odd = np.isin(asked, list(mismatch.marked(sheet, tier)))
    plain = shapely.coverage_union_all(sheet.polygons[asked[~odd]])
    return shapely.union_all([plain, *sheet.polygons[asked[odd]]]) if odd.any() else plain
