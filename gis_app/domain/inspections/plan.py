"""The answer: who goes where on which day in which order, what was left out and why, and the figures of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from gis_app.domain.inspections.times import Span, said, seconds_of

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Visit:
    """One stop of a route: seconds of its day, the travel that led there, and why it is there."""

    wish: str
    arrive: int
    begin: int
    leave: int
    travel_s: int
    travel_m: float = 0.0
    locked: bool = False
    reasons: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "wish": self.wish, "arrive": said(self.arrive), "begin": said(self.begin), "leave": said(self.leave), "travel_s": self.travel_s,
            "travel_m": round(self.travel_m, 1), "locked": self.locked, "reasons": list(self.reasons),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            told["wish"], seconds_of(told["arrive"]), seconds_of(told["begin"]), seconds_of(told["leave"]), int(told["travel_s"]),
            float(told.get("travel_m", 0)), bool(told.get("locked", False)), tuple(told.get("reasons", ())),
        )


@dataclass(frozen=True)
class Route:
    """One team's day. ``legs`` are the ways in lon/lat, one to each visit and one back; empty where they were not asked for.

    ``lunch`` is the break as it falls, None where the day has none; ``travel_s`` and ``travel_m`` include the way back.
    """

    team: str
    day: date
    depart: int
    back: int
    visits: tuple[Visit, ...] = ()
    lunch: Span | None = None
    travel_s: int = 0
    travel_m: float = 0.0
    legs: tuple[Line, ...] = ()

    @property
    def work_s(self) -> int:
        """From leaving to being back, without the noon break."""
        return self.back - self.depart - (self.lunch.end - self.lunch.start if self.lunch else 0)

    def to_dict(self) -> dict[str, Any]:
        return {
            "team": self.team, "day": self.day.isoformat(), "depart": said(self.depart), "back": said(self.back), "work_s": self.work_s,
            "lunch": None if self.lunch is None else str(self.lunch), "travel_s": self.travel_s, "travel_m": round(self.travel_m, 1),
            "visits": [visit.to_dict() for visit in self.visits], "legs": [[list(point) for point in leg] for leg in self.legs],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        lunch = told.get("lunch")
        return cls(
            told["team"], date.fromisoformat(told["day"]), seconds_of(told["depart"]), seconds_of(told["back"]),
            tuple(map(Visit.from_dict, told.get("visits", ()))), None if lunch is None else Span.read(lunch), int(told.get("travel_s", 0)),
            float(told.get("travel_m", 0)), tuple(tuple((float(x), float(y)) for x, y in leg) for leg in told.get("legs", ())),
        )


@dataclass(frozen=True)
class Unserved:
    """A wish that is in no route. ``why`` is a key of ``reasons.WHY``; ``need_s`` are the seconds that are short, where it is time."""

    wish: str
    why: str
    need_s: int | None = None

    def to_dict(self) -> dict[str, Any]:
        return dict(vars(self))

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(told["wish"], told["why"], told.get("need_s"))


@dataclass(frozen=True)
class Plan:
    """Routes of team and day, in that order. ``figures`` are those of ``figures.figured``; ``finished`` False: it was stopped.

    ``straight`` says that there were no roads and ways are straight lines with a factor. ``iterations`` with the seed
    repeats the plan exactly.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)
    engine: str = "pyvrp"
    seed: int = 7
    iterations: int = 0
    straight: bool = False
    finished: bool = True

    def route(self, team: str, day: date) -> Route | None:
        return next((route for route in self.routes if (route.team, route.day) == (team, day)), None)

    def to_dict(self) -> dict[str, Any]:
        return {
            "routes": [route.to_dict() for route in self.routes], "unserved": [left.to_dict() for left in self.unserved],
            "figures": dict(self.figures), "engine": self.engine, "seed": self.seed, "iterations": self.iterations,
            "straight": self.straight, "finished": self.finished,
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            tuple(map(Route.from_dict, told["routes"])), tuple(map(Unserved.from_dict, told.get("unserved", ()))), dict(told.get("figures", {})),
            told.get("engine", "pyvrp"), int(told.get("seed", 7)), int(told.get("iterations", 0)), bool(told.get("straight", False)),
            bool(told.get("finished", True)),
        )
