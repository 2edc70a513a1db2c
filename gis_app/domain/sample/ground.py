"""The ground: some thousand jittered points a town with their neighbours, on which everything else grows.

Borders run *between* points (on the dual of the triangulation), streams and roads run *through* them::

      a-----b        a, b, c, d   points, each with a label (its grid, its land cover, ...)
     / \\ t1 / \\       t1, t2, ...  triangles; a border passes from middle to middle,
    /t2 \\  / t3\\      a|b border   = the line from the middle of one triangle over the middle of the side ab to the next
   c-----d-----e
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import Delaunay

from gis_app.domain.sample.frame import Array

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ground:
    """Points in metres (n, 2), triangles (m, 3) of point numbers."""

    points: Array
    triangles: Ints

    @classmethod
    def scatter(cls, rng: np.random.Generator, centres: Array, radius_m: float, spacing_m: float) -> "Ground":
        """A jittered honeycomb over all places within `radius_m` of a centre."""
        low, high = centres.min(axis=0) - radius_m, centres.max(axis=0) + radius_m
        xs = np.arange(low[0], high[0], spacing_m)
        ys = np.arange(low[1], high[1], spacing_m * np.sqrt(0.75))
        lattice = np.stack(np.meshgrid(xs, ys), axis=-1)
        lattice[1::2, :, 0] += spacing_m / 2
        points = lattice.reshape(-1, 2) + rng.uniform(-0.38, 0.38, (lattice.size // 2, 2)) * spacing_m
        near = np.zeros(len(points), dtype=bool)
        for centre in centres:
            near |= np.hypot(*(points - centre).T) < radius_m
        points = points[near]
        triangles = Delaunay(points).simplices.astype(np.int64)
        sides = np.hypot(*(points[triangles] - points[np.roll(triangles, 1, axis=1)]).transpose(2, 0, 1))
        return cls(points, triangles[sides.max(axis=1) < 3 * spacing_m])

    @cached_property
    def _sides(self) -> tuple[Ints, Ints]:
        """Each edge once: its two points, and the triangles on its sides (-1 beyond the rim)."""
        sides = np.sort(self.triangles[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
        edges, which = np.unique(sides, axis=0, return_inverse=True)
        owners = np.repeat(np.arange(len(self.triangles)), 3)
        order = np.argsort(which, kind="stable")
        first = np.searchsorted(which[order], np.arange(len(edges)))
        both = np.full((len(edges), 2), -1, dtype=np.int64)
        both[:, 0] = owners[order[first]]
        paired = np.flatnonzero(np.bincount(which) == 2)
        both[paired, 1] = owners[order[first[paired] + 1]]
        return edges, both

    @property
    def edges(self) -> Ints:
        """Neighbouring points (e, 2), each pair once."""
        return self._sides[0]

    @property
    def flanks(self) -> Ints:
        """The triangles (e, 2) on either side of each edge, -1 for none."""
        return self._sides[1]

    @cached_property
    def middles(self) -> Array:
        """Where borders bend: the middle (m, 2) of each triangle."""
        return np.asarray(self.points[self.triangles].mean(axis=1))

    @cached_property
    def gates(self) -> dict[tuple[int, int], int]:
        """The edge between each two neighbouring triangles, in either order."""
        found = {(one, other): edge for edge, (one, other) in enumerate(self.flanks.tolist()) if other >= 0}
        return found | {(other, one): edge for (one, other), edge in found.items()}

    @cached_property
    def lengths(self) -> Array:
        """Metres (e,) of each edge."""
        return np.asarray(np.hypot(*(self.points[self.edges[:, 0]] - self.points[self.edges[:, 1]]).T))

    def nearest(self, xy: Array, among: Ints | None = None) -> int:
        """The point nearest to a place, among all or some."""
        chosen = np.arange(len(self.points)) if among is None else among
        return int(chosen[np.argmin(np.hypot(*(self.points[chosen] - xy).T))])

    def spread(self, sources: Ints, toll: Array, within: NDArray[np.bool_] | None = None) -> "Spread":
        """Grow from the sources over the edges, each costing its length times `toll` (e,); connected by construction."""
        keep = np.ones(len(self.edges), dtype=bool) if within is None else within[self.edges].all(axis=1)
        (a, b), cost = self.edges[keep].T, (self.lengths * toll)[keep]
        graph = csr_matrix((cost, (a, b)), shape=(len(self.points),) * 2)
        far, back, owner = dijkstra(graph, directed=False, indices=sources, return_predecessors=True, min_only=True)
        position = np.full(len(self.points) + 1, -1, dtype=np.int64)
        position[sources] = np.arange(len(sources))
        return Spread(far, back.astype(np.int64), position[np.where(owner < 0, -1, owner)])


@dataclass(frozen=True)
class Spread:
    """Cost (n,) from the nearest source, the point before (n, negative at a source), the source's position (n,)."""

    cost: Array
    back: Ints
    owner: Ints

    def path(self, target: int) -> list[int]:
        """Points from the source to `target`."""
        steps = [target]
        while self.back[steps[-1]] >= 0:
            steps.append(int(self.back[steps[-1]]))
        return steps[::-1]
