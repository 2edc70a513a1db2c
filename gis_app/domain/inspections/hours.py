"""When people are met: at home, or at work. Windows by the settings, and what becomes of a must that no team could keep."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from gis_app.domain.inspections.settings import Settings
from gis_app.domain.inspections.teams import Team
from gis_app.domain.inspections.times import Span, cut_out
from gis_app.domain.inspections.wishes import Window, Wish

ANY_TIME = "可查时段与各组工作时间不合，改为不限时段"


def at_home(settings: Settings) -> tuple[Window, ...]:
    """Windows of a visit to households."""
    return tuple(Window(span) for span in settings.home_hours)


def at_work(settings: Settings) -> tuple[Window, ...]:
    """Windows of a visit to a company, a shop, an office."""
    return tuple(Window(span) for span in settings.work_hours)


def kept_open(wishes: Sequence[Wish], teams: Sequence[Team], days: Sequence[date], lunch: Span | None) -> tuple[Wish, ...]:
    """The wishes; one that must be in the plan and whose windows meet no team's hours may be made at any time, and says so.

    Entering every grid goes before meeting somebody there.
    """
    return tuple(
        replace(wish, windows=(), note="；".join(part for part in (wish.note, ANY_TIME) if part))
        if wish.required and wish.windows and not any(_meets(wish, team, day, lunch) for team in teams for day in days) else wish for wish in wishes
    )


def _meets(wish: Wish, team: Team, day: date, lunch: Span | None) -> bool:
    spans = cut_out([window.span for window in wish.windows if window.on(day)], lunch) if team.works(day) else []
    return any(min(span.end, team.hours.end) - max(span.start, team.hours.start) >= 60 * wish.service_min for span in spans)
