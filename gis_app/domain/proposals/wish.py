"""What a planner asks of a proposal: how many grids or how large, and what a border should follow."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from gis_app.domain.proposals.adjacency import BORDER, GROUP, KINDS, ROAD, STREAM
from gis_app.domain.proposals.plane import Array
from gis_app.errors import Fault, WanggeError

BAND = (300, 500)
"""Households a grid: the usual band in towns (DOMAIN, section 8)."""

WHOLE = ("seed", "effort", "least")


@dataclass(frozen=True)
class Taste:
    """What a metre of border counts where something runs along it, an open metre being 1; the lowest holds.

    ``whole`` is how much more a metre counts that parts two homes of one settlement; ``balance`` how much unequal
    households count beside the length of borders (1: both goals together are best, by trial).
    """

    road: float = 0.5
    stream: float = 0.5
    border: float = 0.6
    group: float = 0.6
    whole: float = 1.0
    balance: float = 1.0

    def factors(self) -> Array:
        """Of each sum of kinds (``adjacency``)."""
        said = {ROAD: self.road, STREAM: self.stream, BORDER: self.border, GROUP: self.group}
        return np.array([min([1.0, *(factor for kind, factor in said.items() if both & kind)]) for both in range(KINDS)])


@dataclass(frozen=True)
class Wish:
    """One of: ``count`` grids; grids of ``households`` (low, high); one grid a natural village (``villages``).

    Parameters
    ----------
    keep
        Begin from the present grids and move only what has to move (``taste.balance`` says how equal they must become); with a band, as many grids as now where that fits.
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

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> "Wish":
        """From JSON, as ``dataclasses.asdict`` gives it; what is left out is as usual.

        Raises
        ------
        WanggeError
            ``bad_request`` with a fault for each unfit field, ``bad_value``, ``propose_one_goal``.
        """
        faults = _faults(said)
        if faults:
            raise WanggeError("bad_request", why="；".join(f"{fault.field}：{fault.reason}" for fault in faults), errors=faults)
        band = said.get("households")
        return cls(**{**said, "households": None if band is None else (band[0], band[1]), "taste": Taste(**said.get("taste", {}))})

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


def _faults(said: Mapping[str, Any]) -> list[Fault]:
    """What of a wish in JSON cannot be read."""
    fits = {**dict.fromkeys(WHOLE, _is_whole), "count": _is_count, "villages": _is_switch, "keep": _is_switch,
            "households": _is_band, "taste": _is_taste}
    faults = [Fault(name, "不认识的字段") for name in said if name not in fits]
    return faults + [Fault(name, "格式不对") for name, fit in fits.items() if name in said and not fit(said[name])]


def _is_switch(said: object) -> bool:
    return isinstance(said, bool)


def _is_whole(said: object) -> bool:
    return isinstance(said, int) and not isinstance(said, bool) and said >= 0


def _is_count(said: object) -> bool:
    return said is None or _is_whole(said)


def _is_band(said: object) -> bool:
    return said is None or (isinstance(said, list | tuple) and len(said) == 2 and all(_is_whole(end) for end in said))


def _is_taste(said: object) -> bool:
    return isinstance(said, Mapping) and set(said) <= set(Taste.__dataclass_fields__) and all(
        isinstance(value, int | float) and value >= 0 for value in said.values()
    )
