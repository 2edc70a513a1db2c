"""What is asked of the planner: one work area, its days, teams and wishes, and what people have already decided."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from gis_app.domain.inspections.settings import Settings
from gis_app.domain.inspections.teams import Team
from gis_app.domain.inspections.times import said, seconds_of
from gis_app.domain.inspections.wishes import Wish
from gis_app.errors import Both, WanggeError


@dataclass(frozen=True)
class Lock:
    """A stop that stays where a person put it: with a team, and if said on a day and at a time. The reason is kept."""

    wish: str
    team: str
    day: date | None = None
    at: int | None = None
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {
            "wish": self.wish, "team": self.team, "day": None if self.day is None else self.day.isoformat(),
            "at": None if self.at is None else said(self.at), "reason": self.reason,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        day, at = told.get("day"), told.get("at")
        return cls(
            told["wish"], told["team"], None if day is None else date.fromisoformat(day), None if at is None else seconds_of(at),
            told.get("reason", ""),
        )


@dataclass(frozen=True)
class Ban:
    """A team that must not do a stop, or any stop of a grid (its own, for example)."""

    team: str
    wish: str | None = None
    grid: str | None = None

    def holds(self, wish: Wish) -> bool:
        return wish.id == self.wish or wish.grid == self.grid

    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["team"], told.get("wish"), told.get("grid"))


@dataclass(frozen=True)
class Inspection:
    """One inspection of one work area (``area`` is its code). Same inspection, same travel times, same steps: same plan."""

    area: str
    days: tuple[date, ...]
    teams: tuple[Team, ...]
    wishes: tuple[Wish, ...]
    settings: Settings = Settings()
    seed: int = 7
    locks: tuple[Lock, ...] = ()
    bans: tuple[Ban, ...] = ()

    def __post_init__(self) -> None:
        for field, values in (("days", self.days), ("teams", self.teams), ("wishes", self.wishes)):
            if not values:
                raise WanggeError("missing_field", field=field)
        for field, names in (("days", self.days), ("teams", [team.id for team in self.teams]), ("wishes", [wish.id for wish in self.wishes]),
                             ("locks", [lock.wish for lock in self.locks])):
            twice = [name for name, count in Counter(names).items() if count > 1]
            if twice:
                raise WanggeError("bad_value", field=field, why=Both(f"“{twice[0]}”出现了两次", f"“{twice[0]}” occurs twice"))
        if list(self.days) != sorted(self.days):
            raise WanggeError("bad_value", field="days", why=Both("日期应由早到晚", "days must come in order"))
        self._check_names()

    def _check_names(self) -> None:
        wishes, teams = {wish.id for wish in self.wishes}, {team.id for team in self.teams}
        for lock in self.locks:
            if lock.wish not in wishes or lock.team not in teams or (lock.day is not None and lock.day not in self.days):
                raise WanggeError("inspect_lock_unknown", wish=lock.wish, team=lock.team)
            if lock.at is not None and lock.day is None:
                raise WanggeError("bad_value", field="locks", why=Both("锁定了时间就要写明哪一天", "a time that is locked needs its day"))
        for ban in self.bans:
            if ban.team not in teams or (ban.wish is not None and ban.wish not in wishes):
                raise WanggeError("inspect_lock_unknown", wish=ban.wish or ban.grid or "", team=ban.team)

    @property
    def grids(self) -> tuple[str, ...]:
        """Codes of the leaf grids that must be entered."""
        return tuple(wish.grid for wish in self.wishes if wish.kind == "grid")

    def locked(self, lock: Lock) -> Self:
        """With one more lock, in place of an earlier one on the same stop."""
        return replace(self, locks=(*(other for other in self.locks if other.wish != lock.wish), lock))

    def to_dict(self) -> dict[str, Any]:
        return {
            "area": self.area, "days": [day.isoformat() for day in self.days], "teams": [team.to_dict() for team in self.teams],
            "wishes": [wish.to_dict() for wish in self.wishes], "settings": self.settings.to_dict(), "seed": self.seed,
            "locks": [lock.to_dict() for lock in self.locks], "bans": [ban.to_dict() for ban in self.bans],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """From what ``to_dict`` gives.

        Raises
        ------
        WanggeError
            ``missing_field``, ``bad_value``, ``inspect_lock_unknown``.
        """
        return cls(
            told["area"], tuple(date.fromisoformat(day) for day in told["days"]), tuple(map(Team.from_dict, told["teams"])),
            tuple(map(Wish.from_dict, told["wishes"])), Settings.from_dict(told.get("settings", {})), int(told.get("seed", 7)),
            tuple(map(Lock.from_dict, told.get("locks", ()))), tuple(map(Ban.from_dict, told.get("bans", ()))),
        )
