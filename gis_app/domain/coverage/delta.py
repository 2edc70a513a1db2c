"""What one edit changed: the edges and units that went and those that came. Its inverse undoes it exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from gis_app.domain.coverage.edge import OUTSIDE, Edge
from gis_app.domain.coverage.tree import Unit


@dataclass(frozen=True)
class Delta:
    """A difference of two coverages.

    ``gone`` and ``come`` are units by key; a unit that changed its parent or kind stands in both.
    """

    removed: frozenset[Edge] = frozenset()
    added: frozenset[Edge] = frozenset()
    gone: Mapping[str, Unit] = field(default_factory=dict)
    come: Mapping[str, Unit] = field(default_factory=dict)

    @cached_property
    def touched(self) -> frozenset[str]:
        """Faces with a changed border, even where only a node was set on it; never the outside."""
        return frozenset(face for edge in self.removed | self.added for face in edge.faces) - {OUTSIDE}

    @property
    def outer(self) -> bool:
        """Whether an edge towards the outside was written anew."""
        return any(OUTSIDE in edge.faces for edge in self.removed | self.added)

    def inverse(self) -> "Delta":
        return Delta(self.added, self.removed, self.come, self.gone)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON; coordinates are lon, lat in degrees (WGS-84) with twelve decimals, exact both ways."""
        return {
            "removed": [edge.to_dict() for edge in _ordered(self.removed)],
            "added": [edge.to_dict() for edge in _ordered(self.added)],
            "gone": {key: unit.to_dict() for key, unit in self.gone.items()},
            "come": {key: unit.to_dict() for key, unit in self.come.items()},
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Delta":
        edges = [frozenset(Edge.from_dict(edge) for edge in said[name]) for name in ("removed", "added")]
        units = [{key: Unit.from_dict(unit) for key, unit in said[name].items()} for name in ("gone", "come")]
        return cls(edges[0], edges[1], units[0], units[1])


def _ordered(edges: frozenset[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda edge: edge.digest)
