"""Travel times between places, each way by the quickest road, and the ways themselves.

From the road to the place one walks; neighbours within a stone's throw walk straight to each other. Times come from
Dijkstra's algorithm (1959) over the network with the places let into their edges.
"""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from gis_app.domain.proposals.plane import Array, Plane
from gis_app.domain.routes.network import Ints, Network
from gis_app.domain.routes.speeds import OFF_ROAD_KMH, STRAIGHT_FACTOR, metres_per_second
from gis_app.domain.routes.ties import Ties, ties

ON_FOOT = OFF_ROAD_KMH / 3.6
NEXT_DOOR_M = 100.0
"""Places so near each other are walked between across yards."""
YARDS = 1.3
"""That much longer than straight."""
ROWS = 64
"""Places whose times are worked out at once: each needs a row over all nodes."""
LEAST_S = 1e-3

Way = tuple[Array, float]
"""Vertices in lon/lat, and metres."""


@dataclass(frozen=True, eq=False)
class Arcs:
    """The directed graph: ``pair`` (n, 2) nodes, seconds, and for road pieces the edge and from where to where on it (-1: walked)."""

    pair: Ints
    seconds: Array
    edge: Ints
    piece: Array


@dataclass(frozen=True, eq=False)
class Travel:
    """Travel between places by one mode. ``seconds`` (n, n) is infinite where there is no way; ``straight``: no roads known."""

    mode: str
    xy: Array
    plane: Plane
    seconds: Array
    straight: bool = False
    roads: Network | None = None
    arcs: Arcs | None = None
    off_m: Array = field(default_factory=lambda: np.empty(0))

    @property
    def unreachable(self) -> NDArray[np.bool_]:
        """Places that have no way to any other."""
        if len(self.xy) < 2:
            return np.zeros(len(self.xy), dtype=bool)
        return np.asarray(~(np.isfinite(self.seconds) & ~np.eye(len(self.xy), dtype=bool)).any(axis=1))

    def way(self, start: int, end: int) -> Way:
        """How one goes from a place to another, as it is ridden and walked."""
        if self.roads is None or self.arcs is None:
            line = self.xy[[start, end]]
            return self.plane.degrees(line), float(np.hypot(*(line[1] - line[0]))) * STRAIGHT_FACTOR
        parts, nodes = [self.xy[[start]]], self._nodes(start, end)
        for one, other in pairwise(nodes):
            arc = self._arc[one, other]
            edge = int(self.arcs.edge[arc])
            if edge >= 0:
                parts.append(self.roads.piece(edge, *self.arcs.piece[arc]))
            elif other >= self._first:
                parts.append(self.xy[[other - self._first]])
        line = np.concatenate([*parts, self.xy[[end]]])
        line = line[np.append(True, (np.diff(line, axis=0) != 0).any(axis=1))]
        if len(line) == 1:
            line = np.repeat(line, 2, axis=0)
        return self.plane.degrees(line), float(np.hypot(*np.diff(line, axis=0).T).sum())

    @cached_property
    def _graph(self) -> csr_array:
        assert self.arcs is not None
        return _graph(self.arcs, self._first + len(self.xy))

    @cached_property
    def _first(self) -> int:
        """The node of the first place: roads' nodes come first, then where places are tied to the road."""
        assert self.roads is not None
        return self.roads.nodes + len(self.xy)

    @cached_property
    def _arc(self) -> dict[tuple[int, int], int]:
        assert self.arcs is not None
        order = np.argsort(-self.arcs.seconds, kind="stable")
        return {(one, other): arc for arc, (one, other) in zip(order.tolist(), self.arcs.pair[order].tolist(), strict=True)}

    @cached_property
    def _before(self) -> dict[int, NDArray[np.int32]]:
        return {}

    def _nodes(self, start: int, end: int) -> list[int]:
        if start not in self._before:
            self._before[start] = dijkstra(self._graph, indices=self._first + start, return_predecessors=True)[1]
        before, nodes = self._before[start], [self._first + end]
        while nodes[-1] != self._first + start:
            nodes.append(int(before[nodes[-1]]))
        return nodes[::-1]


