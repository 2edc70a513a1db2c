"""Times of many kinds, in the town's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.exchange.dates import EXCEL_EPOCH, parse_time, parser

ZONE = ZoneInfo("Asia/Shanghai")
MEANT = datetime(2026, 3, 5, 6, 20, tzinfo=UTC)


@pytest.mark.parametrize("text", [
    "2026-03-05T14:20:00+08:00", "2026-03-05T06:20:00Z", "2026-03-05 14:20", "2026-03-05 14:20:00", "2026-3-5 14:20",
    "2026/3/5 14:20", "2026/03/05 14:20:00", "2026年3月5日 14:20", "2026年3月5日14时20分", "2026年03月05日 14时20分00秒",
    "2026年3月5日下午2点20分", "2026年3月5日 下午 2:20", "2026.3.5 14:20", "3/5/2026 2:20:00 PM", "20260305142000", "202603051420",
    "2026-03-05 14:20:00.000", "2026-03-05T14:20:00.000000+0800", "2026年3月5日 星期四 14：20", "1772691600", "1772691600000",
    "2026-03-05 06:20 UTC", "46086.597222222",
])
def test_one_moment_in_many_writings(text: str) -> None:
    found = parse_time(text, ZONE)
    assert found is not None
    assert abs(found - MEANT) < timedelta(seconds=1), found


@pytest.mark.parametrize("text", ["2026-03-05", "2026/3/5", "2026年3月5日", "20260305", "46086"])
def test_a_day_begins_at_the_towns_midnight(text: str) -> None:
    assert parse_time(text, ZONE) == datetime(2026, 3, 5, tzinfo=ZONE)


@pytest.mark.parametrize("text", ["", "昨天", "2026-13-01", "2026-02-30 10:00", "25:00", "2026-03-05 25:00", "12345", "-1",
                                  "99999999999999999999", "2026-03-05T14:20:00+99:99", "nan", "1e400"])
def test_no_time(text: str) -> None:
    assert parse_time(text, ZONE) is None


def test_noon_and_midnight_in_words() -> None:
    assert parse_time("2026年3月5日中午12点10分", ZONE) == datetime(2026, 3, 5, 12, 10, tzinfo=ZONE)
    assert parse_time("2026年3月5日凌晨12:10", ZONE) == datetime(2026, 3, 5, 0, 10, tzinfo=ZONE)
    assert parse_time("2026年3月5日中午1点", ZONE) == datetime(2026, 3, 5, 13, tzinfo=ZONE)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2080, 1, 1)))
def test_isoformat_and_workbook_days_come_back(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    assert parse_time(moment.isoformat(), ZONE) == moment.replace(tzinfo=ZONE)
    days = (moment - EXCEL_EPOCH).total_seconds() / 86_400
    assert abs(parse_time(repr(days), ZONE) - moment.replace(tzinfo=ZONE)) <= timedelta(seconds=1)


@given(st.text("0123456789-/:.年月日时分上下午Tz+ ", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    found = parse_time(text, ZONE)
    assert found is None or found.tzinfo is UTC


def test_the_parser_remembers() -> None:
    parse = parser(ZONE)
    assert parse("2026-03-05 14:20") is parse("2026-03-05 14:20")
