"""Times as people and programs write them, in the town's zone unless they say another.

2026-03-05T14:20:00+08:00 · 2026-03-05 14:20 · 2026年3月5日 14:20 · 2026年3月5日下午2点20分 · 2026/3/5 · 20260305 ·
20260305142000 · 46086.597 (Excel's day count) · 1772691600 or 1772691600000 (seconds or milliseconds since 1970)
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

EXCEL_EPOCH = datetime(1899, 12, 30)
EXCEL_DAYS = (20_000.0, 80_000.0)
"""1954 to 2119: what a day count in a workbook can mean; larger numbers are seconds or milliseconds."""
SECONDS = (1e8, 1e11)

WRITTEN = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?号?"
    r"(?:\s*星期.|\s*周.)?"
    r"(?:[T\s]*(上午|下午|凌晨|早上|中午|晚上|AM|PM|am|pm)?\s*(\d{1,2})\s*[:：点时]\s*(\d{1,2})?\s*分?"
    r"(?:\s*[:：]?\s*(\d{1,2})(?:[.,](\d{1,9}))?\s*秒?)?\s*(AM|PM|am|pm)?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{1,2}:?\d{0,2})?"
)
AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
AFTERNOON = ("下午", "晚上", "PM", "pm")


def parser(zone: ZoneInfo) -> Callable[[str], datetime | None]:
    """A function from text to an aware UTC time, None for what is no time; it remembers what it saw."""
    seen: dict[str, datetime | None] = {}

    def parse(text: str) -> datetime | None:
        if text not in seen:
            seen[text] = parse_time(text, zone)
        return seen[text]

    return parse


def parse_time(text: str, zone: ZoneInfo) -> datetime | None:
    """One time."""
    try:
        return _iso(text, zone) or _written(text, zone) or _packed(text, zone) or _counted(text, zone)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: ZoneInfo) -> datetime | None:
    if len(text) < 16 or text[4] != "-":
        return None
    try:
        return _aware(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _written(text: str, zone: ZoneInfo) -> datetime | None:
    if american := AMERICAN.fullmatch(text):
        month, day, year, rest = american.groups()
        text = f"{year}-{month}-{day}{rest}"
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, half, hour, minute, second, fraction, half_after, offset = found.groups()
    hours = _hours(int(hour or 0), half or half_after)
    moment = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0),
                      int((fraction or "0").ljust(6, "0")[:6]))
    return _aware(moment.replace(tzinfo=_offset(offset)), zone)


def _hours(hour: int, half: str | None) -> int:
    if half in AFTERNOON and hour < 12:
        return hour + 12
    if half == "中午" and hour < 3:
        return hour + 12
    return 0 if half in ("凌晨", "上午", "AM", "am") and hour == 12 else hour


def _offset(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text.upper() in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if text[0] == "-" else span)


def _packed(text: str, zone: ZoneInfo) -> datetime | None:
    found = PACKED.fullmatch(text)
    if found is None or not ("1900" < found[1] < "2200" and "01" <= found[2] <= "12"):
        return None
    return _aware(datetime(*(int(part or 0) for part in found.groups())), zone)  # type: ignore[arg-type]


def _counted(text: str, zone: ZoneInfo) -> datetime | None:
    """A bare number: days of a workbook, seconds or milliseconds of a program."""
    if not NUMBER.fullmatch(text):
        return None
    number = float(text)
    if EXCEL_DAYS[0] <= number <= EXCEL_DAYS[1]:
        moment = EXCEL_EPOCH + timedelta(seconds=round(number * 86_400))
        return _aware(moment, zone)
    for scale in (1.0, 1_000.0, 1_000_000.0):
        if SECONDS[0] <= number / scale < SECONDS[1] / 10:
            return datetime.fromtimestamp(number / scale, UTC)
    return None


def _aware(moment: datetime, zone: ZoneInfo) -> datetime:
    """A time without an offset is the town's own clock's."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
