"""A period is made of the fewest buckets, each day in exactly one."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_app.domain.stats.periods import (
    DAY,
    MONTH,
    SPANS,
    YEAR,
    bucket_starts,
    period,
    runs,
)
from gis_app.errors import WanggeError

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
EPOCH = date(1970, 1, 1)


@given(DAYS, DAYS)
def test_each_day_lies_in_one_bucket(one: date, other: date) -> None:
    asked = period(min(one, other), max(one, other))
    covered = [day for span, start in asked.buckets() for day in _days(span, start)]
    assert covered == [asked.first + timedelta(days=n) for n in range(asked.days)]


@given(DAYS, DAYS)
def test_few_ranges_make_it_up(one: date, other: date) -> None:
    buckets = period(min(one, other), max(one, other)).buckets()
    assert len(runs(buckets)) <= 5
    assert sum(span == DAY for span, _ in buckets) <= 60
    assert sum(span == MONTH for span, _ in buckets) <= 22


@given(st.lists(DAYS, min_size=1, max_size=20))
def test_a_day_knows_its_buckets(days: list[date]) -> None:
    numbers = np.array([(day - EPOCH).days for day in days], dtype=np.int32)
    for span, replaced in ((DAY, {}), (MONTH, {"day": 1}), (YEAR, {"month": 1, "day": 1})):
        assert bucket_starts(numbers, span).tolist() == [(day.replace(**replaced) - EPOCH).days for day in days]


def test_the_preceding_period_ends_where_it_begins() -> None:
    asked = period(date(2026, 7, 1), date(2026, 9, 30))
    assert asked.preceding() == period(date(2026, 3, 31), date(2026, 6, 30))
    assert asked.preceding().days == asked.days == 92


@pytest.mark.parametrize(("first", "last"), [(date(2026, 1, 2), date(2026, 1, 1)), (date(1900, 1, 1), date(2026, 1, 1))])
def test_an_impossible_period_is_refused(first: date, last: date) -> None:
    with pytest.raises(WanggeError) as refused:
        period(first, last)
    assert refused.value.code == "bad_period"


def _days(span: int, start: date) -> list[date]:
    assert span in SPANS
    following = {DAY: start + timedelta(days=1), MONTH: (start + timedelta(days=31)).replace(day=1), YEAR: date(start.year + 1, 1, 1)}[span]
    return [start + timedelta(days=n) for n in range((following - start).days)]
