"""Times of one local day: whole seconds since its midnight, written ``HH:MM`` or ``HH:MM:SS``."""

import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from gis_app.errors import Both, WanggeError

HOUR, DAY = 3600, 86_400
WRITTEN = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


def seconds_of(text: str) -> int:
    """Seconds since midnight; 24:00 is the day's end.

    Raises
    ------
    WanggeError
        ``bad_value`` for anything else than a time of day.
    """
    found = WRITTEN.fullmatch(text.strip())
    hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (99, 0, 0)
    if minutes > 59 or seconds > 59 or (told := hours * HOUR + minutes * 60 + seconds) > DAY:
        raise WanggeError("bad_value", field="time", why=Both(f"“{text}”应写成 08:30", f"write “{text}” like 08:30"))
    return told


def said(seconds: int) -> str:
    """``HH:MM``, with seconds only where there are any."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


class Span(NamedTuple):
    """From one time of day to a later one."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{said(self.start)}-{said(self.end)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """From ``08:30-17:30``; an en dash, a tilde or 至 may stand between.

        Raises
        ------
        WanggeError
            ``bad_value`` where it is no span or ends before it begins.
        """
        parts = re.split(r"[-–—~～至]", text.strip())
        if len(parts) != 2:
            raise WanggeError("bad_value", field="hours", why=Both(f"“{text}”应写成 08:30-17:30", f"write “{text}” like 08:30-17:30"))
        start, end = map(seconds_of, parts)
        if start >= end:
            raise WanggeError("bad_value", field="hours", why=Both(f"“{text}”的结束不晚于开始", f"“{text}” ends before it begins"))
        return cls(start, end)


def cut_out(spans: Iterable[Span], pause: Span | None) -> list[Span]:
    """What is left of spans without a pause."""
    if pause is None:
        return list(spans)
    parts = (part for span in spans for part in (Span(span.start, min(span.end, pause.start)), Span(max(span.start, pause.end), span.end)))
    return [part for part in parts if part.start < part.end]
