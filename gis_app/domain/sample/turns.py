"""When the work areas of a made-up town hold their joint inspections, and how far each has come by the sample's last day. Figures are ours."""

from dataclasses import dataclass
from datetime import date, timedelta

from gis_app.domain.inspections.calendar import next_working, working_days
from gis_app.domain.quarters import quarter_of

DAYS = 2
APART = 3
"""Areas begin on the first, second or third working day of a quarter."""
STAGES: tuple[str | None, ...] = (None, "ended", "issued", "draft", None)
"""How far the areas of a town have come with the newest quarter; None has not begun."""
AHEAD = timedelta(days=5)
"""A draft is for days so far off."""
A_LEAF, USUAL = 0.8, 6000
"""Findings a leaf grid, where a town has so many incidents; with fewer incidents as many fewer."""


@dataclass(frozen=True)
class Turn:
    """One inspection: its days, and whether it is ended, issued (its first day is over) or a draft."""

    days: tuple[date, ...]
    stage: str

    @property
    def over(self) -> tuple[date, ...]:
        """The days that were carried out."""
        return {"ended": self.days, "issued": self.days[:1]}.get(self.stage, ())

    def findings(self, leaves: int, incidents: float) -> int:
        """How many things are found in an area of so many leaf grids, in a town of so many incidents."""
        return round(leaves * A_LEAF * min(1.0, incidents / USUAL) * len(self.over) / len(self.days))


def turns(area: int, first: date, until: date, quarters: int) -> list[Turn]:
    """The inspections of a town's work area (0..) in so many quarters, the newest included, between two days, in the order of time."""
    if not quarters:
        return []
    newest = quarter_of(until)
    past: list[Turn] = []
    quarter = quarter_of(newest - timedelta(days=1))
    while len(past) < quarters - 1 and quarter >= first:
        past.append(Turn(_early(area, quarter), "ended"))
        quarter = quarter_of(quarter - timedelta(days=1))
    now = _now(area, newest, until)
    return [*reversed(past), *([now] if now else [])]


def _early(area: int, quarter: date) -> tuple[date, ...]:
    return working_days(quarter, area % APART + DAYS)[-DAYS:]


def _now(area: int, quarter: date, until: date) -> Turn | None:
    """Of the newest quarter; None where the area has not begun, or the quarter is too young or too old for its days."""
    stage = STAGES[area % len(STAGES)]
    if stage is None:
        return None
    days = {"ended": _early(area, quarter), "issued": (_working_before(until), next_working(until)), "draft": working_days(until + AHEAD, DAYS)}[stage]
    begun = {"ended": days[-1], "issued": days[0]}.get(stage)
    inside = quarter_of(days[0]) == quarter_of(days[-1]) == quarter
    return Turn(days, stage) if inside and (begun is None or begun < until) else None


def _working_before(day: date) -> date:
    day -= timedelta(days=1)
    while next_working(day) != day:
        day -= timedelta(days=1)
    return day
