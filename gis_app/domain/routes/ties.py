"""Places tied to the road: each to the nearest piece that one may use, and that joins up with where the others are."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis_app.domain.proposals.plane import Array
from gis_app.domain.routes.network import Ints, Network


@dataclass(frozen=True, eq=False)
class Ties:
    """Of each place: the edge, the metres along it, and the metres to walk from there."""

    edge: Ints
    along: Array
    off_m: Array


def ties(roads: Network, xy: Array, open_to: NDArray[np.bool_]) -> Ties:
    """Tie places (metres) to edges of which ``open_to`` says that one may use them; at least one must be.

    A road that leads nowhere is of no use however near: only that part of the network counts where most places are.
    """
    usable = np.flatnonzero(open_to)
    points = shapely.points(xy)
    group = _groups(roads, usable)
    nearest = shapely.STRtree(roads.lines[usable]).nearest(points)
    metres = np.bincount(group, roads.metres[usable])
    votes = np.bincount(group[nearest], minlength=len(metres))
    mine = usable[group == np.lexsort((metres, votes))[-1]]
    edge = mine[shapely.STRtree(roads.lines[mine]).nearest(points)]
    line = roads.lines[edge]
    return Ties(edge, np.asarray(shapely.line_locate_point(line, points)), np.asarray(shapely.distance(line, points)))


def _groups(roads: Network, usable: Ints) -> Ints:
    """Which edges hang together, whatever their direction."""
    one, other = roads.ends[usable].T
    graph = coo_array((np.ones(len(usable)), (one, other)), shape=(roads.nodes, roads.nodes))
    _, part = connected_components(graph, directed=False)
    return np.asarray(np.unique(part[one], return_inverse=True)[1], dtype=np.int64)
