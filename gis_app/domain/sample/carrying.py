"""A plan carried out as people do: they go its ways, walk about at each grid, tick, answer, find. Figures are ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from gis_app.domain.inspections import Route, Visit, Wish
from gis_app.domain.sample.frame import DIGITS, Array, Frame

PIECE = 60
"""Positions that a phone sends at once."""
EVERY_M, AFOOT_M = 60.0, 30.0
"""A phone notes where it is so often on the way, and on foot."""
WALK_MS, NEAR_M, HOMES = 1.1, 350.0, 14
"""Within a grid a team walks so fast, to homes so near the stop, to so many at the most."""
ERROR_M, WILD, WILD_M = 4.0, 0.003, 900.0
"""A position's error, and how often it is thrown far off."""
RETURN_M = 400.0
"""So near the stop, what the grid reported itself is looked at again."""
AGAIN = 0.6
ON_PAPER = 0.07
"""Share of looks at a grid's own records that find them wanting."""
OTHERWISE = {"normal": 0.96, "inapplicable": 0.04}
SKIPS = ("closed", "no_way", "no_time", "weather")


class Sent(NamedTuple):
    """A record as a phone makes it; ``x``, ``y`` in lon/lat, ``at`` in Unix seconds, ``way`` rows of lon, lat, at, accuracy."""

    kind: str
    team: int
    at: int
    wish: str | None = None
    item: str | None = None
    answer: str | None = None
    why: str | None = None
    x: float | None = None
    y: float | None = None
    accuracy: float | None = None
    way: tuple[tuple[float, float, int, int], ...] = ()


@dataclass(frozen=True)
class Manner:
    """Shares of stops not reached (never a grid) and of check-list items that nobody answers."""

    skipped: float = 0.04
    unanswered: float = 0.015


@dataclass(frozen=True, eq=False)
class Terrain:
    """The town's plane, its homes in metres, and Unix seconds of each day's midnight.

    ``item_of`` gives the item by which a check-list item's problem is reported; ``reported`` (grid's code, item) the places
    in metres of what a grid's own people reported of late.
    """

    frame: Frame
    homes: Array
    midnight: Mapping[date, int]
    item_of: Mapping[str, str]
    reported: Mapping[tuple[str, str], Array] = field(default_factory=dict)


def carry_out(
    rng: np.random.Generator, routes: Sequence[Route], wishes: Mapping[str, Wish], terrain: Terrain, *, findings: int = 0, manner: Manner | None = None,
) -> list[Sent]:
    """What the phones send of these routes, in the order of their clocks. So many findings, each an answer that says there is a problem."""
    manner = manner or Manner()
    asked = [(visit.wish, check) for route in routes for visit in route.visits for check in wishes[visit.wish].checks]
    open_ = [at for at, (_, check) in enumerate(asked) if check in terrain.item_of]
    chosen = {asked[at] for at in rng.choice(open_, min(findings, len(open_)), replace=False).tolist()} if open_ else set()
    tree = cKDTree(terrain.homes)
    sent = [one for route in routes for one in _Day(rng, route, wishes, terrain, tree, chosen, manner).records()]
    return sorted(sent, key=lambda one: (one.at, one.team))


