"""A restless planner: random edits of every kind, aimed at places where something is."""

from collections.abc import Callable

import numpy as np
import shapely

from gis_app.domain.coverage import OUTSIDE, Coverage, Edge
from gis_app.domain.coverage.measures import neighbours
from gis_app.domain.edits import Edit
from gis_app.domain.edits.carve import Carve
from gis_app.domain.edits.delete_vertex import DeleteVertex
from gis_app.domain.edits.divide import Divide
from gis_app.domain.edits.draw import Draw
from gis_app.domain.edits.fill import Fill
from gis_app.domain.edits.follow import Follow
from gis_app.domain.edits.insert_vertex import InsertVertex
from gis_app.domain.edits.merge import Merge
from gis_app.domain.edits.move_border import MoveBorder
from gis_app.domain.edits.move_segment import MoveSegment
from gis_app.domain.edits.move_vertex import MoveVertex
from gis_app.domain.edits.reshape import Reshape
from gis_app.domain.edits.simplify import Simplify
from gis_app.domain.edits.split import Split
from gis_app.domain.edits.take_proposal import TakeProposal
from gis_app.domain.edits.transfer import Transfer
from gis_app.domain.edits.transfer_buildings import TransferBuildings
from gis_app.domain.edits.transfer_part import TransferPart

Maker = Callable[["Planner"], Edit]


