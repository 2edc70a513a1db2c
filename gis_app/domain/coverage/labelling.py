"""Each line of noded linework learns which area lies to its left and which to its right."""

from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from gis_app.domain.coverage.edge import OUTSIDE, Edge

Objects = NDArray[np.object_]


def labelled(lines: Sequence[LineString], areas: Objects, names: Objects,
             beyond: Callable[[LineString], str] = lambda _: OUTSIDE) -> list[Edge]:
    """Stretches of border between areas of different names.

    Parameters
    ----------
    lines
        Noded: they meet at their ends only.
    areas, names
        Polygons made of whole lines, and the name of the face that each belongs to.
    beyond
        The name on the far side of a line that has an area on one side only. A line without any is dropped.
    """
    to_left = _named_segments(areas, names)
    stretches = []
    for line in lines:
        a, b = map(tuple, shapely.get_coordinates(line)[:2].tolist())
        left, right = to_left.get((a, b)), to_left.get((b, a))
        if left is None and right is None:
            continue
        left, right = (beyond(line) if name is None else name for name in (left, right))
        if left != right:
            stretches.append(Edge(line, left, right))
    return stretches


def _named_segments(areas: Objects, names: Objects) -> dict[tuple[tuple[float, ...], tuple[float, ...]], str]:
    """The name to the left of each segment of the areas' rings."""
    oriented = shapely.orient_polygons(areas)
    rings, owner = shapely.get_rings(oriented, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    points = [(x, y) for x, y in xy.tolist()]
    same = np.flatnonzero(ring[1:] == ring[:-1])
    called = names[owner[ring[same]]]
    return {(points[at], points[at + 1]): name for at, name in zip(same.tolist(), called.tolist(), strict=True)}