class _Day:
    """One team on one day; ``fixes`` grows along its way as rows of x, y in metres and Unix seconds."""

    def __init__(
        self, rng: np.random.Generator, route: Route, wishes: Mapping[str, Wish], terrain: Terrain, tree: cKDTree, chosen: set[tuple[str, str]], manner: Manner,
    ) -> None:
        self.rng, self.route, self.wishes, self.terrain, self.tree, self.chosen, self.manner = rng, route, wishes, terrain, tree, chosen, manner
        self.team, self.midnight = int(route.team), terrain.midnight[route.day]
        self.fixes: list[Array] = []

    def records(self) -> list[Sent]:
        if not self.route.visits:
            return []
        sent, left = [], self.midnight + self.route.depart
        for visit, leg in zip(self.route.visits, self.route.legs, strict=False):
            self._go(np.array(leg), left, self.midnight + visit.arrive)
            sent += self._stop(visit)
            left = self.midnight + visit.leave
        self._go(np.array(self.route.legs[-1]), left, self.midnight + self.route.back)
        return sent + self._way()

    def _go(self, leg: Array, start: int, end: int) -> None:
        self._along(self.terrain.frame.metres(leg), start, end, EVERY_M)

    def _along(self, path: Array, start: int, end: int, every: float) -> Array:
        """Positions along a path at an even pace; the instants at which its corners are reached."""
        run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        share = run / run[-1] if run[-1] > 0 else np.linspace(0, 1, len(path))
        steps = np.linspace(0, 1, max(2, int(run[-1] / every) + 1))
        places = np.column_stack([np.interp(steps, share, path[:, axis]) for axis in (0, 1)])
        self.fixes.append(np.column_stack([places, start + steps * (end - start)]))
        return start + share * (end - start)

    def _stop(self, visit: Visit) -> list[Sent]:
        wish, rng = self.wishes[visit.wish], self.rng
        begin, leave = self.midnight + visit.begin, self.midnight + visit.leave
        x, y = wish.place
        if wish.kind != "grid" and rng.random() < self.manner.skipped:
            return [Sent("skip", self.team, begin + 60, visit.wish, why=str(rng.choice(SKIPS)), x=x, y=y, accuracy=12.0)]
        problems = [check for check in wish.checks if (visit.wish, check) in self.chosen]
        found = [self._finding(wish, self.terrain.item_of[check]) for check in problems]
        reached = self._walk(wish, found, begin + 60, leave - 30)
        sent = [Sent("tick", self.team, begin + 45, visit.wish, x=x, y=y, accuracy=round(float(rng.uniform(4, 25)), 1))]
        for (item, place), at in zip(found, reached, strict=True):
            lon, lat = self.terrain.frame.degrees(place)
            sent.append(Sent("finding", self.team, int(at), visit.wish, item, x=float(lon), y=float(lat), accuracy=round(float(rng.uniform(4, 18)), 1)))
        moments = np.linspace(begin + 120, leave - 20, max(1, len(wish.checks)) + 1).astype(np.int64)
        for check, at in zip(wish.checks, moments.tolist(), strict=False):
            if check in problems or (check not in self.terrain.item_of and rng.random() < ON_PAPER):
                sent.append(Sent("answer", self.team, at, visit.wish, check, "problem"))
            elif rng.random() >= self.manner.unanswered:
                sent.append(Sent("answer", self.team, at, visit.wish, check, str(rng.choice(list(OTHERWISE), p=list(OTHERWISE.values())))))
        return sent

    def _finding(self, wish: Wish, item: str) -> tuple[str, Array]:
        """Where it is found: what the grid reported itself is still there, or something at a home that nobody reported."""
        rng, middle = self.rng, self.terrain.frame.metres(np.array([wish.place]))[0]
        known = self.terrain.reported.get((wish.grid, item), np.empty((0, 2)))
        known = known[np.hypot(*(known - middle).T) < RETURN_M]
        if len(known) and rng.random() < AGAIN:
            return item, known[rng.integers(len(known))] + rng.normal(0, 12, 2)
        near = self.tree.query_ball_point(middle, NEAR_M)
        beside = self.terrain.homes[near[rng.integers(len(near))]] if near else middle
        return item, beside + rng.normal(0, 10, 2)

    def _walk(self, wish: Wish, found: list[tuple[str, Array]], start: int, end: int) -> Array:
        """About the stop on foot, to what is found first, then to homes as long as time is left; when each finding was reached."""
        middle = self.terrain.frame.metres(np.array([wish.place]))[0]
        path, reach = [middle], WALK_MS * (end - start)
        for _, place in found:
            path.append(place)
        if wish.kind == "grid":
            near = np.array(self.tree.query_ball_point(middle, NEAR_M), dtype=np.int64)
            homes = self.terrain.homes[self.rng.choice(near, min(len(near), HOMES), replace=False)] if len(near) else np.empty((0, 2))
            gone = _length(path)
            while len(homes):
                nearest = int(np.hypot(*(homes - path[-1]).T).argmin())
                gone += float(np.hypot(*(homes[nearest] - path[-1])))
                if gone + float(np.hypot(*(homes[nearest] - middle))) > reach:
                    break
                path.append(homes[nearest])
                homes = np.delete(homes, nearest, axis=0)
        corners = self._along(np.array([*path, middle]), start, max(end, start + 60), AFOOT_M)
        return corners[1 : 1 + len(found)]

    def _way(self) -> list[Sent]:
        """All positions with their errors, in pieces, each beginning where the last one ended."""
        rows = np.concatenate(self.fixes)
        rows = rows[np.argsort(rows[:, 2], kind="stable")]
        rows = rows[np.diff(np.floor(rows[:, 2]), prepend=-1) > 0]
        wild = self.rng.random(len(rows)) < WILD
        lonlat = self.terrain.frame.degrees(rows[:, :2] + self.rng.normal(0, np.where(wild, WILD_M, ERROR_M)[:, None], (len(rows), 2)))
        accuracy = np.clip(np.round(self.rng.lognormal(2.1, 0.4, len(rows))), 3, 60).astype(int)
        fixes = [(round(lon, DIGITS), round(lat, DIGITS), int(at), near) for (lon, lat), at, near in zip(lonlat.tolist(), rows[:, 2].tolist(), accuracy.tolist(), strict=True)]
        pieces = [tuple(fixes[at : at + PIECE + 1]) for at in range(0, max(1, len(fixes) - 1), PIECE)]
        return [Sent("way", self.team, piece[-1][2], way=piece) for piece in pieces]


def _length(path: Sequence[Array]) -> float:
    return float(sum(np.hypot(*(other - one)) for one, other in pairwise(path)))
