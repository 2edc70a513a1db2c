"""Wishes: what should be looked at. A leaf grid must be entered, what is owed comes next, everything else is worth so many points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, Self

from gis_app.domain.inspections.times import Span
from gis_app.errors import Both, WanggeError, one_of


class Kind(NamedTuple):
    """A kind of wish: its names, the minutes on the spot and the points where nothing else is said."""

    zh: str
    en: str
    service_min: float
    prize: float


KINDS: Mapping[str, Kind] = MappingProxyType({
    "grid": Kind("网格", "grid", 25, 0),
    "key_place": Kind("重点场所", "key place", 20, 3),
    "hotspot": Kind("热点", "hotspot", 25, 4),
    "overdue": Kind("超时", "overdue incident", 15, 4),
    "never": Kind("从未查过", "never inspected", 15, 2),
    "extra": Kind("补查", "extra stop", 15, 2),
})


@dataclass(frozen=True)
class Window:
    """When a stop may be made: begun and ended inside ``span``; ``days`` empty means any day."""

    span: Span
    days: tuple[date, ...] = ()

    def on(self, day: date) -> bool:
        return not self.days or day in self.days

    def to_dict(self) -> dict[str, Any]:
        return {"hours": str(self.span), "days": [day.isoformat() for day in self.days]}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(Span.read(told["hours"]), tuple(date.fromisoformat(day) for day in told.get("days", ())))


@dataclass(frozen=True)
class Wish:
    """One place to go to.

    Parameters
    ----------
    place
        Lon, lat (WGS-84).
    grid
        Code of the leaf grid that it lies in; for a wish of kind ``grid`` the grid itself.
    required
        Must be in the plan; the prize is then of no account.
    prize
        Points: how much it is worth (see ``Settings.point_s``).
    service_min
        Minutes on the spot.
    windows
        When it may be made; empty means whenever a team works.
    skills
        All of them must be in the team.
    refers
        What it is about: a grid's code, a unit's or hotspot's id, an incident's number.
    note
        Why it is on the list, in a clerk's words.
    checks
        Codes of the check-list items that are answered there.
    owed
        0: no more than a wish. Else it must be looked at now (应查), before all that is only wished for; 1 in time, one
        more for each quarter that it is overdue.
    also
        Ids of other wishes that one visit here answers too (see ``joining``).
    """

    id: str
    kind: str
    place: tuple[float, float]
    grid: str
    label: str
    required: bool = False
    prize: float = 1.0
    service_min: float = 20.0
    windows: tuple[Window, ...] = ()
    skills: frozenset[str] = frozenset()
    refers: str | None = None
    note: str = ""
    checks: tuple[str, ...] = ()
    owed: int = 0
    also: tuple[str, ...] = ()

    @property
    def kinds_zh(self) -> str:
        """Its kind, and that it is a company's visit too."""
        return KINDS[self.kind].zh + ("、企业" if self.also else "")

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise WanggeError("bad_value", field="kind", why=one_of(KINDS))
        if not (0 <= self.prize < float("inf") and 0 <= self.service_min <= 24 * 60):
            raise WanggeError("bad_value", field=self.id, why=Both("分值或停留时间不可用", "its points or minutes cannot be used"))

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "kind": self.kind, "place": list(self.place), "grid": self.grid, "label": self.label,
            "required": self.required, "prize": self.prize, "service_min": self.service_min,
            "windows": [window.to_dict() for window in self.windows], "skills": sorted(self.skills), "refers": self.refers,
            "note": self.note, "checks": list(self.checks), "owed": self.owed, "also": list(self.also),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """From what ``to_dict`` gives; prize and minutes left out are those of its kind."""
        kind = KINDS.get(told["kind"])
        lon, lat = told["place"]
        return cls(
            str(told["id"]), told["kind"], (float(lon), float(lat)), told["grid"], told["label"], bool(told.get("required", False)),
            float(told.get("prize", kind.prize if kind else 1)), float(told.get("service_min", kind.service_min if kind else 20)),
            tuple(Window.from_dict(window) for window in told.get("windows", ())), frozenset(told.get("skills", ())),
            told.get("refers"), told.get("note", ""), tuple(told.get("checks", ())), int(told.get("owed", 0)), tuple(told.get("also", ())),
        )
