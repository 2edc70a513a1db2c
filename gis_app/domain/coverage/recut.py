"""The local mechanism of every edit that divides ground: some faces are cut along lines, and each piece gets a face.

    ┌─────┬─────┐      the faces' borders and the cuts are noded together, the pieces named anew; what lies
    │  A ╱│  B  │      around keeps its own border, but for nodes where a cut now ends on it
    │   ╱ │     │
    └──┴──┴─────┘
"""

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from gis_app.domain.coverage.change import change
from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import Edge
from gis_app.domain.coverage.labelling import labelled
from gis_app.domain.coverage.precision import noded
from gis_app.domain.coverage.subdivision import Coverage
from gis_app.domain.coverage.tree import Unit

Objects = NDArray[np.object_]
Naming = Callable[[Objects, Objects], Objects]
"""From pieces (polygons) and the face each was of, to the face each shall be of."""


def recut(coverage: Coverage, faces: Collection[str], cuts: Sequence[LineString], name: Naming,
          units: Mapping[str, Unit | None] | None = None) -> Delta:
    """The delta that cuts ``faces`` along ``cuts`` and names the pieces.

    Ends of cuts that hang free inside a face, and what of them lies outside the faces, leave no trace.
    """
    border = {edge for face in faces for edge in coverage.faces[face]}
    lines = noded([*(edge.line for edge in border), *cuts])
    pieces, owners = _pieces(coverage, sorted(faces), lines)
    outer = [edge for edge in border if (edge.left in faces) != (edge.right in faces)]
    raw = labelled(lines, pieces, name(pieces, owners), _beyond(outer, faces))
    return change(coverage, border, raw, units)


def _pieces(coverage: Coverage, faces: Sequence[str], lines: Sequence[LineString]) -> tuple[Objects, Objects]:
    """The areas between the lines that lie in the faces, and the face of each."""
    areas = shapely.get_parts(shapely.polygonize(lines))
    ground = np.array([coverage.polygon(face) for face in faces], dtype=object)
    at, face = shapely.STRtree(ground).query(shapely.point_on_surface(areas), predicate="intersects")
    at, first = np.unique(at, return_index=True)
    return areas[at], np.array(faces, dtype=object)[face[first]]


def _beyond(outer: Sequence[Edge], faces: Collection[str]) -> Callable[[LineString], str]:
    """The face outside the faces along a line: that of the outer border on which the line lies."""
    tree = shapely.STRtree([edge.line for edge in outer])

    def beyond(line: LineString) -> str:
        middle = shapely.line_interpolate_point(shapely.LineString(shapely.get_coordinates(line)[:2]), 0.5, normalized=True)
        edge = outer[int(tree.nearest(middle))]
        return edge.right if edge.left in faces else edge.left

    return beyond
