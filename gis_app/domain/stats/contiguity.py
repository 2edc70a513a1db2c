"""Which polygons of a coverage are neighbours: by a shared vertex (queen) or a shared side (rook), found by hashing vertices.

In a noded coverage neighbours share their border bit for bit, so no geometry is compared: equal vertices find each other by
sorting hashes of their bits (where one collides, the coordinates themselves are sorted). Along a border most vertices belong to two cells;
only where that pair begins, and at junctions, is a link noted. Sides that nobody shares are the outer border, or places where
the coverage is not noded (a corner rests on a neighbour's side): those few are compared by distance.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_app.domain.stats.neighbours import Bools, Floats, Indices, Neighbours, from_pairs
from gis_app.errors import WanggeError, one_of

RULES = ("queen", "rook")
NEAR = 1e-9
"""Touching means within this share of the largest coordinate: a centimetre in degrees, under a millimetre in metres."""
SHORT = 1e-3
"""Sides that run together for less than this share of the shorter one only meet in a point."""

Shapes = NDArray[np.object_]
ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F))


@dataclass(frozen=True)
class _Vertices:
    """All vertices ring by ring (each ring closed): coordinates, whose they are, and whether a side leads on to the next."""

    xy: Floats
    owner: NDArray[np.int32]
    leads: Bools


def contiguity(shapes: Shapes, rule: str = "queen") -> Neighbours:
    """The links between polygons; a grid that is not drawn (None, empty) has none.

    Parameters
    ----------
    shapes
        Polygons or MultiPolygons of a coverage, in any plane or in degrees.
    rule
        ``queen``: at least a vertex in common; ``rook``: at least a side.

    Returns
    -------
    Neighbours
        Exactly the links of libpysal's contiguity where the coverage is noded. Where it is not, ``noded`` is False and the
        polygons that touch within ``NEAR`` are linked as well.
    """
    if rule not in RULES:
        raise WanggeError("bad_value", field="rule", why=one_of(RULES))
    found, cells = _vertices(shapes), len(shapes)
    links, sides, lonely = _shared(found)
    touching = _touching(found, lonely, rule)
    pairs = _distinct(links if rule == "queen" else sides, cells)
    everything = _distinct(np.concatenate([pairs, touching]), cells)
    noded = len(everything) == len(pairs)
    return from_pairs(everything[:, 0], everything[:, 1], cells, {"rule": rule, "noded": noded}, noded=noded)


def _vertices(shapes: Shapes) -> _Vertices:
    drawn = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    if not len(drawn):
        return _Vertices(np.empty((0, 2)), np.empty(0, np.int32), np.empty(0, bool))
    _, xy, offsets = shapely.to_ragged_array(shapes[drawn], include_z=False)
    rings, first = offsets[0], offsets[1]
    if len(offsets) == 3:
        first = first[offsets[2]]
    owner = np.repeat(drawn.astype(np.int32), np.diff(rings[first]))
    leads = np.ones(len(xy), dtype=bool)
    leads[rings[1:] - 1] = False
    return _Vertices(xy, owner, leads)


def _shared(found: _Vertices) -> tuple[Indices, Indices, Indices]:
    """Pairs with a vertex in common, pairs with a side in common (both with repeats), and the sides that only one polygon has.

    Positions are four bytes wide: moving memory is most of the work.
    """
    owner, total = found.owner, len(found.owner)
    if not total:
        return np.empty((0, 2), np.int64), np.empty((0, 2), np.int64), np.empty(0, np.int64)
    order, same = _sorted(found.xy)
    begins = np.flatnonzero(np.concatenate([[True], ~same]))
    lengths = np.diff(begins, append=total)
    twos = begins[lengths == 2]
    one, other = order[twos], order[twos + 1]
    plain = owner[one] != owner[other]
    mate = np.full(total, -1, np.int32)
    mate[one[plain]], mate[other[plain]] = other[plain], one[plain]
    shared = mate >= 0
    paired = found.leads[:-1] & shared[:-1] & shared[1:] & (np.abs(np.diff(mate)) == 1)
    partner = np.where(shared, owner[mate], -1)
    starts = np.ones(total, dtype=bool)
    starts[1:] = (partner[1:] != partner[:-1]) | ~found.leads[:-1]
    along = np.flatnonzero(shared & starts)
    many = lengths > 2
    crowds = order[_crowds(np.arange(total), begins[many], lengths[many])]
    links = np.concatenate([np.column_stack([owner[along], partner[along]]), owner[crowds]]).astype(np.int64)
    number = np.arange(total)
    number[shared] = np.minimum(number[shared], mate[shared])
    number[other[~plain]] = one[~plain]
    within = np.repeat(begins[many], lengths[many])
    number[order[within + _ranks(lengths[many])]] = order[within]
    single, sides = _other_sides(found, paired, number)
    middles = np.flatnonzero(paired & (np.concatenate([[True], ~paired[:-1]]) | starts[:-1]))
    return links, np.concatenate([np.column_stack([owner[middles], partner[middles]]), sides]).astype(np.int64), single


def _ranks(lengths: Indices) -> Indices:
    """0, 1, ... within each of several groups that stand one after another."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def _sorted(xy: Floats) -> tuple[NDArray[np.int32], Bools]:
    """An order in which equal vertices stand together, and whether each is equal to the one before it (from the second on).

    Hash and position share one number, so that one plain sort does; what is left of the hash may collide, and the few groups in which
    it did are put in order by their coordinates.
    """
    bits = np.ascontiguousarray(xy + 0.0).view(np.uint64)
    x, y = np.ascontiguousarray(bits[:, 0]), np.ascontiguousarray(bits[:, 1])
    places = np.uint64(max(len(x) - 1, 1).bit_length())
    packed = _hashed(x, y) >> places << places
    packed |= np.arange(len(x), dtype=np.uint64)
    packed.sort()
    order = (packed & ((np.uint64(1) << places) - np.uint64(1))).astype(np.int32)
    packed >>= places
    same = packed[1:] == packed[:-1]
    at = np.flatnonzero(same)
    before, after = order[at], order[at + 1]
    wrong = at[(x[before] != x[after]) | (y[before] != y[after])]
    if len(wrong):
        among = np.flatnonzero(np.isin(packed, packed[wrong]))
        order[among] = order[among][np.lexsort((y[order[among]], x[order[among]], packed[among]))]
        at = np.unique(np.concatenate([among[among > 0] - 1, among[among < len(order) - 1]]))
        same[at] = (x[order[at]] == x[order[at + 1]]) & (y[order[at]] == y[order[at + 1]])
    return order, same


