"""The one place that asks what time it is, so that tests can say another."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def zone(name: str = DEFAULT_ZONE) -> ZoneInfo:
    return ZoneInfo(name)


def today(tz: ZoneInfo) -> date:
    """The town's own calendar day at this moment."""
    return now().astimezone(tz).date()


def midnight(day: date, tz: ZoneInfo) -> datetime:
    """The instant at which ``day`` begins in ``tz`` (editions change and periods begin at it)."""
    return datetime.combine(day, time(), tzinfo=tz)


def day_span(first: date, last: date, tz: ZoneInfo) -> tuple[datetime, datetime]:
    """The half-open span of the whole local days ``first`` to ``last``, both included."""
    return midnight(first, tz), midnight(last + timedelta(days=1), tz)
