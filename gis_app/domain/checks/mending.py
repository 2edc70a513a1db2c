"""Making an invalid polygon valid without the risk of never coming back.

``make_valid`` takes seconds on a star of 500 vertices by structure and six minutes by linework: the work grows with the
crossings. So crossings are bounded first, and only the structure method is used.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

MAX_CROSSINGS = 20_000
BATCH_PAIRS = 1_000_000
POLYGONS = (3, 6)


def is_tangled(shape: shapely.Geometry) -> bool:
    """Whether the borders meet themselves more often than anybody would draw; judged by the edges' boxes."""
    edges = _edges(shape)
    tree = shapely.STRtree(edges)
    step = max(1, BATCH_PAIRS // max(len(edges), 1))
    met = 0
    for start in range(0, len(edges), step):
        met += tree.query(edges[start:start + step]).shape[1]
        if met - 5 * len(edges) > MAX_CROSSINGS * 2:
            return True
    return False


def mend(shape: shapely.Geometry) -> shapely.Geometry | None:
    """The valid polygon or multipolygon that ``shape`` stands for; None where there is none or it is too tangled."""
    if shapely.is_valid(shape):
        return shape
    if is_tangled(shape):
        return None
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape, method="structure", keep_collapsed=False)))
    areas = parts[np.isin(shapely.get_type_id(parts), POLYGONS)]
    if not len(areas):
        return None
    return areas[0] if len(areas) == 1 else shapely.multipolygons(areas)


def _edges(shape: shapely.Geometry) -> NDArray[np.object_]:
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    same = ring[1:] == ring[:-1]
    pairs = np.stack([xy[:-1][same], xy[1:][same]], axis=1)
    edges: NDArray[np.object_] = shapely.linestrings(pairs)
    return edges
