"""Take a proposal wholly: all grids inside a unit are drawn anew at once, as one edit that one undo takes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import GAP, Coverage, Delta, Unit
from gis_app.domain.coverage.recut import recut
from gis_app.domain.edits.edit import Edit
from gis_app.domain.edits.grounds import area_of, known, ring_lines, under
from gis_app.domain.edits.reading import Areas
from gis_app.errors import WanggeError

Objects = NDArray[np.object_]


@dataclass(frozen=True)
class TakeProposal(Edit):
    """``areas`` gives each grid inside ``within`` its polygons: present codes stay the grids they are, others are new.

    Enterprises keep their ground; present grids that are not named go. What no polygon covers falls to the nearest.
    """

    name: ClassVar[str] = "take_proposal"
    zh: ClassVar[str] = "采用划分方案，重划 {within} 内的网格"
    en: ClassVar[str] = "took a proposal: the grids inside {within} drawn anew"

    within: str
    areas: Areas
    parts: bool = False

    def plan(self, coverage: Coverage) -> Delta:
        known(coverage, self.within)
        faces = [face for face in coverage.leaves_of(self.within) if coverage.units[face].kind != "enterprise"]
        if not faces:
            raise WanggeError("edit_no_leaf", grid=self.within)
        drawn = {key: shapely.union_all([area_of("areas", area) for area in areas]) for key, areas in self.areas.items()}
        keys, shapes = np.array(list(drawn), dtype=object), np.array(list(drawn.values()), dtype=object)
        tree = shapely.STRtree(shapes)

        def name(pieces: Objects, owners: Objects) -> Objects:
            return np.asarray(keys[tree.nearest(shapely.point_on_surface(pieces))])

        cuts = [line for shape in shapes for line in ring_lines(shape)]
        return recut(coverage, faces, cuts, name, _units(coverage, faces, drawn))


def _units(coverage: Coverage, faces: Sequence[str], drawn: Mapping[str, shapely.Geometry]) -> dict[str, Unit | None]:
    """Grids that are not named go; a new one lies where most of its ground did."""
    units: dict[str, Unit | None] = {face: None for face in faces if face not in drawn and coverage.units[face].kind != GAP}
    ground = np.array([coverage.polygon(face) for face in faces], dtype=object)
    for key in drawn.keys() - set(faces):
        most = coverage.units[faces[int(shapely.area(shapely.intersection(ground, drawn[key])).argmax())]]
        units[key] = under(coverage, key, most.parent, most.kind if most.kind != GAP else "grid")
    return units
