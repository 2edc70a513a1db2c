"""Conditional permutation: how a cell's neighbours' sum compares with sums of as many other cells drawn at random.

The cell itself stays, its k neighbours are drawn from the n - 1 others without replacement; one set of draws serves all cells,
as in esda. Draws are positions among the others, so cell i sees what cell i - 1 saw, but where a draw fell on that position.
So for each k the sums change at few cells only, by one draw each: between two changes all cells with k neighbours are compared
with the same sorted sums. That spares nearly all of the n * k * permutations additions, and needs no compiler.
"""

from dataclasses import dataclass

import numpy as np

from gis_app.domain.stats.neighbours import Floats, Indices, Neighbours

PERMUTATIONS = 999
SLACK = 1e-9
"""Sums nearer than this share of the largest are ties: the order of adding up decides nothing."""


@dataclass(frozen=True, eq=False)
class Ranks:
    """Of ``permutations`` random sums, how many are at least, and how many at most, the sum found; ties count in both."""

    larger: Indices
    smaller: Indices
    permutations: int
    seed: int

    @property
    def folded(self) -> Floats:
        """p of the side on which the cell lies, as esda tells it: one-sided, though the side was chosen after looking."""
        low = np.minimum(self.larger, self.permutations - self.larger)
        return (low + 1) / (self.permutations + 1)

    @property
    def two_sided(self) -> Floats:
        """p of a difference in either direction; never below 2 / (permutations + 1)."""
        return np.minimum(2 * (np.minimum(self.larger, self.smaller) + 1) / (self.permutations + 1), 1.0)


def ranks(values: Floats, links: Neighbours, *, permutations: int = PERMUTATIONS, seed: int = 7) -> Ranks:
    """Compare each cell's neighbours with random others; a cell without neighbours ties with everything."""
    cells, degrees = len(values), links.degrees
    sums = links.matrix @ values
    draws = _draws(cells - 1, int(degrees.max(initial=0)), permutations, seed)
    slack = SLACK * float(np.abs(values).max(initial=0.0))
    larger = np.full(cells, permutations)
    smaller = larger.copy()
    for count in np.unique(degrees[degrees > 0]).tolist():
        _compare(values, sums, np.flatnonzero(degrees == count), draws[:, :count], slack, larger, smaller)
    return Ranks(larger, smaller, permutations, seed)


def _draws(others: int, most: int, permutations: int, seed: int) -> Indices:
    """``permutations`` rows of ``most`` different positions, each as likely as any other; the first k of a row are a fair draw too."""
    rng = np.random.default_rng(seed)
    most = min(most, others)
    if most * most * 8 > others:
        return np.array([rng.permutation(others)[:most] for _ in range(permutations)], dtype=np.int64).reshape(permutations, most)
    found = rng.integers(0, others, (permutations, most))
    while True:
        ordered = np.sort(found, axis=1)
        twice = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(twice):
            return found
        found[twice] = rng.integers(0, others, (len(twice), most))


def _compare(
    values: Floats, sums: Floats, which: Indices, draws: Indices, slack: float, larger: Indices, smaller: Indices,
) -> None:
    """Fill in the ranks of cells ``which`` (ascending), all with as many neighbours as there are columns of draws."""
    permutations, count = draws.shape
    order = np.argsort(draws, axis=None)
    at, row = draws.ravel()[order], order // count
    step = values[at] - values[at + 1]  # once the cell has passed a draw, it stands for the place itself and not for the next
    passed = np.searchsorted(at, which, side="left")
    begins = np.flatnonzero(np.diff(passed, prepend=-1)).tolist()
    random = values[draws + 1].sum(axis=1)
    done = 0
    for begin, end in zip(begins, [*begins[1:], len(which)], strict=True):
        upto = passed[begin]
        np.add.at(random, row[done:upto], step[done:upto])
        done = upto
        ordered = np.sort(random)
        mine = sums[which[begin:end]]
        larger[which[begin:end]] = permutations - np.searchsorted(ordered, mine - slack, side="left")
        smaller[which[begin:end]] = np.searchsorted(ordered, mine + slack, side="right")
