"""Teams: grid workers of the area who go together, from where, at which hours, how, and what they are able to judge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from gis_app.domain.inspections.times import Span, seconds_of
from gis_app.domain.routes.speeds import MODES
from gis_app.errors import Both, WanggeError, one_of

MOST_TEAMS = 12
HOW_MANY = Both(f"应为 1 至 {MOST_TEAMS} 组", f"it must be 1 to {MOST_TEAMS} teams")
HOURS = Span(seconds_of("08:30"), seconds_of("17:30"))


@dataclass(frozen=True)
class Team:
    """One team. ``start`` is lon/lat, and where it returns to; ``days`` empty means all days of the inspection."""

    id: str
    name: str
    start: tuple[float, float]
    people: tuple[str, ...] = ()
    hours: Span = HOURS
    mode: str = "two_wheeler"
    skills: frozenset[str] = frozenset()
    days: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise WanggeError("bad_value", field="mode", why=one_of(MODES))

    def works(self, day: date) -> bool:
        return not self.days or day in self.days

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.name, "start": list(self.start), "people": list(self.people), "hours": str(self.hours),
            "mode": self.mode, "skills": sorted(self.skills), "days": [day.isoformat() for day in self.days],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """From what ``to_dict`` gives; only id, name and start must be there."""
        lon, lat = told["start"]
        return cls(
            str(told["id"]), str(told["name"]), (float(lon), float(lat)), tuple(told.get("people", ())),
            Span.read(told["hours"]) if told.get("hours") else HOURS, told.get("mode") or "two_wheeler",
            frozenset(told.get("skills", ())), tuple(date.fromisoformat(day) for day in told.get("days", ())),
        )
