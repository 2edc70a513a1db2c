"""Drawn road lines as a network: cut where they meet, with the class and the direction of each piece.

Lines meet where they share a vertex, where one ends on another, and where ends lie within a tolerance of each other.
Lines that merely cross are not joined: one of them is a bridge. What stands between two meeting points is an edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis_app.domain.proposals.plane import Array, Objects, Plane
from gis_app.domain.routes.speeds import metres_per_second

Ints = NDArray[np.int64]

SNAP_M = 1.0
"""Ends so near each other, or so near another line, are meant to touch."""
SAME_M = 0.01


@dataclass(frozen=True, eq=False)
class Network:
    """Edges as columns. ``ends`` (edges, 2) are nodes; ``span`` (edges, 2) the first and last of its vertices in ``xy``.

    ``xy`` is in metres of ``plane``; ``along`` the metres from the beginning of its line to each vertex. ``oneway`` is 1
    where one may only go as drawn, -1 only against it, 0 both ways.
    """

    plane: Plane
    nodes: int
    ends: Ints
    span: Ints
    xy: Array
    along: Array
    category: Objects
    oneway: Ints

    def __len__(self) -> int:
        return len(self.ends)

    @cached_property
    def metres(self) -> Array:
        return np.asarray(self.along[self.span[:, 1]] - self.along[self.span[:, 0]])

    @cached_property
    def lines(self) -> Objects:
        """Each edge as a line in metres."""
        counts = np.diff(self.span, axis=1)[:, 0] + 1
        owner = np.repeat(np.arange(len(self)), counts)
        vertex = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(self.span[:, 0], counts)
        return np.asarray(shapely.linestrings(self.xy[vertex], indices=owner))

    def speed(self, mode: str) -> Array:
        """Metres a second on each edge; 0 where one may not go."""
        names, at = np.unique(self.category.astype(str), return_inverse=True)
        return np.array([metres_per_second(name, mode) for name in names])[at]

    def piece(self, edge: int, start: float, end: float) -> Array:
        """The part of an edge between two distances from its beginning, as vertices in metres; backwards if ``start`` is the larger."""
        first, last = self.span[edge]
        along, xy = self.along[first : last + 1] - self.along[first], self.xy[first : last + 1]
        low, high = min(start, end), max(start, end)
        inner = (along > low) & (along < high)
        ends = [[np.interp(at, along, axis) for axis in xy.T] for at in (low, high)]
        line = np.concatenate([ends[:1], xy[inner], ends[1:]])
        return line if start <= end else line[::-1]


def network(
    lines: Sequence[shapely.Geometry] | Objects, categories: Sequence[str | None] | Objects, oneway: Sequence[int] | None = None, *,
    plane: Plane | None = None, snap_m: float = SNAP_M,
) -> Network:
    """The network of road lines in lon/lat, each with a class and, if known, a direction (see ``Network.oneway``)."""
    given = np.asarray(lines, dtype=object)
    parts, source = shapely.get_parts(given[~shapely.is_empty(given)], return_index=True)
    source = np.flatnonzero(~shapely.is_empty(given))[source]
    on = plane or (Plane.at(shapely.box(*shapely.total_bounds(parts))) if len(parts) else Plane(0.0, 0.0))
    xy, line = _vertices(on.flat(parts))
    along = _along(xy, line)
    met = _ends(line) | _shared(xy)
    xy, line, along, met = _with_touches(xy, line, along, met, snap_m)
    marked = np.flatnonzero(met)
    node, nodes = _nodes(xy[marked], snap_m)
    follows = line[marked[1:]] == line[marked[:-1]] if len(marked) else np.empty(0, dtype=bool)
    ends, span = np.column_stack([node[:-1], node[1:]])[follows], np.column_stack([marked[:-1], marked[1:]])[follows]
    real = (ends[:, 0] != ends[:, 1]) | (along[span[:, 1]] - along[span[:, 0]] > 2 * snap_m)
    owner = source[line[span[real, 0]]]
    ways = np.zeros(len(given), dtype=np.int64) if oneway is None else np.asarray(oneway, dtype=np.int64)
    return Network(on, nodes, ends[real], span[real], xy, along, np.asarray(categories, dtype=object)[owner], ways[owner])


def _vertices(parts: Objects) -> tuple[Array, Ints]:
    """Vertices and the line of each, without repeated ones; a line of one place is left out."""
    xy, line = shapely.get_coordinates(parts, return_index=True)
    new = np.ones(len(xy), dtype=bool)
    new[1:] = (line[1:] != line[:-1]) | (xy[1:] != xy[:-1]).any(axis=1)
    xy, line = xy[new], line[new]
    long = np.bincount(line, minlength=len(parts))[line] > 1
    return xy[long], line[long]


def _along(xy: Array, line: Ints) -> Array:
    """Metres from the beginning of its line to each vertex."""
    step = np.zeros(len(xy))
    step[1:] = np.where(line[1:] == line[:-1], np.hypot(*np.diff(xy, axis=0).T), 0.0)
    total = np.cumsum(step)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    return np.asarray(total - np.repeat(total[first], np.diff(np.append(first, len(line)))))


def _ends(line: Ints) -> NDArray[np.bool_]:
    """Which vertices are the first or last of their line."""
    turn = np.diff(line, prepend=-1, append=-1) != 0
    return np.asarray(turn[:-1] | turn[1:])


def _shared(xy: Array) -> NDArray[np.bool_]:
    """Which vertices stand at the same place as another one."""
    _, at, count = np.unique(np.round(xy / SAME_M).astype(np.int64), axis=0, return_inverse=True, return_counts=True)
    return np.asarray(count[at.ravel()] > 1)


def _with_touches(
    xy: Array, line: Ints, along: Array, met: NDArray[np.bool_], snap_m: float,
) -> tuple[Array, Ints, Array, NDArray[np.bool_]]:
    """A vertex more wherever the end of one line lies on the inside of another."""
    if not len(xy):
        return xy, line, along, met
    names, at = np.unique(line, return_inverse=True)
    whole = shapely.linestrings(xy, indices=at)
    ends = shapely.points(xy[_ends(line)])
    end, host = shapely.STRtree(whole).query(ends, predicate="dwithin", distance=snap_m)
    where = shapely.line_locate_point(whole[host], ends[end])
    inside = (where > snap_m) & (where < shapely.length(whole[host]) - snap_m)
    host, where = host[inside], where[inside]
    added = shapely.get_coordinates(shapely.line_interpolate_point(whole[host], where))
    xy, line = np.concatenate([xy, added]), np.concatenate([line, names[host]])
    along, met = np.concatenate([along, where]), np.concatenate([met, np.ones(len(host), dtype=bool)])
    order = np.lexsort((along, line))
    return xy[order], line[order], along[order], met[order]


def _nodes(xy: Array, snap_m: float) -> tuple[Ints, int]:
    """The node of each meeting vertex: those within the tolerance of one another are one."""
    if not len(xy):
        return np.empty(0, dtype=np.int64), 0
    near = cKDTree(xy).query_pairs(snap_m, output_type="ndarray")
    graph = coo_array((np.ones(len(near)), near.T), shape=(len(xy), len(xy)))
    count, node = connected_components(graph, directed=False)
    return np.asarray(node, dtype=np.int64), int(count)
