"""The local mechanism of every edit that moves borders: edges get other vertices and keep their faces."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from shapely import LineString

from gis_app.domain.coverage.change import change
from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import Edge, Point
from gis_app.domain.coverage.precision import rounded
from gis_app.domain.coverage.subdivision import Coverage

Array = NDArray[np.float64]


def redraw(coverage: Coverage, lines: Mapping[Edge, Array]) -> Delta:
    """The delta that gives edges new vertices, shape (n, 2), in the direction they have.

    An edge that shrinks to nothing goes; whether the rest still holds is for ``violations`` to say.
    """
    raw = []
    for edge, xy in lines.items():
        new = rounded(xy)
        new = new[np.append(True, (np.diff(new, axis=0) != 0).any(axis=1))]
        if len(new) > 1:
            raw.append(Edge(LineString(new), edge.left, edge.right))
    return change(coverage, lines, raw)


def move_vertices(coverage: Coverage, to: Mapping[Point, Point]) -> Delta:
    """The delta that moves vertices; every border through one of them follows."""
    lines = {}
    for edge in coverage.edges_through(list(to)):
        lines[edge] = np.array([to.get((x, y), (x, y)) for x, y in edge.xy.tolist()])
    return redraw(coverage, lines)