def travel(roads: Network | None, places: Array, mode: str, *, off_road_m: float = np.inf) -> Travel:
    """Travel between places (lon/lat, shape (n, 2)).

    Parameters
    ----------
    roads
        None, or a network on which this mode may use no road: straight lines with a factor, and ``straight`` says so.
    off_road_m
        A place farther from the nearest usable road has no way.
    """
    speed = np.empty(0) if roads is None else roads.speed(mode)
    if roads is None or not (speed > 0).any():
        plane = Plane(*(places.min(axis=0) + places.max(axis=0)) / 2)
        xy = plane.metres(places)
        metres = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) * STRAIGHT_FACTOR
        return Travel(mode, xy, plane, metres / metres_per_second("village", mode), straight=True)
    xy = roads.plane.metres(places)
    tied = ties(roads, xy, speed > 0)
    arcs = _arcs(roads, tied, xy, speed, mode, off_road_m)
    first = roads.nodes + len(xy)
    graph, seconds = _graph(arcs, first + len(xy)), np.empty((len(xy), len(xy)))
    for begin in range(0, len(xy), ROWS):
        rows = np.arange(begin, min(begin + ROWS, len(xy)))
        seconds[rows] = dijkstra(graph, indices=first + rows)[:, first:]
    return Travel(mode, xy, roads.plane, seconds, False, roads, arcs, tied.off_m)


def _arcs(roads: Network, tied: Ties, xy: Array, speed: Array, mode: str, off_road_m: float) -> Arcs:
    """Pieces of road between nodes and ties, both ways where one may, and the walks."""
    count, places = len(roads), len(xy)
    edge = np.concatenate([np.arange(count), np.arange(count), tied.edge])
    at = np.concatenate([np.zeros(count), roads.metres, np.minimum(tied.along, roads.metres[tied.edge])])
    node = np.concatenate([roads.ends[:, 0], roads.ends[:, 1], roads.nodes + np.arange(places)])
    rank = np.concatenate([np.zeros(count), np.full(count, 2), np.ones(places)])
    order = np.lexsort((rank, at, edge))
    edge, at, node = edge[order], at[order], node[order]
    joined = np.flatnonzero((edge[1:] == edge[:-1]) & (speed[edge[1:]] > 0))
    one, other, on = node[joined], node[joined + 1], edge[joined]
    start, end = at[joined], at[joined + 1]
    seconds = (end - start) / speed[on]
    way = np.zeros(len(on), dtype=np.int64) if mode == "foot" else roads.oneway[on]
    there, back = way >= 0, way <= 0
    walk, walk_s = _walks(roads.nodes, tied, xy, off_road_m)
    return Arcs(
        np.concatenate([np.column_stack([one, other])[there], np.column_stack([other, one])[back], walk, walk[:, ::-1]]),
        np.maximum(np.concatenate([seconds[there], seconds[back], walk_s, walk_s]), LEAST_S),
        np.concatenate([on[there], on[back], np.full(2 * len(walk), -1)]),
        np.concatenate([np.column_stack([start, end])[there], np.column_stack([end, start])[back], np.zeros((2 * len(walk), 2))]),
    )


def _walks(nodes: int, tied: Ties, xy: Array, off_road_m: float) -> tuple[Ints, Array]:
    """From the road to each place that is near enough, and between next doors."""
    places = np.arange(len(xy))
    near = tied.off_m <= off_road_m
    doors = cKDTree(xy).query_pairs(NEXT_DOOR_M, output_type="ndarray").astype(np.int64).reshape(-1, 2)
    pairs = np.concatenate([np.column_stack([nodes + places, nodes + len(xy) + places])[near], nodes + len(xy) + doors])
    across = np.hypot(*(xy[doors[:, 0]] - xy[doors[:, 1]]).T) * YARDS
    return pairs, np.concatenate([tied.off_m[near], across]) / ON_FOOT


def _graph(arcs: Arcs, nodes: int) -> csr_array:
    """Of several arcs between the same nodes the quickest."""
    order = np.lexsort((arcs.seconds, arcs.pair[:, 1], arcs.pair[:, 0]))
    pair = arcs.pair[order]
    first = np.append(True, (np.diff(pair, axis=0) != 0).any(axis=1))
    return csr_array((arcs.seconds[order][first], pair[first].T), shape=(nodes, nodes))
