"""From tested cells to hotspots: cells that are called and next to each other are one thing, with an outline and a strength."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csgraph

from gis_app.domain.stats.contiguity import Shapes
from gis_app.domain.stats.neighbours import Floats, Indices, Neighbours

LEAST_CONFIDENCE = 95
SAME_SHARE = 0.5
"""A hotspot goes on in a later one that covers this share of the smaller of the two."""


@dataclass(frozen=True)
class Spot:
    """Cells called together: positions, class, ``strength`` (z of the strongest cell, or observed over expected), least p and q."""

    cells: tuple[int, ...]
    class_: str
    strength: float
    p: float
    q: float


def spots(classes: NDArray[np.str_], called: NDArray[np.bool_], z: Floats, p: Floats, q: Floats, links: Neighbours,
          family: Callable[[str], str] = lambda name: name.partition("_")[0]) -> list[Spot]:
    """The hotspots among called cells, strongest first; ``family`` says which classes may stand together in one (hot with hot)."""
    found: list[Spot] = []
    families = np.array([family(name) for name in classes.tolist()])
    for one in np.unique(families[called]).tolist():
        for cells in _together(np.flatnonzero(called & (families == one)), links):
            top = cells[np.argmax(np.abs(z[cells]))]
            found.append(Spot(tuple(cells.tolist()), str(classes[top]), float(z[top]), float(p[cells].min()), float(q[cells].min())))
    return sorted(found, key=lambda spot: (-abs(spot.strength), spot.cells))


def _together(cells: Indices, links: Neighbours) -> Iterator[Indices]:
    if not len(cells):
        return
    number, label = csgraph.connected_components(links.matrix[cells][:, cells], directed=False)
    for part in range(number):
        yield cells[label == part]


def confidence_classes(confidence: Indices, looked: NDArray[np.bool_]) -> NDArray[np.str_]:
    """hot_99 ... cold_90, none, and not_looked."""
    names = np.array([f"{'hot' if one > 0 else 'cold'}_{abs(one)}" if one else "none" for one in confidence.tolist()], dtype="<U16")
    names[~looked] = "not_looked"
    return names


def outline(shapes: Shapes, cells: Sequence[int]) -> shapely.MultiPolygon:
    """The ground of some cells as one MultiPolygon."""
    whole = shapely.union_all(shapes[list(cells)])
    parts = [part for part in shapely.get_parts(whole) if shapely.get_type_id(part) == shapely.GeometryType.POLYGON]
    return shapely.MultiPolygon(parts)


def continued(before: Sequence[shapely.Geometry], now: Sequence[shapely.Geometry]) -> dict[int, int]:
    """Which earlier outline each of today's goes on from: today's position -> the earlier one's, the largest share first, each once."""
    shares = []
    for k, one in enumerate(now):
        for j, other in enumerate(before):
            smaller = min(one.area, other.area)
            share = shapely.intersection(one, other).area / smaller if smaller and one.intersects(other) else 0.0
            if share >= SAME_SHARE:
                shares.append((-share, k, j))
    found: dict[int, int] = {}
    for _, k, j in sorted(shares):
        if k not in found and j not in found.values():
            found[k] = j
    return found
