"""iCalendar (RFC 5545): appointments for the calendars of phones; times in UTC, so that no time zone need be described."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75
"""Bytes that a line may have before it is folded."""
UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True)
class Event:
    """``uid`` stays the same from one edition of a plan to the next, so that a calendar moves the appointment."""

    uid: str
    start: datetime
    end: datetime
    title: str
    about: str = ""
    where: str = ""
    lonlat: tuple[float, float] | None = None


def ics(name: str, events: Iterable[Event], made_at: datetime) -> bytes:
    """The file's bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//wangge//inspection//ZH", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]
    for event in events:
        lines += ["BEGIN:VEVENT", f"UID:{_text(event.uid)}", f"DTSTAMP:{_moment(made_at)}", f"DTSTART:{_moment(event.start)}",
                  f"DTEND:{_moment(event.end)}", f"SUMMARY:{_text(event.title)}"]
        lines += [f"DESCRIPTION:{_text(event.about)}"] * bool(event.about) + [f"LOCATION:{_text(event.where)}"] * bool(event.where)
        if event.lonlat is not None:
            lines.append(f"GEO:{event.lonlat[1]:.6f};{event.lonlat[0]:.6f}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """A value with its separators escaped."""
    plain = UNPRINTABLE.sub("", text.replace("\r\n", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """A line in pieces of at most 75 bytes, no letter cut in two; what follows begins with a blank."""
    piece, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    yield piece
