"""Do the grids still tile their ground after an edit? Asked of the polygons alone, by none of the coverage's own means.

Each segment of a border is walked once by the grid to its left and once, backwards, by what lies to its right: another
grid, or the outside. Walked twice in one direction is an overlap, never backwards a gap.
"""

from itertools import pairwise

import numpy as np
import shapely

from gis_app.domain.coverage import OUTSIDE, Coverage, Delta
from gis_app.domain.places import scale_at

Segment = tuple[tuple[float, float], tuple[float, float]]
LOST_M2 = 1e-3


class Tiling:
    """Who walks which segment; kept up with the edits, so that each costs only what it touched."""

    def __init__(self, coverage: Coverage) -> None:
        outline = coverage.polygon(OUTSIDE)
        self.square = float(np.prod(scale_at(outline.bounds[1])))
        self.whole = outline.area
        self.walks: dict[str, set[Segment]] = {}
        self.areas: dict[str, float] = {}
        self.walker: dict[Segment, str] = {}
        self._take(coverage, coverage.faces)

    def after(self, coverage: Coverage, delta: Delta) -> None:
        """Look at what an edit touched; fails where a grid is no valid polygon, a segment lacks a side, or land was lost."""
        self._take(coverage, {*delta.touched, *({OUTSIDE} if delta.outer else ())})

    def _take(self, coverage: Coverage, faces: object) -> None:
        gone, come = set[Segment](), set[Segment]()
        for face in faces:
            old = self.walks.pop(face, set())
            self.areas.pop(face, None)
            for segment in old:
                del self.walker[segment]
            gone |= old
        for face in (face for face in faces if face in coverage.faces):
            shape = coverage.polygon(face)
            assert shape.is_valid, face
            walk = _walk(shape, backwards=face == OUTSIDE)
            twice = walk & self.walker.keys()
            assert not twice, f"{face} and {[self.walker[one] for one in twice]} overlap at {min(twice)}"
            self.walker |= dict.fromkeys(walk, face)
            self.walks[face] = walk
            self.areas[face] = shape.area
            come |= walk
        lone = [segment for segment in come if segment[::-1] not in self.walker]
        lone += [segment[::-1] for segment in gone - come if segment[::-1] in self.walker]
        assert not lone, f"no other side at {min(lone)}"
        lost = abs(sum(area for face, area in self.areas.items() if face != OUTSIDE) - self.whole)
        assert max(lost, abs(self.areas[OUTSIDE] - self.whole)) * self.square < LOST_M2


def _walk(shape: shapely.Geometry, *, backwards: bool) -> set[Segment]:
    """The segments of all rings, with the ground to their left."""
    rings = shapely.get_rings(shapely.orient_polygons(shapely.get_parts(shape)))
    lines = [list(map(tuple, shapely.get_coordinates(ring).tolist())) for ring in rings]
    segments = [segment for line in lines for segment in pairwise(line[::-1] if backwards else line)]
    walk = set(segments)
    assert len(walk) == len(segments), "a ring walks a segment twice"
    return walk
