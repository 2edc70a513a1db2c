"""The settings of an inspection: data of the town, with what is usual where it says nothing."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from gis_app.domain.inspections.times import Span, seconds_of
from gis_app.errors import Both, WanggeError

HOME_HOURS = (Span.read("09:00-11:30"), Span.read("14:30-17:30"))
WORK_HOURS = (Span.read("08:00-12:00"), Span.read("14:00-18:00"))
HOURS = ("home_hours", "work_hours")
MOST: Mapping[str, float] = {"point_s": 86_400, "balance": 100, "seconds": 3600, "off_road_m": 100_000, "corner_m": 10_000}
"""Beyond these a setting is a slip of the hand."""
MOST_ITERATIONS = 10_000_000
LUNCH = Span(seconds_of("12:00"), seconds_of("13:30"))
MOST_LATE_DAYS = 92


@dataclass(frozen=True)
class Settings:
    """How an inspection is planned.

    Parameters
    ----------
    lunch
        The noon break of all teams; a stop begun before it is finished first and the break then lasts as long.
    point_s
        Seconds of travel that one point of a prize is worth: a stop farther off the way than that is left out.
    balance
        The longest team day is at most so many times the shortest, each as a share of the team's own hours.
    seconds
        How long to look for a better plan.
    iterations
        Instead of the clock: exactly so many steps, so that the same seed gives the same plan on any machine.
    off_road_m
        How far from the nearest road people walk; a place farther off is unreachable.
    corner_m
        A place that no track or check-in came within so many metres of is a dead corner (死角).
    late_days
        After the end, what a phone recorded before it is still taken in for so many days (补传).
    home_hours
        When households are visited: houses that are dead corners; with ``home_grids`` the stop of each grid too. Empty: at any time.
    work_hours
        When companies, shops and offices are called on that have no hours of their own, and enterprise grids. Empty: at any time.
    """

    lunch: Span | None = LUNCH
    point_s: int = 1800
    balance: float = 1.15
    seconds: float = 10.0
    iterations: int | None = None
    off_road_m: float = 1500.0
    corner_m: float = 100.0
    late_days: float = 7.0
    home_hours: tuple[Span, ...] = HOME_HOURS
    work_hours: tuple[Span, ...] = WORK_HOURS
    home_grids: bool = False

    def __post_init__(self) -> None:
        if not self.balance >= 1:
            raise WanggeError("bad_value", field="balance", why=Both("至少为 1", "it must be 1 at least"))
        for name in ("point_s", "seconds", "off_road_m", "corner_m"):
            if not 0 < getattr(self, name) < float("inf"):
                raise WanggeError("bad_value", field=name, why=Both("应大于 0", "it must be above 0"))
        if not 0 <= self.late_days <= MOST_LATE_DAYS:
            raise WanggeError("bad_value", field="late_days", why=Both(f"应在 0 到 {MOST_LATE_DAYS} 之间", f"it must be 0 to {MOST_LATE_DAYS}"))

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "lunch": None if self.lunch is None else str(self.lunch), **{name: [str(span) for span in getattr(self, name)] for name in HOURS}}

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """What is left out is as usual.

        Raises
        ------
        WanggeError
            ``bad_value`` for a setting that is not known or not usable.
        """
        known = {one.name for one in fields(cls)}
        for name in told:
            if name not in known:
                raise WanggeError("bad_value", field=name, why=Both(f"不认识的设置，可用 {'、'.join(sorted(known))}", f"there is no such setting; use {', '.join(sorted(known))}"))
        lunch = told.get("lunch", str(LUNCH))
        for name in HOURS:
            if not isinstance(told.get(name, []), list) or not all(isinstance(span, str) for span in told.get(name, [])):
                raise WanggeError("bad_value", field=name, why=Both("应写成 [\"09:00-11:30\", …]", "write it like [\"09:00-11:30\", …]"))
        hours = {name: tuple(map(Span.read, told[name])) for name in HOURS if name in told}
        return cls(**{**told, "lunch": None if lunch is None else Span.read(lunch), **hours})


def check_asked(asked: Mapping[str, Any]) -> None:
    """What somebody asks for, checked more strictly than what is kept: of the right kind, and no slip of the hand.

    Raises
    ------
    WanggeError
        ``bad_number``, ``bad_value``.
    """
    for name, most in {**MOST, "late_days": float("inf")}.items():
        if name in asked and (not isinstance(asked[name], int | float) or isinstance(asked[name], bool)):
            raise WanggeError("bad_number", field=name)
        if name in asked and asked[name] > most:
            raise WanggeError("bad_value", field=name, why=Both(f"最多 {most:g}", f"it must be {most:g} at the most"))
    steps = asked.get("iterations")
    if steps is not None and (not isinstance(steps, int) or isinstance(steps, bool) or not 0 < steps <= MOST_ITERATIONS):
        raise WanggeError("bad_value", field="iterations", why=Both(f"应为 1 至 {MOST_ITERATIONS} 的整数", f"it must be a whole number, 1 to {MOST_ITERATIONS}"))
    if not isinstance(asked.get("home_grids", False), bool):
        raise WanggeError("bad_value", field="home_grids", why=Both("应为 true 或 false", "it must be true or false"))
    if not isinstance(asked.get("lunch"), str | None):
        raise WanggeError("bad_value", field="lunch", why=Both("应写成 \"12:00-13:30\"", "write it like \"12:00-13:30\""))
