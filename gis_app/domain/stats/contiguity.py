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
    owner: Indices
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
        return _Vertices(np.empty((0, 2)), np.empty(0, np.int64), np.empty(0, bool))
    _, xy, offsets = shapely.to_ragged_array(shapes[drawn], include_z=False)
    rings, first = offsets[0], offsets[1]
    if len(offsets) == 3:
        first = first[offsets[2]]
    owner = np.repeat(drawn, np.diff(rings[first]))
    leads = np.ones(len(xy), dtype=bool)
    leads[rings[1:] - 1] = False
    return _Vertices(xy, owner, leads)


def _shared(found: _Vertices) -> tuple[Indices, Indices, Indices]:
    """Pairs with a vertex in common, pairs with a side in common (both with repeats), and the sides that only one polygon has."""
    order, same = _sorted(found.xy)
    owner, total = found.owner, len(found.owner)
    begins = np.flatnonzero(np.concatenate([[True], ~same])) if total else np.empty(0, np.int64)
    lengths = np.diff(np.append(begins, total))
    twos = begins[lengths == 2]
    one, other = order[twos], order[twos + 1]
    mate = np.full(total, -1)
    plain = owner[one] != owner[other]
    mate[one[plain]], mate[other[plain]] = other[plain], one[plain]
    paired = found.leads[:-1] & (mate[:-1] >= 0) & (np.abs(np.diff(mate)) == 1) if total else np.empty(0, bool)
    partner = np.where(mate >= 0, owner[mate], -1)
    starts = np.ones(total, dtype=bool)
    starts[1:] = (partner[1:] != partner[:-1]) | ~found.leads[:-1]
    along = np.flatnonzero((mate >= 0) & starts)
    crowds = _crowds(order, begins, lengths)
    links = np.concatenate([np.column_stack([owner[along], partner[along]]), owner[crowds]])
    single, sides = _other_sides(found, paired, order, begins, lengths)
    middles = np.flatnonzero(paired & (np.concatenate([[True], ~paired[:-1]]) | starts[:-1])) if total else np.empty(0, np.int64)
    return links, np.concatenate([np.column_stack([owner[middles], partner[middles]]), sides]), single


def _sorted(xy: Floats) -> tuple[Indices, Bools]:
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
    order = (packed & ((np.uint64(1) << places) - np.uint64(1))).astype(np.int64)
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


def _crowds(order: Indices, begins: Indices, lengths: Indices) -> Indices:
    """Pairs of positions within each group of three or more equal vertices; shape (pairs, 2)."""
    many = lengths > 2
    first, size = begins[many], lengths[many]
    pairs = [np.empty((0, 2), np.int64)]
    for step in range(1, int(size.max(initial=1))):
        for ahead in range(int(size.max()) - step):
            reach = size > ahead + step
            at = first[reach] + ahead
            pairs.append(np.column_stack([order[at], order[at + step]]))
    return np.concatenate(pairs)


def _other_sides(found: _Vertices, paired: Bools, order: Indices, begins: Indices, lengths: Indices) -> tuple[Indices, Indices]:
    """The sides outside plain borders: those of one polygon only (their first vertex), and the pairs that share one."""
    left = np.flatnonzero(found.leads[:-1] & ~paired) if len(found.owner) else np.empty(0, np.int64)
    number = np.empty(len(found.owner), np.int64)
    number[order] = np.repeat(np.arange(len(begins)), lengths)
    low, high = np.minimum(number[left], number[left + 1]), np.maximum(number[left], number[left + 1])
    key = low * max(len(begins), 1) + high
    rank = np.argsort(key, kind="stable")
    key, owner = key[rank], found.owner[left[rank]]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.empty(0, np.int64)
    size = np.diff(np.append(starts, len(key)))
    twos = starts[size == 2]
    shared = np.concatenate([np.column_stack([twos, twos + 1]), _crowds(np.arange(len(key)), starts, size)])
    return left[rank[starts[size == 1]]], owner[shared]


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
    return np.column_stack([owner[a], owner[b]])


def _distinct(pairs: Indices, cells: int) -> Indices:
    """Each pair once, the lower number first, nobody with itself."""
    low, high = pairs.min(axis=1, initial=cells), pairs.max(axis=1, initial=-1)
    keys = low[low != high] * cells + high[low != high]
    keys.sort()  # numpy's own way to distinct numbers hashes them, which takes four times as long
    kept = np.ones(len(keys), dtype=bool)
    kept[1:] = keys[1:] != keys[:-1]
    return np.column_stack(np.divmod(keys[kept], max(cells, 1)))
