"""When a report is due. Plain hours from the report until the working calendar comes; SQL adds the same hours."""

from datetime import datetime, timedelta
from decimal import Decimal


def due_at(reported_at: datetime, limit_hours: Decimal | float) -> datetime:
    """The instant at which the item's limit ends."""
    return reported_at + timedelta(hours=float(limit_hours))


def overdue(due: datetime | None, at: datetime, *, done: bool) -> bool:
    """Whether the clock has run out at ``at``; what is done is never overdue."""
    return due is not None and not done and at > due
