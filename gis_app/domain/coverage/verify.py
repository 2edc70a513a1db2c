"""Does the subdivision hold? A proof by faces, whole or only of what an edit touched.

Every edge runs once forward along one face and once back along another, so the borders of all faces together cancel to
the border of the outline. If each face's rings close and make a valid polygon, and the outline is valid too, then every
place of the outline lies in exactly one face: winding numbers add up. No pair of faces needs to be compared, and an edit
that leaves the outline and all but three faces alone is proven by those three.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import shapely

from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import OUTSIDE, Edge
from gis_app.domain.coverage.joining import count_ends
from gis_app.domain.coverage.subdivision import NONE, Coverage

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


@dataclass(frozen=True)
class Violation:
    """``rule``: sides, node, ring, crossing or tree; ``at``: lon, lat where it can be told."""

    rule: str
    key: str
    at: tuple[float, float] | None = None


def violations(coverage: Coverage, delta: Delta | None = None) -> list[Violation]:
    """All that breaks the subdivision; with ``delta``, only around what that edit, just applied, touched."""
    if delta is None:
        faces: Iterable[str] = coverage.faces
        edges = coverage.edges
    else:
        faces = (delta.touched | ({OUTSIDE} if delta.outer else set())) & coverage.faces.keys()
        edges = delta.added
    return [*_tree(coverage, faces), *_edges(coverage, edges), *(found for face in faces for found in _face(coverage, face))]


def _tree(coverage: Coverage, faces: Iterable[str]) -> Iterator[Violation]:
    """Every face is a unit, and no unit lies in a face."""
    for face in faces:
        if face != OUTSIDE and (face not in coverage.units or coverage.children.get(face)):
            yield Violation("tree", face)


def _edges(coverage: Coverage, edges: Iterable[Edge]) -> Iterator[Violation]:
    """Two different faces, and nodes where an edge must end."""
    for edge in edges:
        if edge.left == edge.right or any(edge not in coverage.faces.get(face, NONE) for face in edge.faces):
            yield Violation("sides", edge.left, edge.ends[0])
        for end in edge.ends:
            around = coverage.nodes.get(end, NONE)
            ends = count_ends(around)[end]
            if ends < 2 or (ends == 2 and len(around) != 1):
                yield Violation("node", edge.left, end)


def _face(coverage: Coverage, face: str) -> Iterator[Violation]:
    """Its rings close, use every border segment once with the face to its left, and make a valid polygon."""
    shape = coverage.polygon(face)
    rings = sum(1 + len(part.interiors) for part in shapely.get_parts(shape))
    drawn = int(shapely.get_num_coordinates(shape)) - rings
    if drawn != sum(len(edge.xy) - 1 for edge in coverage.faces[face]):
        yield Violation("ring", face, _crossing(coverage, face))
    elif not shapely.is_valid(shape):
        yield Violation("crossing", face, _place(shapely.is_valid_reason(shape)))


def _crossing(coverage: Coverage, face: str) -> tuple[float, float] | None:
    """Where two of the face's borders meet other than at a node; None where they do not close."""
    lines = [edge.line for edge in coverage.faces[face]]
    noded = shapely.get_coordinates(shapely.union_all(lines))
    known = {(x, y) for line in lines for x, y in shapely.get_coordinates(line).tolist()}
    return next(((x, y) for x, y in noded.tolist() if (x, y) not in known), None)


def _place(reason: str) -> tuple[float, float] | None:
    found = _PLACE.search(reason)
    return None if found is None else (float(found[1]), float(found[2]))
