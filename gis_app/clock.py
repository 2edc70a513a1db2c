"""The one place that asks what time it is, so that tests can say another, and a made-up past can be lived through."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DEFAULT_ZONE = "Asia/Shanghai"
_STANDING: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _STANDING.get() or datetime.now(UTC)


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """Within the block it is ``at``, for this thread alone: the sample's own past goes through the services that write the present."""
    kept = _STANDING.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _STANDING.reset(kept)


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