class Planner:
    """Draws edits for a coverage that keeps changing; ``wanted`` is about how many grids there should be."""

    def __init__(self, seed: int, wanted: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.wanted = wanted
        self.serial = 0
        self.coverage: Coverage

    def next(self, coverage: Coverage) -> Edit:
        """Splits while there are too few grids, merges while there are too many, everything else at all times."""
        self.coverage = coverage
        grows = len(coverage.leaves) < self.wanted
        makers = [*MAKERS, *([split, divide, draw, carve] if grows else [merge] * 4)]
        return makers[self.rng.integers(len(makers))](self)

    def name(self) -> str:
        self.serial += 1
        return f"new-{self.serial}"

    def pick(self, options):
        return options[self.rng.integers(len(options))]

    def grid(self) -> str:
        gaps = set(self.coverage.gaps)
        return self.pick([leaf for leaf in self.coverage.leaves if leaf not in gaps])

    def inner(self) -> tuple[str, Edge] | None:
        """A grid and one of its borders towards another grid."""
        grid = self.grid()
        edges = sorted((edge for edge in self.coverage.faces[grid] if OUTSIDE not in edge.faces), key=lambda edge: edge.digest)
        return (grid, self.pick(edges)) if edges else None

    def vertex(self) -> tuple[float, float]:
        found = self.inner()
        if found is None:
            return self.inside(self.grid())
        x, y = self.pick(found[1].xy.tolist())
        return x, y

    def inside(self, grid: str) -> tuple[float, float]:
        west, south, east, north = self.coverage.polygon(grid).bounds
        x, y = self.rng.uniform((west, south), (east, north)).tolist()
        return x, y

    def size(self, grid: str) -> float:
        return float(np.sqrt(self.coverage.polygon(grid).area))

    def near(self, place: tuple[float, float], reach: float) -> tuple[float, float]:
        x, y = (np.array(place) + self.rng.normal(0, reach, 2)).tolist()
        return x, y

    def line(self, grid: str) -> tuple[tuple[float, float], ...]:
        """Across the grid, straight or in zigzags."""
        west, south, east, north = self.coverage.polygon(grid).bounds
        angle, reach = self.rng.uniform(0, np.pi), np.hypot(east - west, north - south)
        along = np.array([np.cos(angle), np.sin(angle)])
        steps = np.linspace(-1, 1, int(self.rng.integers(2, 9)))[:, None] * reach
        wiggle = self.rng.normal(0, reach / 30, (len(steps), 1)) * along[::-1] * (-1, 1)
        return tuple((x, y) for x, y in (np.array(self.inside(grid)) + steps * along + wiggle).tolist())

    def blob(self, grid: str) -> tuple[tuple[tuple[float, float], ...]]:
        """A star-shaped area, at a vertex or inside."""
        at = self.vertex() if self.rng.random() < 0.4 else self.inside(grid)
        number = int(self.rng.integers(3, 12))
        angles = np.sort(self.rng.uniform(0, 2 * np.pi, number))
        away = self.rng.uniform(0.05, 0.3, number) * self.size(grid)
        ring = np.array(at) + np.column_stack([np.cos(angles), np.sin(angles)]) * away[:, None]
        return (tuple((x, y) for x, y in ring.tolist()),)

    def asked(self) -> bool:
        return bool(self.rng.random() < 0.3)


def split(by: Planner) -> Edit:
    grid = by.grid()
    return Split(grid, by.line(grid), by.name(), by.pick(["left", "right"]), parts=by.asked())


def divide(by: Planner) -> Edit:
    grid = by.grid()
    return Divide(grid, by.line(grid), {by.name(): by.inside(grid)}, parts=by.asked())


def merge(by: Planner) -> Edit:
    grid = by.grid()
    beside = [key for key in neighbours(by.coverage, grid) if key != OUTSIDE] or [grid]
    return Merge((grid, by.pick(beside)), grid, parts=by.asked())


def draw(by: Planner) -> Edit:
    grid = by.grid()
    return Draw(by.name(), by.coverage.units[grid].parent or grid, by.blob(grid), parts=by.asked())


def carve(by: Planner) -> Edit:
    grid = by.grid()
    return Carve(by.name(), by.coverage.units[grid].parent or grid, by.blob(grid), parts=by.asked())


def transfer(by: Planner) -> Edit:
    found = by.inner()
    grid, to = (found[0], found[1].other(found[0])) if found else (by.grid(), by.grid())
    return Transfer((grid, by.grid()), to, by.blob(grid), parts=by.asked())


def transfer_buildings(by: Planner) -> Edit:
    found = by.inner()
    grid, to = (found[0], found[1].other(found[0])) if found else (by.grid(), by.grid())
    places = [place for place in (by.inside(grid) for _ in range(12)) if shapely.intersects_xy(by.coverage.polygon(grid), *place)]
    some = int(by.rng.integers(1, 3))
    staying = tuple(places[some:]) if by.rng.random() < 0.6 else ()
    return TransferBuildings(grid, to, tuple(places[:some]) or (by.inside(grid),), staying, by.size(grid) * 5_000, parts=by.asked())


def transfer_part(by: Planner) -> Edit:
    parted = [key for key, shape in by.coverage.polygons().items() if shape.geom_type == "MultiPolygon"]
    grid = by.pick(parted) if parted else by.grid()
    parts = shapely.get_parts(by.coverage.polygon(grid))
    x, y = shapely.point_on_surface(by.pick(parts)).coords[0]
    beside = [key for key in neighbours(by.coverage, grid) if key != OUTSIDE] or [grid]
    return TransferPart(grid, (x, y), by.pick(beside), parts=by.asked())


def move_vertex(by: Planner) -> Edit:
    at = by.vertex()
    return MoveVertex(at, by.near(at, by.size(by.grid()) / 80))


def move_segment(by: Planner) -> Edit:
    at = by.vertex()
    return MoveSegment(at, by.near(at, by.size(by.grid()) / 200))


def move_border(by: Planner) -> Edit:
    found = by.inner()
    grid, other = (found[0], found[1].other(found[0])) if found else (by.grid(), by.grid())
    at = by.vertex()
    return MoveBorder(grid, other, at, by.near(at, by.size(grid) / 300), ends=by.asked())


def insert_vertex(by: Planner) -> Edit:
    found = by.inner()
    if found is None:
        return InsertVertex(by.vertex())
    a, b = found[1].xy[:2]
    x, y = (a + (b - a) * by.rng.uniform()).tolist()
    return InsertVertex((x, y))


def delete_vertex(by: Planner) -> Edit:
    return DeleteVertex(by.vertex())


def reshape(by: Planner) -> Edit:
    found = by.inner()
    if found is None:
        return InsertVertex(by.vertex())
    grid, edge = found
    a, b = np.sort(by.rng.integers(0, len(edge.xy), 2))
    start, end = edge.xy[a], edge.xy[b]
    middle = (start + end) / 2 + by.rng.normal(0, by.size(grid) / 30, (int(by.rng.integers(1, 4)), 2))
    line = tuple((x, y) for x, y in np.vstack([start, middle, end]).tolist())
    return Reshape(*edge.faces, line)


def follow(by: Planner) -> Edit:
    found = by.inner()
    if found is None:
        return InsertVertex(by.vertex())
    grid, edge = found
    a, b = np.sort(by.rng.integers(0, len(edge.xy), 2))
    start, end = edge.xy[a].tolist(), edge.xy[b].tolist()
    beside = by.rng.normal(0, by.size(grid) / 40, 2)
    feature = tuple((x, y) for x, y in (np.linspace(edge.xy[a] * 2 - edge.xy[b], edge.xy[b] * 2 - edge.xy[a], 7) + beside).tolist())
    return Follow(*edge.faces, (start[0], start[1]), (end[0], end[1]), feature)


def simplify(by: Planner) -> Edit:
    found = by.inner()
    grids = (found[0], found[1].other(found[0])) if found else (by.grid(), by.grid())
    return Simplify(grids, float(by.size(grids[0]) * 111_000 * by.rng.uniform(0.001, 0.02)))


def fill(by: Planner) -> Edit:
    if not by.coverage.gaps or by.rng.random() < 0.9:
        return move_vertex(by)
    gap = by.pick(by.coverage.gaps)
    beside = [key for key in neighbours(by.coverage, gap) if key != OUTSIDE]
    return Fill(gap, by.pick([None, *beside]), by.pick(["longest", "nearest"]), parts=True)


def take_proposal(by: Planner) -> Edit:
    """The grids of a unit drawn anew around random places, some under their old codes; seldom, for it changes much."""
    unit = by.coverage.units[by.grid()].parent
    if unit is None or by.rng.random() < 0.9:
        return move_vertex(by)
    ground = by.coverage.polygon(unit)
    number = max(2, len(by.coverage.leaves_of(unit)) - int(by.rng.integers(0, 3)))
    places = [by.inside(unit) for _ in range(number)]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(places), extend_to=ground, ordered=True))
    stay = [key for key in by.coverage.leaves_of(unit) if by.coverage.units[key].kind == "grid"][: number // 2]
    names = [*stay, *(by.name() for _ in range(number - len(stay)))]
    rings = [tuple((x, y) for x, y in shapely.get_coordinates(cell).tolist()) for cell in cells]
    return TakeProposal(unit, {name: ((ring,),) for name, ring in zip(names, rings, strict=True)}, parts=True)


MAKERS: tuple[Maker, ...] = (
    split, divide, merge, draw, carve, transfer, transfer, transfer_buildings, transfer_part, move_vertex, move_vertex, move_segment,
    move_border, insert_vertex, delete_vertex, reshape, reshape, follow, simplify, fill,
    take_proposal,
)
