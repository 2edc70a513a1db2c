"""Streams as lines and as water areas whose width grows with the springs above."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.sample.frame import Array
from gis_app.domain.sample.layout import Layout
from gis_app.domain.sample.paths import eased, smoothed


@dataclass(frozen=True)
class Water:
    """Lines in metres with a half width each; tributaries end exactly on the line that they join."""

    lines: list[Array]
    half_width: Array

    @property
    def areas(self) -> NDArray[np.object_]:
        """The water's surface, one area a line."""
        drawn = [shapely.linestrings(line) for line in self.lines]
        return np.asarray(shapely.buffer(drawn, self.half_width, quad_segs=4))


def run_water(layout: Layout) -> Water:
    """Draw the courses; they are cut where another joins, so that joined ends stay joined when eased."""
    joints = {course[-1] for course in layout.courses} | {course[0] for course in layout.courses}
    lines, widths = [], []
    for course in layout.courses:
        for piece in _pieces(course, joints):
            lines.append(eased(smoothed(layout.ground.points[piece], 2)))
            widths.append(4.5 + 4.0 * np.sqrt(layout.burden[piece[0]]))
    return Water(lines, np.array(widths))


def _pieces(course: list[int], joints: set[int]) -> list[list[int]]:
    cuts = [0, *[i for i in range(1, len(course) - 1) if course[i] in joints], len(course) - 1]
    return [course[a : b + 1] for a, b in pairwise(cuts) if b > a]