def _hashed(x: NDArray[np.uint64], y: NDArray[np.uint64]) -> NDArray[np.uint64]:
    hashed = x * ODD[0]
    hashed ^= hashed >> np.uint64(29)
    hashed += y * ODD[1]
    hashed ^= hashed >> np.uint64(32)
    hashed *= ODD[0]
    return hashed


def _crowds(order: Indices, first: Indices, size: Indices) -> Indices:
    """All pairs within each group, which begins at ``first`` of ``order``; shape (pairs, 2)."""
    pairs = [np.empty((0, 2), np.int64)]
    most = int(size.max(initial=1))
    for step in range(1, most):
        for ahead in range(most - step):
            at = first[size > ahead + step] + ahead
            pairs.append(np.column_stack([order[at], order[at + step]]))
    return np.concatenate(pairs)


def _other_sides(found: _Vertices, paired: Bools, number: Indices) -> tuple[Indices, Indices]:
    """The sides outside plain borders: those of one polygon only (their first vertex), and the pairs that share one.

    ``number`` is the same for equal vertices.
    """
    left = np.flatnonzero(found.leads[:-1] & ~paired)
    low, high = np.minimum(number[left], number[left + 1]), np.maximum(number[left], number[left + 1])
    key = low * len(number) + high
    rank = np.argsort(key, kind="stable")
    key, owner = key[rank], found.owner[left[rank]]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
    size = np.diff(starts, append=len(key))
    several = size > 1
    pairs = owner[_crowds(np.arange(len(key)), starts[several], size[several])]
    return left[rank[starts[size == 1]]], pairs.astype(np.int64)


def _touching(found: _Vertices, lonely: Indices, rule: str) -> Indices:
    """Pairs whose unshared sides touch: for rook, along more than a point."""
    if len(lonely) < 2:
        return np.empty((0, 2), np.int64)
    sides = shapely.linestrings(np.stack([found.xy[lonely], found.xy[lonely + 1]], axis=1))
    near = NEAR * float(np.abs(found.xy).max())
    a, b = shapely.STRtree(sides).query(sides, "dwithin", near)
    owner = found.owner[lonely]
    apart = owner[a] < owner[b]
    a, b = a[apart], b[apart]
    if rule == "rook":
        together = shapely.length(shapely.intersection(shapely.buffer(sides[a], near, cap_style="flat"), sides[b]))
        along = together > np.maximum(3 * near, SHORT * np.minimum(shapely.length(sides[a]), shapely.length(sides[b])))
        a, b = a[along], b[along]
    return np.column_stack([owner[a], owner[b]]).astype(np.int64)


def _distinct(pairs: Indices, cells: int) -> Indices:
    """Each pair once, the lower number first, nobody with itself."""
    low, high = pairs.min(axis=1, initial=cells), pairs.max(axis=1, initial=-1)
    keys = low[low != high] * cells + high[low != high]
    keys.sort()  # numpy's own way to distinct numbers hashes them, which takes four times as long
    kept = np.ones(len(keys), dtype=bool)
    kept[1:] = keys[1:] != keys[:-1]
    return np.column_stack(np.divmod(keys[kept], max(cells, 1)))
