"""The ground to be divided: atoms that are never cut, their homes, and the graph of who lies beside whom."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis_app.domain.coverage import Shape
from gis_app.domain.proposals.adjacency import BORDER, GROUP, KINDS, ROAD, STREAM, Beside, beside
from gis_app.domain.proposals.blocks import faces, half_ways, seeds
from gis_app.domain.proposals.joining import joined
from gis_app.domain.proposals.keeping import present_of
from gis_app.domain.proposals.plane import Array, Objects, Plane
from gis_app.errors import WanggeError

Ints = NDArray[np.int64]

NOTHING: Objects = np.empty(0, dtype=object)
OPEN_ATOMS = 25
"""Points of open land for each grid wanted: as finely as a border there can choose its way."""
HOMES_ATOMS = 90
"""Atoms with homes for each grid wanted, about: grids can then differ by about one household in a hundred."""


@dataclass(frozen=True)
class Surroundings:
    """What is there, in lon/lat: where households live, how many people each has, what borders may follow, the present grids,
    the land of villager groups (村民组)."""

    homes: Array
    people: Array
    buildings: Objects = field(default_factory=NOTHING.copy)
    roads: Objects = field(default_factory=NOTHING.copy)
    streams: Objects = field(default_factory=NOTHING.copy)
    present: Objects = field(default_factory=NOTHING.copy)
    groups: Objects = field(default_factory=NOTHING.copy)

    @property
    def lines(self) -> dict[int, Objects]:
        return {ROAD: self.roads, STREAM: self.streams, BORDER: np.asarray(shapely.boundary(self.present)),
                GROUP: np.asarray(shapely.boundary(self.groups))}

    def within(self, area: Shape) -> "Surroundings":
        """Only what concerns an area.

        Raises
        ------
        WanggeError
            ``propose_no_homes`` where nobody lives in it.
        """
        shapely.prepare(area)
        inside = shapely.intersects_xy(area, self.homes)
        if not inside.any():
            raise WanggeError("propose_no_homes")
        drawn = (self.buildings, self.roads, self.streams, self.present, self.groups)
        return Surroundings(self.homes[inside], self.people[inside], *(shapes[shapely.intersects(area, shapes)] for shapes in drawn))


@dataclass(frozen=True)
class Ground:
    """Atoms as columns: households, people, area in m², middle (n, 2) in metres; ``beside`` is the graph over them.

    ``faces`` tile the area in lon/lat; ``atom`` (faces,) says to which atom each belongs; ``at`` (households,) in
    which atom each household lives; ``now`` is each atom's present grid, ``group`` its villager group, -1 for none. The graph
    is connected: parts of the area that do not touch are linked at zero metres where they are nearest.
    """

    area: Shape
    plane: Plane
    faces: Objects
    atom: Ints
    at: Ints
    homes: Array
    people: Array
    area_m2: Array
    middle: Array
    now: Ints
    group: Ints
    beside: Beside


def survey(area: Shape, here: Surroundings, count: int, advance: Callable[[int], object] = lambda _: None) -> Ground:
    """Cut an area into atoms fine enough to be divided into ``count`` grids; ``here`` is what lies ``within`` it."""
    plane = Plane.at(area)
    flat = plane.flat(np.array([area], dtype=object))[0]
    small = flat.area / (OPEN_ATOMS * count)
    points = seeds(plane, area, here.homes, here.buildings, float(np.sqrt(small)))
    cut = faces(area, np.concatenate(list(here.lines.values())), half_ways(plane, points, flat))
    advance(1)
    graph = beside(plane, cut, here.lines)
    at = _holders(cut, here.homes)
    homes = np.bincount(at, minlength=len(cut)).astype(np.float64)
    alone = homes > 0
    alone[_holders(cut, plane.degrees(points.xy))] = True
    few = len(here.homes) / (HOMES_ATOMS * count)
    atom = joined(graph, homes, shapely.area(plane.flat(cut)), alone, few, 1.5 * small)
    advance(2)
    return _gathered(area, plane, cut, atom, atom[at], here, graph.merged(atom))


def _gathered(area: Shape, plane: Plane, cut: Objects, atom: Ints, at: Ints, here: Surroundings, graph: Beside) -> Ground:
    """Faces summed up into their atoms."""
    count = int(atom.max()) + 1
    flat = plane.flat(cut)
    size, xy = shapely.area(flat), shapely.get_coordinates(shapely.centroid(flat))
    total = np.bincount(atom, size, count).astype(np.float64)
    middle = np.column_stack([np.bincount(atom, size * axis, count) for axis in xy.T]) / total[:, None]
    homes = np.bincount(at, minlength=count).astype(np.float64)
    people = np.bincount(at, here.people, count).astype(np.float64)
    largest = np.argsort(size, kind="stable")
    now, group = np.full(count, -1), np.full(count, -1)
    for held, shapes in ((now, here.present), (group, here.groups)):
        held[atom[largest]] = present_of(cut[largest], shapes)
    return Ground(area, plane, cut, atom, at, homes, people, total, middle, now, group, _linked(graph, middle))


def _holders(cut: Objects, lonlat: Array) -> Ints:
    """The face that holds each point; on a border the first; just off the outline the nearest."""
    point, face = shapely.STRtree(cut).query(shapely.points(lonlat), predicate="intersects")
    held = np.full(len(lonlat), -1)
    held[point[::-1]] = face[::-1]
    lost = np.flatnonzero(held < 0)
    if len(lost):
        held[lost] = shapely.STRtree(cut).nearest(shapely.points(lonlat[lost]))
    return held


def _linked(graph: Beside, middle: Array) -> Beside:
    """Islands tied to the nearest atom of the rest."""
    while True:
        edges = coo_array((np.ones(len(graph.pairs)), graph.pairs.T), shape=(len(middle), len(middle)))
        parts, part = connected_components(edges, directed=False)
        if parts == 1:
            return graph
        mine = np.flatnonzero(part == np.bincount(part).argmin())
        rest = np.flatnonzero(part != part[mine[0]])
        away, nearest = cKDTree(middle[rest]).query(middle[mine])
        link = np.sort([[mine[away.argmin()], rest[nearest[away.argmin()]]]], axis=1)
        graph = Beside(np.concatenate([graph.pairs, link]), np.concatenate([graph.metres, np.zeros((1, KINDS))]))
