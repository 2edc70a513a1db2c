"""What a request says, read strictly: finite numbers, storable text, instants with an offset, known words.

One reader serves query strings and JSON bodies. The first thing that cannot be read is refused by name.
"""

import json
import math
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NoReturn, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from gis_app import clock
from gis_app.errors import Both, WanggeError, one_of

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
LOST_PLUS = re.compile(r" (\d{2}:?\d{2})$", re.ASCII)  # a "+" of an offset that came unescaped in an address
YEARS = (1900, 2200)
BOX = Both("应写成 西,南,东,北（度）", "write west,south,east,north in degrees")
UNSTORABLE = Both("含有不能保存的字符", "it holds characters that cannot be stored")
Box = tuple[float, float, float, float]


class Reader:
    """Reads fields of a query string (``as_text``: numbers are text too) or of a JSON object."""

    def __init__(self, given: Mapping[str, Any], zone: ZoneInfo, *, as_text: bool) -> None:
        self.given = dict(given.items())  # a plain one: werkzeug's raises inside for each field that is absent
        self.zone = zone
        self.as_text = as_text

    def has(self, field: str) -> bool:
        """Whether the field is there with something in it."""
        return self.given.get(field) not in (None, "")

    def required(self, field: str) -> Any:
        if not self.has(field):
            raise WanggeError("missing_field", field=field)
        return self.given[field]

    def number(self, field: str) -> float:
        """A finite number; JSON's own numbers, or a query's plain decimal text."""
        value = self.required(field)
        if self.as_text and NUMBER.fullmatch(value):
            value = float(value)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise WanggeError("bad_number", field=field)
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise WanggeError("bad_number", field=field)
        return number

    def number_or_none(self, field: str, *, least: float, most: float) -> float | None:
        if not self.has(field):
            return None
        number = self.number(field)
        if not least <= number <= most:
            raise WanggeError("bad_value", field=field, why=Both(f"应在 {least:g} 到 {most:g} 之间", f"it must be {least:g} to {most:g}"))
        return number

    def whole(self, field: str, default: int, *, least: int, most: int) -> int:
        """A whole number within limits."""
        number = self.number_or_none(field, least=least, most=most)
        if number is None:
            return default
        if number != int(number):
            raise WanggeError("bad_number", field=field)
        return int(number)

    def text(self, field: str, *, longest: int) -> str:
        """Text that the database can hold: no NUL, no lone surrogate, not empty, not too long."""
        value = self.required(field)
        if not isinstance(value, str):
            raise WanggeError("bad_value", field=field, why=Both("应为文字", "it must be text"))
        if not value.strip():
            raise WanggeError("missing_field", field=field)
        return storable(value, field, longest)

    def text_or_none(self, field: str, *, longest: int) -> str | None:
        if not self.has(field):
            return None
        return self.text(field, longest=longest)

    def choice(self, field: str, known: Collection[str], default: str) -> str:
        value = self.given.get(field)
        if value in (None, ""):
            return default
        if not isinstance(value, str) or value not in known:
            raise WanggeError("bad_value", field=field, why=one_of(sorted(known)))
        return value

    def choices(self, field: str, known: Collection[str] | None = None) -> list[str]:
        """Words separated by commas; none for an absent field."""
        if not self.has(field):
            return []
        words = [word for word in storable(str(self.given[field]), field, 2000).split(",") if word]
        if known is not None and not set(words) <= set(known):
            raise WanggeError("bad_value", field=field, why=one_of(sorted(known)))
        return words

    def instant(self, field: str) -> datetime:
        """An instant; a time without an offset is the town's."""
        return self._instant(field, self.required(field))

    def instant_or_none(self, field: str) -> datetime | None:
        return self.instant(field) if self.has(field) else None

    def from_to(self) -> tuple[datetime | None, datetime | None]:
        """The half-open span of ``from`` and ``to``; a day means the whole local day, included."""
        return self._edge("from", 0), self._edge("to", 1)

    def _edge(self, field: str, days: int) -> datetime | None:
        if not self.has(field):
            return None
        value = str(self.given[field])
        if not DAY.fullmatch(value):
            return self.instant(field)
        try:
            return clock.midnight(date.fromisoformat(value) + timedelta(days=days), self.zone)
        except (ValueError, OverflowError):
            _refuse_time(field)

    def _instant(self, field: str, value: Any) -> datetime:
        if not isinstance(value, str):
            _refuse_time(field)
        try:
            given = datetime.fromisoformat(LOST_PLUS.sub(r"+\1", value.strip().upper()))
        except ValueError:
            _refuse_time(field)
        if not YEARS[0] <= given.year <= YEARS[1]:
            _refuse_time(field)
        return given if given.tzinfo else given.replace(tzinfo=self.zone)

    def box(self, field: str = "bbox") -> Box | None:
        """west,south,east,north in degrees."""
        if not self.has(field):
            return None
        parts = str(self.given[field]).split(",")
        if len(parts) != 4 or not all(NUMBER.fullmatch(part) for part in parts):
            raise WanggeError("bad_value", field=field, why=BOX)
        west, south, east, north = (float(part) for part in parts)
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise WanggeError("bad_value", field=field, why=BOX)
        return west, south, east, north

    def identifier(self, field: str) -> UUID | None:
        """A UUID, or None where the field is absent."""
        if not self.has(field):
            return None
        return uuid_of(self.given[field], field)


def uuid_of(value: Any, field: str) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as wrong:
        raise WanggeError("bad_value", field=field, why=Both("应为 UUID", "it must be a UUID")) from wrong


def storable(value: str, field: str, longest: int) -> str:
    """The text itself, if a database can hold it."""
    if len(value) > longest:
        raise WanggeError("bad_value", field=field, why=Both(f"最多 {longest} 字", f"at most {longest} characters"))
    try:
        value.encode()
    except UnicodeEncodeError as lone:
        raise WanggeError("bad_value", field=field, why=UNSTORABLE) from lone
    if "\x00" in value:
        raise WanggeError("bad_value", field=field, why=UNSTORABLE)
    return value


def json_object(body: bytes) -> dict[str, Any]:
    """A request body as a JSON object; NaN, too deep nesting and anything else than an object are refused."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as wrong:
        raise WanggeError("bad_request", why=Both("内容不是 JSON", "it is not JSON")) from wrong
    if not isinstance(value, dict):
        raise WanggeError("bad_request", why=Both("内容应是一个 JSON 对象", "a JSON object is needed"))
    return cast(dict[str, Any], value)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse_time(field: str) -> NoReturn:
    raise WanggeError("bad_time", field=field)
