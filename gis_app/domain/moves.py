"""Which ground changed hands between two sets of grids: the pieces, from whom, to whom."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.coverage import Shape
from gis_app.domain.shapes import area_m2

Objects = NDArray[np.object_]
TRACE_M2 = 0.01
THIN_DEG = 1e-8
"""About a millimetre: a piece thinner than it comes from rounding."""


@dataclass(frozen=True)
class Move:
    """``giver`` or ``taker`` is None where the ground belonged, or belongs, to nobody."""

    giver: str | None
    taker: str | None
    ground: shapely.MultiPolygon
    area_m2: float


def moves(before: Mapping[str, Shape], after: Mapping[str, Shape]) -> list[Move]:
    """Every piece of ground whose grid has another code afterwards; neither set may overlap itself."""
    common = {code for code in before.keys() & after.keys() if before[code].equals_exact(after[code], 0.0)}
    old = {code: shape for code, shape in before.items() if code not in common}
    new = {code: shape for code, shape in after.items() if code not in common}
    found = _between(old, new)
    old_all, new_all = (shapely.union_all(list(mine.values())) for mine in (old, new))
    found += [_move(code, None, shapely.difference(shape, new_all)) for code, shape in old.items()]
    found += [_move(None, code, shapely.difference(shape, old_all)) for code, shape in new.items()]
    return sorted((move for move in found if move.area_m2 > TRACE_M2), key=lambda move: (move.giver or "", move.taker or ""))


def _between(old: Mapping[str, Shape], new: Mapping[str, Shape]) -> list[Move]:
    givers, takers = list(old), list(new)
    if not givers or not takers:
        return []
    ground, wanted = np.array(list(old.values()), dtype=object), np.array(list(new.values()), dtype=object)
    taker, giver = shapely.STRtree(ground).query(wanted, predicate="intersects")
    pairs = [(i, j) for i, j in zip(giver.tolist(), taker.tolist(), strict=True) if givers[i] != takers[j]]
    if not pairs:
        return []
    first, second = np.array(pairs).T
    shared = shapely.intersection(ground[first], wanted[second])
    return [_move(givers[i], takers[j], piece) for (i, j), piece in zip(pairs, shared, strict=True)]


def _move(giver: str | None, taker: str | None, ground: shapely.Geometry) -> Move:
    parts = [part for part in shapely.get_parts(ground) if part.geom_type == "Polygon" and 2 * part.area > THIN_DEG * part.length]
    whole = shapely.MultiPolygon(parts)
    return Move(giver, taker, whole, (area_m2(whole) or 0.0) if parts else 0.0)
