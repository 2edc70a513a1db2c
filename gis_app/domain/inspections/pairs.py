"""Who goes where and who does not (指定与回避), decided before anything is planned and kept in every version of the plan.

A pair names a team and a grid or one stop. To fix a grid to a team keeps all others out of it; to fix one stop locks it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from gis_app.domain.inspections.inspection import Ban, Inspection, Lock
from gis_app.domain.inspections.teams import Team
from gis_app.domain.inspections.wishes import Wish
from gis_app.errors import WanggeError, one_of

RULES = ("fixed", "forbidden")
CROSSED = "交叉检查：不查本人的网格"


@dataclass(frozen=True)
class Pair:
    """``rule`` is one of ``RULES``; of ``grid`` (a code) and ``wish`` (an id) one is given; ``day`` only where it is fixed."""

    rule: str
    team: str
    grid: str | None = None
    wish: str | None = None
    day: date | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise WanggeError("bad_value", field="rule", why=one_of(RULES))
        if (self.grid is None) == (self.wish is None):
            raise WanggeError("missing_field", field="grid")

    def about(self, wish: str, grid: str) -> bool:
        return wish == self.wish or (self.grid is not None and grid == self.grid)

    def forbids(self, team: str, wish: str, grid: str) -> bool:
        """Whether a team must keep away from a stop because of it."""
        if not self.about(wish, grid):
            return False
        return team == self.team if self.rule == "forbidden" else team != self.team

    def to_dict(self) -> dict[str, Any]:
        return {**vars(self), "day": None if self.day is None else self.day.isoformat()}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        day = told.get("day")
        return cls(told["rule"], told["team"], told.get("grid"), told.get("wish"), None if day is None else date.fromisoformat(day), told.get("reason", ""))


def decided(asked: Inspection, pairs: Sequence[Pair]) -> Inspection:
    """The inspection with the pairs as locks and bans; a lock by hand on the same stop stands, a pair on what is no longer wished for is idle."""
    wishes, teams = {wish.id: wish for wish in asked.wishes}, [team.id for team in asked.teams]
    locks, bans = {lock.wish: lock for lock in asked.locks}, list(asked.bans)
    for pair in pairs:
        if pair.wish is not None and pair.wish not in wishes:
            continue
        if pair.rule == "forbidden":
            bans.append(Ban(pair.team, pair.wish, pair.grid))
            continue
        if pair.grid is not None:
            bans += [Ban(team, grid=pair.grid) for team in teams if team != pair.team]
        name = pair.wish or next((wish.id for wish in asked.wishes if wish.kind == "grid" and wish.grid == pair.grid), None)
        if name is not None and (pair.wish is not None or pair.day is not None):
            locks.setdefault(name, Lock(name, pair.team, pair.day, reason=pair.reason))
    return replace(asked, locks=tuple(locks.values()), bans=tuple(dict.fromkeys(bans)))


def left_alone(pairs: Sequence[Pair], wishes: Iterable[Wish], teams: Collection[str]) -> list[str]:
    """Labels of stops that must be in the plan and that no team may go to any more."""
    return [wish.label for wish in wishes if wish.required and all(any(pair.forbids(team, wish.id, wish.grid) for pair in pairs) for team in teams)]


def crossed(teams: Sequence[Team], posts: Mapping[str, Collection[str]]) -> list[Pair]:
    """Each team kept out of the grids where one of its people has a post; ``posts`` are the names by grid code."""
    return [Pair("forbidden", team.id, grid=code, reason=CROSSED) for team in teams for code, names in sorted(posts.items()) if set(team.people) & set(names)]


def contrary(pairs: Sequence[Pair]) -> Pair | None:
    """A pair that another one contradicts: the same thing fixed twice, or fixed and forbidden."""
    fixed: dict[tuple[str | None, str | None], str] = {}
    for pair in pairs:
        if pair.rule == "fixed" and fixed.setdefault((pair.grid, pair.wish), pair.team) != pair.team:
            return pair
    return next((pair for pair in pairs if pair.rule == "forbidden" and fixed.get((pair.grid, pair.wish)) == pair.team), None)
