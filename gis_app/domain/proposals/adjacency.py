"""Which faces lie beside which, how many metres they share, and what runs along those metres."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.proposals.plane import Array, Objects, Plane

Ints = NDArray[np.int64]

ROAD, STREAM, BORDER, GROUP = 1, 2, 4, 8
"""What runs along a stretch of border, as a sum: 5 is a present border along a road; GROUP: the border of a villager group."""
KINDS = 16
ALONG_M = 0.05
"""A border drawn from a line lies on it up to rounding."""


@dataclass(frozen=True)
class Beside:
    """Pairs (n, 2) of neighbours, the lower number first, and their shared metres (n, 16) by what runs along them."""

    pairs: Ints
    metres: Array

    @property
    def length(self) -> Array:
        """Shared metres (n,) whatever runs along."""
        return np.asarray(self.metres.sum(axis=1))

    @property
    def open(self) -> Array:
        """Shared metres (n,) that no road, stream, present or group border runs along."""
        return np.asarray(self.metres[:, 0])

    def merged(self, label: Ints) -> "Beside":
        """The same after faces became parts of larger ones, by the number of each face's new owner."""
        return gathered(label[self.pairs], self.metres)


def gathered(pairs: Ints, metres: Array) -> Beside:
    """Equal pairs as one; pairs within one owner fall away."""
    other = pairs[:, 0] != pairs[:, 1]
    pairs, metres = np.sort(pairs[other], axis=1), metres[other]
    if not len(pairs):
        return Beside(pairs, metres)
    width = int(pairs.max()) + 1
    keys, place = np.unique(pairs[:, 0] * width + pairs[:, 1], return_inverse=True)
    summed = np.zeros((len(keys), KINDS))
    np.add.at(summed, place, metres)
    return Beside(np.column_stack([keys // width, keys % width]), summed)


def beside(plane: Plane, faces: Objects, lines: dict[int, Objects]) -> Beside:
    """Neighbours by the segments they share; ``lines`` gives roads, streams, present and group borders (lon/lat) by kind."""
    start, end, face = _walked(faces)
    forward = (start[:, 0] < end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] < end[:, 1]))
    segment = np.hstack([np.where(forward[:, None], start, end), np.where(forward[:, None], end, start)])
    order = np.lexsort(segment.T)
    segment, face = segment[order], face[order]
    twin = np.flatnonzero((segment[1:] == segment[:-1]).all(axis=1))
    one, pairs = segment[twin], np.column_stack([face[twin], face[twin + 1]])
    metres = np.zeros((len(twin), KINDS))
    span = plane.metres(one[:, :2]) - plane.metres(one[:, 2:])
    metres[np.arange(len(twin)), _runs_along(plane, one, lines)] = np.hypot(span[:, 0], span[:, 1])
    return gathered(pairs, metres)


def _walked(faces: Objects) -> tuple[Array, Array, Ints]:
    """Start and end of each segment of the faces' rings, and whose it is."""
    rings, owner = shapely.get_rings(faces, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same], owner[ring[:-1][same]].astype(np.int64)


def _runs_along(plane: Plane, segments: Array, lines: dict[int, Objects]) -> Ints:
    middle = shapely.points(plane.metres((segments[:, :2] + segments[:, 2:]) / 2))
    found = np.zeros(len(segments), dtype=np.int64)
    for kind, drawn in lines.items():
        if len(drawn) and len(middle):
            near = shapely.STRtree(middle).query(plane.flat(drawn), predicate="dwithin", distance=ALONG_M)[1]
            found[np.unique(near)] += kind
    return found
