"""An edge: the border between two faces from one node to the next.

             left
    start ──────────► end
             right

One border has one way of being written: from the lower of its nodes (by lon, then lat) to the higher. A border that
closes on itself starts at its node, or without one at its lowest vertex. So equal subdivisions have equal edges, by
whatever edits they came about.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon

Array = NDArray[np.float64]
Point = tuple[float, float]
"""Lon, lat in degrees."""

Shape: TypeAlias = Polygon | MultiPolygon

OUTSIDE = ""
"""The unbounded face: all that belongs to no grid of the tree."""


@dataclass(frozen=True)
class Edge:
    """A border from node to node, with the key of the face to its left and to its right."""

    line: LineString
    left: str
    right: str

    @cached_property
    def xy(self) -> Array:
        """Its vertices, shape (n, 2)."""
        xy: Array = shapely.get_coordinates(self.line)
        xy.flags.writeable = False
        return xy

    @cached_property
    def ends(self) -> tuple[Point, Point]:
        """Its two nodes; the same twice where it closes on itself."""
        (a, b), (c, d) = self.xy[[0, -1]].tolist()
        return (a, b), (c, d)

    @cached_property
    def first(self) -> tuple[Point, Point]:
        """Its first segment."""
        (a, b), (c, d) = self.xy[:2].tolist()
        return (a, b), (c, d)

    @property
    def faces(self) -> tuple[str, str]:
        return self.left, self.right

    @cached_property
    def digest(self) -> int:
        """256 bits of its content."""
        text = f"{self.left}\x00{self.right}\x00".encode()
        return int.from_bytes(hashlib.sha256(text + self.xy.tobytes()).digest())

    def __hash__(self) -> int:
        return self.digest & 0x7FFF_FFFF_FFFF

    def other(self, key: str) -> str:
        """The face on the far side from ``key``."""
        return self.right if key == self.left else self.left

    def relabelled(self, names: Mapping[str, str]) -> "Edge":
        """The same line, with faces renamed."""
        return Edge(self.line, names.get(self.left, self.left), names.get(self.right, self.right))

    def to_dict(self) -> dict[str, Any]:
        return {"left": self.left, "right": self.right, "line": self.xy.tolist()}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Edge":
        return cls(LineString(said["line"]), said["left"], said["right"])


def written(xy: Array, left: str, right: str, *, free: bool = False) -> Edge:
    """The edge in its one way of being written; ``free``: it closes on itself and no other edge ends on it."""
    if free:
        lowest = int(np.lexsort((xy[:-1, 1], xy[:-1, 0]))[0])
        xy = np.vstack([np.roll(xy[:-1], -lowest, axis=0), xy[lowest]])
    first, last = xy[0].tolist(), xy[-1].tolist()
    if first == last:
        first, last = xy[1].tolist(), xy[-2].tolist()
    return Edge(LineString(xy), left, right) if first < last else Edge(LineString(xy[::-1]), right, left)
