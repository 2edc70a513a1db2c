"""What a planner asks of a proposal: how many grids or how large, and what a border should follow."""

import math
from dataclasses import dataclass

import numpy as np

from gis_app.domain.proposals.adjacency import BORDER, KINDS, ROAD, STREAM
from gis_app.domain.proposals.plane import Array
from gis_app.errors import WanggeError

BAND = (300, 500)
"""Households a grid: the usual band in towns (DOMAIN, section 8)."""


@dataclass(frozen=True)
class Taste:
    """What a metre of border counts where something runs along it, an open metre being 1; the lowest holds.

    ``whole`` is how much more a metre counts that parts two homes of one settlement; ``balance`` how much unequal
    households count beside the length of borders (1: both goals together are best, by trial).
    """

    road: float = 0.5
    stream: float = 0.5
    border: float = 0.6
    whole: float = 1.0
    balance: float = 1.0

    def factors(self) -> Array:
        """Of each sum of kinds, 0 to 7 (``adjacency``)."""
        said = {ROAD: self.road, STREAM: self.stream, BORDER: self.border}
        return np.array([min([1.0, *(factor for kind, factor in said.items() if both & kind)]) for both in range(KINDS)])


@dataclass(frozen=True)
class Wish:
    """One of: ``count`` grids; grids of ``households`` (low, high); one grid a natural village (``villages``).

    Parameters
    ----------
    keep
        Begin from the present grids and move only what has to move; with a band, as many grids as now where that fits.
    seed
        Same seed, same ground, same wish: the same proposal. Another seed is another proposal.
    effort
        How many times each border is looked at; more is better and slower, in proportion.
    least
        A settlement with fewer households gets no grid of its own (``villages``).
    """

    count: int | None = None
    households: tuple[int, int] | None = None
    villages: bool = False
    keep: bool = False
    taste: Taste = Taste()
    seed: int = 7
    effort: int = 1000
    least: int = 20

    def __post_init__(self) -> None:
        if sum((self.count is not None, self.households is not None, self.villages)) != 1:
            raise WanggeError("propose_one_goal")
        if self.count is not None and self.count < 1:
            raise WanggeError("bad_value", field="count", why="至少 1 个网格")
        if self.households is not None and not 0 < self.households[0] <= self.households[1]:
            raise WanggeError("bad_value", field="households", why="应写成 下限-上限，例如 300-500")

    def grids(self, total: int, present: int = 0) -> int:
        """How many grids ``total`` households make; ``present`` is how many there are now.

        Raises
        ------
        WanggeError
            ``propose_band`` where no number of grids fits the band, ``propose_too_many`` for more grids than homes.
        """
        if self.count is not None:
            if self.count > total:
                raise WanggeError("propose_too_many", count=self.count, households=total)
            return self.count
        low, high = self.households or BAND
        fewest, most = math.ceil(total / high), total // low
        if fewest > most:
            raise WanggeError("propose_band", low=low, high=high, households=total)
        best = present if self.keep and present else round(2 * total / (low + high))
        return min(max(best, fewest), most)
