"""The coverage itself: an immutable planar subdivision. An edit makes a new one that shares all it did not touch."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
import shapely

from gis_app.domain.coverage import tree as trees
from gis_app.domain.coverage.assembling import assembled
from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import OUTSIDE, Edge, Point, Shape
from gis_app.domain.coverage.tree import GAP, Unit
from gis_app.errors import WanggeError

Edges = frozenset[Edge]
NONE: Edges = frozenset()


@dataclass(frozen=True)
class Coverage:
    """Nodes, edges and faces, and the tree over the faces. Lon/lat in degrees, WGS-84.

    Parameters
    ----------
    faces
        The border edges of each face, the outside (``OUTSIDE``) included.
    nodes
        The edges that end at each node.
    units
        Every unit of the tree by key: faces, the units above them, and grids not drawn yet.
    locked
        Grids whose border must stay as it is; no part of the content.
    """

    faces: Mapping[str, Edges]
    nodes: Mapping[Point, Edges] = field(compare=False, repr=False)
    units: Mapping[str, Unit]
    locked: frozenset[str] = field(default=frozenset(), compare=False)
    _drawn: dict[str, Shape] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, edges: Iterable[Edge], units: Mapping[str, Unit]) -> Self:
        """From edges as ``joined`` makes them."""
        kept = list(edges)
        return cls(_grouped(kept, lambda edge: edge.faces), _grouped(kept, lambda edge: edge.ends), dict(units))

    @cached_property
    def edges(self) -> Edges:
        return frozenset(edge for mine in self.faces.values() for edge in mine)

    @cached_property
    def digest(self) -> str:
        """The same for equal coverages only: of the edges whatever their order, and of the tree."""
        edges = sum(edge.digest for edge in self.edges) % (1 << 256)
        return f"{edges:064x}-{trees.digest(self.units)}"

    @cached_property
    def children(self) -> Mapping[str | None, list[str]]:
        """The keys of the units right below each; those of the roots under None."""
        return trees.children(self.units)

    @property
    def leaves(self) -> list[str]:
        """The faces that belong to grids or are gaps: all but the outside."""
        return [key for key in self.faces if key != OUTSIDE]

    @property
    def gaps(self) -> list[str]:
        """Faces inside a parent that no grid owns (空隙)."""
        return [key for key in self.leaves if self.units[key].kind == GAP]

    def edges_through(self, places: Sequence[Point]) -> list[Edge]:
        """The edges with a vertex at one of some places."""
        edges, tree = self._index
        found = tree.query(shapely.points(np.reshape(places, (-1, 2))), predicate="intersects")[1]
        wanted = set(places)
        return [edges[number] for number in sorted(set(found.tolist())) if wanted & {(x, y) for x, y in edges[number].xy.tolist()}]

    def nearest_edge(self, place: Point) -> Edge:
        """The edge nearest to a place, by degrees."""
        edges, tree = self._index
        return edges[int(tree.nearest(shapely.Point(place)))]

    @cached_property
    def _index(self) -> tuple[list[Edge], shapely.STRtree]:
        edges = list(self.edges)
        return edges, shapely.STRtree([edge.line for edge in edges])

    def leaves_of(self, key: str) -> list[str]:
        """The faces that make up a unit."""
        if key in self.faces:
            return [key]
        return [unit for unit in trees.below(self.children, key) if unit in self.faces]

    def lineage(self, key: str) -> list[str]:
        """``key`` and all above it, the root last."""
        return trees.lineage(self.units, key)

    def polygon(self, key: str) -> Shape:
        """The area of any unit, leaf or higher; of ``OUTSIDE`` the outline of the whole coverage."""
        if key not in self._drawn:
            self._drawn[key] = self._draw(key)
        return self._drawn[key]

    def polygons(self) -> dict[str, Shape]:
        """The area of each face."""
        return {key: self.polygon(key) for key in self.leaves}

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, exact both ways; quicker to read back than polygons."""
        edges = sorted(self.edges, key=lambda edge: edge.digest)
        return {"edges": [edge.to_dict() for edge in edges], "units": {key: unit.to_dict() for key, unit in self.units.items()}}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Self:
        units = {key: Unit.from_dict(unit) for key, unit in said["units"].items()}
        return cls.of([Edge.from_dict(edge) for edge in said["edges"]], units)

    def _draw(self, key: str) -> Shape:
        if key == OUTSIDE:
            return assembled(self.faces[OUTSIDE], lambda face: face != OUTSIDE)
        leaves = set(self.leaves_of(key))
        return assembled({edge for leaf in leaves for edge in self.faces[leaf]}, leaves.__contains__)

    def apply(self, delta: Delta) -> "Coverage":
        """The coverage after an edit.

        Raises
        ------
        WanggeError
            ``coverage_changed``: what the edit would take away is not there (any more), or what it brings is.
        """
        self._expect(delta)
        faces, nodes = dict(self.faces), dict(self.nodes)
        _exchange(faces, delta, lambda edge: edge.faces)
        _exchange(nodes, delta, lambda edge: edge.ends)
        units = {key: unit for key, unit in self.units.items() if key not in delta.gone} | dict(delta.come)
        return replace(self, faces=faces, nodes=nodes, units=units, _drawn=self._kept(delta))

    def _expect(self, delta: Delta) -> None:
        """An added edge may be there already only if the same edit removes it."""
        mine = [edge in self.faces.get(edge.left, NONE) for edge in delta.removed]
        new = [edge not in self.faces.get(edge.left, NONE) for edge in delta.added - delta.removed]
        before = all(self.units.get(key) == unit for key, unit in delta.gone.items())
        after = all(key in delta.gone or key not in self.units for key in delta.come)
        if not (all(mine) and all(new) and before and after):
            raise WanggeError("coverage_changed")

    def _kept(self, delta: Delta) -> dict[str, Shape]:
        """Shapes drawn already that the edit leaves as they are."""
        stale = {*delta.touched, *delta.gone, *delta.come} | ({OUTSIDE} if delta.outer else set())
        for units in (self.units, {**self.units, **delta.come}):
            stale |= {above for key in tuple(stale) if key in units for above in trees.lineage(units, key)}
        return {key: shape for key, shape in self._drawn.items() if key not in stale}


Key = TypeVar("Key", Point, str)


def _exchange(groups: dict[Key, Edges], delta: Delta, keys: Callable[[Edge], tuple[Key, Key]]) -> None:
    """Take the removed edges out of their groups and put the added ones in; an empty group is gone."""
    gone, come = (_grouped(edges, keys) for edges in (delta.removed, delta.added))
    for key in gone.keys() | come.keys():
        left = (groups.get(key, NONE) - gone.get(key, NONE)) | come.get(key, NONE)
        if left:
            groups[key] = left
        else:
            groups.pop(key, None)


def _grouped(edges: Iterable[Edge], keys: Callable[[Edge], tuple[Key, Key]]) -> dict[Key, Edges]:
    groups: dict[Key, set[Edge]] = defaultdict(set)
    for edge in edges:
        for key in keys(edge):
            groups[key].add(edge)
    return {key: frozenset(mine) for key, mine in groups.items()}
