"""Positions that can be believed: a phone throws single fixes hundreds of metres away, repeats itself, and loses the sky."""

from dataclasses import dataclass

import numpy as np

from gis_app.domain.patrols.fixes import Fixes, Ints, Mask

WORST_M = 150.0
"""A fix that may be farther off than this says nothing about the place."""
FASTEST_MS = 33.0
"""120 km/h: nobody patrols faster."""
FEWEST = 3
"""So many fixes in a row are believed although they lie far from those before."""
GAP_S, GAP_M = 900.0, 600.0
"""Longer without a fix, or farther to the next one, and nobody knows the way between."""
PASSES = 50
"""At the most: each takes out the shortest runs, and what was apart may then hang together."""


@dataclass(frozen=True, eq=False)
class Cleaned:
    """``fixes`` in order of round and time; ``given`` is the position of each among those that came.

    ``leg`` numbers stretches without a gap; ``dropped`` counts, by round, what was thrown out.
    """

    fixes: Fixes
    given: Ints
    leg: Ints
    dropped: Ints


def clean(fixes: Fixes, rounds: int) -> Cleaned:
    """Keep what can have been: accurate enough, one fix an instant, no leap there and back again.

    Vectorised over all rounds; a year of a town takes a fraction of a second.
    """
    order = fixes.order()
    sorted_ = fixes.take(order)
    usable = np.isfinite(sorted_.lon) & np.isfinite(sorted_.lat) & np.isfinite(sorted_.at) & ~(sorted_.accuracy > WORST_M)
    order, left = order[usable], sorted_.take(usable)
    follows, _, seconds = left.hops()
    fresh = ~(follows & (seconds <= 0))
    order, left = order[fresh], left.take(fresh)
    for _ in range(PASSES):
        keep = _believable(left)
        if keep.all():
            break
        order, left = order[keep], left.take(keep)
    came = np.bincount(fixes.round, minlength=rounds)
    return Cleaned(left, order, _legs(left), came - np.bincount(left.round, minlength=rounds))


def _believable(fixes: Fixes) -> Mask:
    """Not the shortest run between two leaps of its round, unless it is long; a round of nothing but leaps keeps one run."""
    follows, metres, seconds = fixes.hops()
    leap = ~follows | (metres > FASTEST_MS * np.maximum(seconds, 1.0))
    run = np.cumsum(leap) - 1
    length, owner = np.bincount(run), fixes.round[np.flatnonzero(leap)]
    rounds, of = np.unique(owner, return_inverse=True)
    shortest, longest = np.full(len(rounds), len(fixes)), np.zeros(len(rounds), dtype=np.int64)
    np.minimum.at(shortest, of, length)
    np.maximum.at(longest, of, length)
    believed = (length >= FEWEST) | (length > shortest[of])
    best = np.flatnonzero(length == longest[of])
    believed[best[np.unique(of[best], return_index=True)[1]]] = True
    return np.asarray(believed[run])


def _legs(fixes: Fixes) -> Ints:
    follows, metres, seconds = fixes.hops()
    cut = ~follows | (seconds > GAP_S) | (metres > GAP_M) | (metres > FASTEST_MS * np.maximum(seconds, 1.0))
    return np.asarray(np.cumsum(cut) - 1)
