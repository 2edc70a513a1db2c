"""A grid's border in words (四至): which grid lies beyond it to the east, south, west and north, and what it follows there.

              north                 Each short piece of the border belongs to the side that it looks to and lies on,
        ┌──────────────┐            to the grid that a probe just beyond it falls into, and to the road or water that
   west │     grid     ≈ east       runs beside it in the same direction, if one does.
        └──────────────┘
              south
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.checks.plane import Floats, Objects, Plane
from gis_app.domain.coverage import Shape
from gis_app.domain.ways import Way, followed

SIDES: Mapping[str, str] = {"east": "东", "south": "南", "west": "西", "north": "北"}
OUTWARD = {"east": (1.0, 0.0), "south": (0.0, -1.0), "west": (-1.0, 0.0), "north": (0.0, 1.0)}
PIECES, SHORTEST_M, LONGEST_M = 400, 2.0, 50.0
PROBE_M, REACH_M = 0.5, 1.0
WINDOW = 0.05
"""Of the border, to either side: what it looks to is told over so much of it, or a winding stream would turn it about."""
LEAST = 0.05
"""A neighbour along less of a side is not named there, unless it is the only one."""
MOSTLY, PARTLY = 0.8, 0.15


class Along(NamedTuple):
    """What a stretch of border follows, and along which share (0..1) of it."""

    name: str
    share: float


@dataclass(frozen=True)
class Abutter:
    """Who lies beyond a stretch of border; ``grid`` None: nobody, it is the outer border. ``metres`` of the stretch."""

    grid: str | None
    metres: float
    along: tuple[Along, ...] = ()


@dataclass(frozen=True)
class Borders:
    """``sides``: by side of ``SIDES``, from north to south and from west to east. ``around``: each neighbour once, the longest
    border first. ``inside``: grids cut out of this one."""

    sides: Mapping[str, tuple[Abutter, ...]]
    around: tuple[Abutter, ...]
    inside: tuple[str, ...]


@dataclass(frozen=True)
class _Pieces:
    """Straight pieces of rings: middles and lengths in metres, unit vectors outward (``looks``: of the border around them too).

    ``hole``: of an inner ring.
    """

    middle: Floats
    normal: Floats
    metres: Floats
    hole: NDArray[np.bool_]
    looks: Floats


def borders(shape: Shape, beside: Sequence[tuple[str, Shape]], ways: Sequence[Way] = ()) -> Borders:
    """The borders of a grid.

    Parameters
    ----------
    shape
        The grid, in lon/lat (degrees, WGS-84).
    beside
        Code and shape of what may lie beyond; where several do, the first given. The grid itself is not among them.
    ways
        Roads and water that a border may follow.
    """
    plane = Plane(np.array(shapely.bounds(shape)))
    [flat] = plane.to_metres(np.array([shape], dtype=object))
    pieces = _cut(flat)
    beyond = _beyond(pieces, plane.to_metres(np.array([other for _, other in beside], dtype=object)))
    along = followed(pieces.middle, pieces.normal, [Way(way.name, plane.to_metres(np.array([way.shape], dtype=object))[0]) for way in ways])
    who = [beside[place][0] if place >= 0 else None for place in beyond.tolist()]
    outer = np.flatnonzero(~pieces.hole)
    side = _sides(pieces, flat)
    told = {}
    for number, name in enumerate(SIDES):
        mine = outer[side[outer] == number]
        told[name] = _named(pieces, _grouped(pieces, mine, who, along), axis=1 if name in ("east", "west") else 0)
    around = sorted(_grouped(pieces, outer, who, along), key=lambda one: -one[0].metres)
    inside = {who[place] for place in np.flatnonzero(pieces.hole).tolist()} - {None}
    return Borders(told, tuple(one for one, _ in around), tuple(sorted(code for code in inside if code is not None)))


def in_words(found: Borders, names: Mapping[str, str], outer: str = "镇界") -> dict[str, str]:
    """What stands after 东至, 南至, 西至 and 北至; ``names`` by code, ``outer`` for the border beyond which there is no grid."""
    return {side: "、".join(_said(one, names, outer) for one in abutters) for side, abutters in found.sides.items()}


def _said(one: Abutter, names: Mapping[str, str], outer: str) -> str:
    called = outer if one.grid is None else names.get(one.grid) or one.grid
    shown = [part for part in one.along if part.share >= PARTLY]
    if not shown:
        return called
    whole = sum(part.share for part in shown) >= MOSTLY
    return f"{called}（{'' if whole else '部分'}以{'、'.join(part.name for part in shown)}为界）"


def _cut(flat: shapely.Geometry) -> _Pieces:
    rings = [(ring, number > 0) for part in shapely.get_parts(shapely.orient_polygons(flat))
             for number, ring in enumerate(shapely.get_rings(part))]
    step = float(np.clip(sum(shapely.length(ring) for ring, _ in rings) / PIECES, SHORTEST_M, LONGEST_M))
    found = []
    for ring, hole in rings:
        xy = shapely.get_coordinates(shapely.segmentize(ring, step))
        run = np.diff(xy, axis=0)
        metres = np.hypot(*run.T)
        run, middle = run[metres > 0], ((xy[1:] + xy[:-1]) / 2)[metres > 0]
        metres = metres[metres > 0]
        normal = np.column_stack([run[:, 1], -run[:, 0]]) / metres[:, None]
        found.append((middle, normal, metres, np.full(len(metres), hole), _smoothed(normal, metres)))
    return _Pieces(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _smoothed(normal: Floats, metres: Floats) -> Floats:
    """Which way a piece and those near it along the ring look, by their lengths."""
    total = metres.sum()
    at = np.cumsum(metres) - metres / 2
    sums = np.vstack([np.zeros(2), np.cumsum(np.tile(normal * metres[:, None], (3, 1)), axis=0)])
    places = np.concatenate([at - total, at, at + total])
    low, high = np.searchsorted(places, at - WINDOW * total), np.searchsorted(places, at + WINDOW * total)
    mean = sums[high] - sums[low]
    size = np.hypot(*mean.T)
    return np.where(size[:, None] > 0, mean / np.where(size, size, 1.0)[:, None], normal)


def _beyond(pieces: _Pieces, beside: Objects) -> NDArray[np.int64]:
    """Position of the neighbour beyond each piece, -1 for none; where a crack lies between, the nearest within reach."""
    found = np.full(len(pieces.metres), -1, dtype=np.int64)
    if not len(beside):
        return found
    tree = shapely.STRtree(beside)
    for predicate, distance in (("intersects", None), ("dwithin", REACH_M)):
        open_ = np.flatnonzero(found < 0)
        probes = shapely.points(pieces.middle[open_] + PROBE_M * pieces.normal[open_])
        piece, other = tree.query(probes, predicate=predicate, **({} if distance is None else {"distance": distance}))
        order = np.lexsort((other, piece))[::-1]
        found[open_[piece[order]]] = other[order]
    return found


def _sides(pieces: _Pieces, flat: shapely.Geometry) -> NDArray[np.int64]:
    """The side of each piece; each side has at least the piece that lies farthest out there."""
    west, south, east, north = shapely.bounds(flat)
    half = np.array([east - west, north - south]) / 2
    lies = (pieces.middle - np.array([(west + east) / 2, (south + north) / 2])) / half
    score = (lies + pieces.looks) @ np.array(list(OUTWARD.values())).T
    side: NDArray[np.int64] = np.argmax(score, axis=1).astype(np.int64)
    for number in range(len(SIDES)):
        if not (side[~pieces.hole] == number).any():
            side[np.argmax(np.where(pieces.hole, -np.inf, score[:, number]))] = number
    return side


Group = tuple[Abutter, NDArray[np.intp]]


def _grouped(pieces: _Pieces, rows: NDArray[np.intp], who: Sequence[str | None], along: Sequence[str | None]) -> list[Group]:
    """Those beyond some pieces, with the pieces of each."""
    found: dict[str | None, list[int]] = {}
    for row in rows.tolist():
        found.setdefault(who[row], []).append(row)
    return [(_abutter(pieces, grid, mine, along), np.array(mine, dtype=np.intp)) for grid, mine in found.items()]


def _abutter(pieces: _Pieces, grid: str | None, rows: Sequence[int], along: Sequence[str | None]) -> Abutter:
    total = float(pieces.metres[rows].sum())
    shares: dict[str, float] = {}
    for row in rows:
        name = along[row]
        if name is not None:
            shares[name] = shares.get(name, 0.0) + float(pieces.metres[row]) / total
    return Abutter(grid, total, tuple(Along(*one) for one in sorted(shares.items(), key=lambda one: (-one[1], one[0]))))


def _named(pieces: _Pieces, groups: list[Group], axis: int) -> tuple[Abutter, ...]:
    """Those worth a name on one side, in the order in which they lie along it."""
    total = sum(one.metres for one, _ in groups)
    longest = max((one.metres for one, _ in groups), default=0.0)
    kept = [(_place(pieces, rows, axis), one) for one, rows in groups if one.metres >= min(LEAST * total, longest)]
    return tuple(one for _, one in sorted(kept, key=lambda pair: pair[0]))


def _place(pieces: _Pieces, rows: NDArray[np.intp], axis: int) -> float:
    """Where some pieces lie along their side: from north to south, from west to east."""
    mean = float(np.average(pieces.middle[rows, axis], weights=pieces.metres[rows]))
    return -mean if axis else mean
