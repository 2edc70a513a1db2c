"""What is measured on a coverage: areas, neighbours and the borders they share, and who gains and loses by an edit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import shapely

from gis_app.domain.coverage.delta import Delta
from gis_app.domain.coverage.edge import OUTSIDE, Edge
from gis_app.domain.coverage.subdivision import Coverage
from gis_app.domain.shapes import WGS84, area_m2


@dataclass(frozen=True)
class Gain:
    """A unit's area before and after an edit, in m² on the ellipsoid; 0 where it has no ground."""

    before_m2: float
    after_m2: float


def area(coverage: Coverage, key: str) -> float:
    """Geodesic area of any unit, m²."""
    shape = coverage.polygon(key)
    return area_m2(shape if isinstance(shape, shapely.MultiPolygon) else shapely.MultiPolygon([shape])) or 0.0


def length(edges: Iterable[Edge]) -> float:
    """Geodesic length of some borders, metres."""
    return float(sum(WGS84.geometry_length(edge.line) for edge in edges))


def border(coverage: Coverage, one: str, other: str) -> list[Edge]:
    """The edges between two units, leaves or higher; ``OUTSIDE`` for the outer border."""
    mine, theirs = ({key} if key == OUTSIDE else set(coverage.leaves_of(key)) for key in (one, other))
    found = {edge for leaf in mine for edge in coverage.faces.get(leaf, frozenset()) if edge.other(leaf) in theirs}
    return sorted(found, key=lambda edge: edge.digest)


def neighbours(coverage: Coverage, key: str) -> dict[str, float]:
    """The faces along a unit's border (``OUTSIDE`` among them) with the metres shared."""
    mine = set(coverage.leaves_of(key))
    beside: dict[str, set[Edge]] = defaultdict(set)
    for leaf in mine:
        for edge in coverage.faces[leaf]:
            if edge.other(leaf) not in mine:
                beside[edge.other(leaf)].add(edge)
    return {other: length(edges) for other, edges in sorted(beside.items())}


def gains(before: Coverage, after: Coverage, delta: Delta) -> dict[str, Gain]:
    """Every unit whose ground an edit changed, the higher ones too; nodes set on a border change nothing."""
    keys = set()
    for coverage in (before, after):
        keys |= {above for key in delta.touched if key in coverage.faces for above in coverage.lineage(key)}
    found = {key: Gain(_area(before, key), _area(after, key)) for key in sorted(keys)}
    return {key: gain for key, gain in found.items() if abs(gain.after_m2 - gain.before_m2) > 1e-3}


def _area(coverage: Coverage, key: str) -> float:
    return area(coverage, key) if key in coverage.units else 0.0
