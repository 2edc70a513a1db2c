"""The classes of emerging hotspots as one table: the first row that holds is the cell's class; its cold twin is the same in reverse.

Definitions as published for Esri's Emerging Hot Spot Analysis: "hot" is a statistically significant hot spot at a step, the last
step is the newest, "90 %" are shares of all steps.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_app.domain.stats.neighbours import Bools, Indices

MOST = 0.9


@dataclass(frozen=True, eq=False)
class Seen:
    """What is asked about one side (hot or cold) of each cell."""

    share: NDArray[np.float64]
    """Of all steps that were looked at, how many were hot."""
    now: Bools
    run: Indices
    """How many steps up to the last were hot without a break; a step that was not looked at is one."""
    total: Indices
    ever_other: Bools
    """Whether it was ever significant the other way."""
    trend: Indices
    """1 where z moves further this way, -1 where it comes back, 0 where neither is significant."""

    @property
    def before_run(self) -> Indices:
        """Hot steps before the last unbroken run."""
        return self.total - self.run


@dataclass(frozen=True)
class Class:
    """One row: its word, the clerk's word for hot and for cold, what it means, and when it holds."""

    name: str
    zh: str
    zh_cold: str
    means: str
    holds: Callable[[Seen], Bools]


CLASSES: tuple[Class, ...] = (
    Class("new", "新增热点", "新增冷点", "只在最近一期显著，以前从未显著",
          lambda s: s.now & (s.total == 1)),
    Class("intensifying", "加剧热点", "加剧冷点", "九成以上时段显著，含最近一期，且越来越强",
          lambda s: s.now & (s.share >= MOST) & (s.trend > 0)),
    Class("diminishing", "减弱热点", "减弱冷点", "九成以上时段显著，含最近一期，但越来越弱",
          lambda s: s.now & (s.share >= MOST) & (s.trend < 0)),
    Class("persistent", "持续热点", "持续冷点", "九成以上时段显著，强弱没有明显变化",
          lambda s: s.now & (s.share >= MOST)),
    Class("consecutive", "连续热点", "连续冷点", "最近连续两期以上显著，此前从未显著，总数不到九成",
          lambda s: s.now & (s.run >= 2) & (s.before_run == 0)),
    Class("oscillating", "反复热点", "反复冷点", "最近一期显著，但以前曾显著相反",
          lambda s: s.now & s.ever_other),
    Class("sporadic", "时有时无热点", "时有时无冷点", "最近一期显著，以前断续显著，从未相反",
          lambda s: s.now),
    Class("historical", "历史热点", "历史冷点", "最近一期不显著，但以前九成以上时段显著",
          lambda s: ~s.now & (s.share >= MOST)),
)
NAMES = (*(f"{one.name}_{side}" for side in ("hot", "cold") for one in CLASSES), "none", "not_looked")


def classify(signs: Indices, trend: Indices, looked: Bools | None = None) -> NDArray[np.str_]:
    """The class of each cell; shares are of the steps that were ``looked`` at, shape as ``signs`` (None: all were).

    Parameters
    ----------
    signs
        1 significantly hot, -1 cold, 0 neither, by cell and step (cells, steps), oldest first.
    trend
        1 rising, -1 falling, 0 neither.
    """
    found = np.full(len(signs), "none", dtype="<U24")
    for side, sign in (("cold", -1), ("hot", 1)):
        seen = _seen(signs * sign, trend * sign, np.ones(signs.shape, dtype=bool) if looked is None else looked)
        for one in reversed(CLASSES):
            found[one.holds(seen)] = f"{one.name}_{side}"
    return found


def _seen(signs: Indices, trend: Indices, looked: Bools) -> Seen:
    hot = signs > 0
    run = np.minimum.accumulate(hot[:, ::-1], axis=1).sum(axis=1)
    return Seen(hot.sum(axis=1) / np.maximum(looked.sum(axis=1), 1), hot[:, -1], run, hot.sum(axis=1), np.asarray((signs < 0).any(axis=1)), trend)
