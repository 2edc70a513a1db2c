"""The local mechanism of every edit that divides ground: some faces are cut along lines, and each piece gets a face.

    ┌─────┬─────┐      the borders near a cut are noded with it, the pieces named anew; what lies around keeps its
    │  A ╱│  B  │      own border, but for nodes where a cut now ends on it
    │   ╱ │     │
    └──┴──┴─────┘
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from gis_app.domain.coverage.change import change
from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import Edge
from gis_app.domain.coverage.labelling import Sides
from gis_app.domain.coverage.precision import PRECISION_DEG, noded
from gis_app.domain.coverage.subdivision import Coverage
from gis_app.domain.coverage.tree import Unit

Objects = NDArray[np.object_]
Naming = Callable[[Objects, Objects], Objects]
"""From pieces (polygons) and the face each was of, to the face each shall be of."""

NEAR_DEG = 10 * PRECISION_DEG


def recut(coverage: Coverage, faces: Collection[str], cuts: Sequence[LineString], name: Naming,
          units: Mapping[str, Unit | None] | None = None) -> Delta:
    """The delta that cuts ``faces`` along ``cuts`` and names the pieces.

    Ends of cuts that hang free inside a face, and what of them lies outside the faces, leave no trace.
    """
    border = sorted({edge for face in faces for edge in coverage.faces[face]}, key=lambda edge: edge.digest)
    near = [edge for edge, met in zip(border, _met(border, cuts), strict=True) if met]
    far = set(border).difference(near)
    lines = noded([*(edge.line for edge in near), *cuts]) if cuts else []
    pieces, owners = _pieces(coverage, sorted(faces), [*lines, *(edge.line for edge in far)])
    sides = Sides(pieces, name(pieces, owners))
    renamed = {edge: new for edge in far if (new := _renamed(edge, sides)).faces != edge.faces}
    raw = [*_stretches(lines, sides, near, faces), *renamed.values()]
    return change(coverage, [*near, *renamed], [edge for edge in raw if edge.left != edge.right], units)


def _met(border: Sequence[Edge], cuts: Sequence[LineString]) -> Iterable[bool]:
    """Which borders a cut comes so near that noding may change them."""
    if not cuts:
        return [False] * len(border)
    met: Iterable[bool] = shapely.dwithin(np.array([edge.line for edge in border]), shapely.multilinestrings(cuts), NEAR_DEG)
    return met


def _pieces(coverage: Coverage, faces: Sequence[str], lines: Sequence[LineString]) -> tuple[Objects, Objects]:
    """The areas between the lines that lie in the faces, and the face of each."""
    areas = shapely.get_parts(shapely.polygonize(lines))
    ground = np.array([coverage.polygon(face) for face in faces], dtype=object)
    at, face = shapely.STRtree(ground).query(shapely.point_on_surface(areas), predicate="intersects")
    at, first = np.unique(at, return_index=True)
    return areas[at], np.array(faces, dtype=object)[face[first]]


def _renamed(edge: Edge, sides: Sides) -> Edge:
    """The edge between the pieces beside it; where there is none it keeps the face it had."""
    left, right = sides.of(edge.line)
    return Edge(edge.line, left or edge.left, right or edge.right)


def _stretches(lines: Sequence[LineString], sides: Sides, near: Sequence[Edge], faces: Collection[str]) -> Iterator[Edge]:
    """The noded lines between pieces; one with a piece on one side only lies on an outer border, whose far face it keeps."""
    outer = [edge for edge in near if (edge.left in faces) != (edge.right in faces)]
    tree = shapely.STRtree([edge.line for edge in outer])
    for line in lines:
        left, right = sides.of(line)
        if left is None and right is None:
            continue
        if (left is None or right is None) and outer:
            middle = shapely.line_interpolate_point(LineString(shapely.get_coordinates(line)[:2]), 0.5, normalized=True)
            edge = outer[int(tree.nearest(middle))]
            beyond = edge.right if edge.left in faces else edge.left
            left, right = left or beyond, right or beyond
        if left is not None and right is not None:
            yield Edge(line, left, right)
