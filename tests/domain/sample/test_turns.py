"""When the areas of a made-up town inspect: working days at the start of a quarter, the newest quarter in all its stages."""

from datetime import date

import pytest

from gis_app.domain.inspections.calendar import day_of
from gis_app.domain.quarters import quarter_of
from gis_app.domain.sample.turns import Turn, turns

FIRST, UNTIL = date(2025, 11, 28), date(2026, 11, 28)


def test_past_quarters_are_ended_in_their_first_working_days() -> None:
    for area in range(5):
        past = [turn for turn in turns(area, FIRST, UNTIL, 4) if quarter_of(turn.days[0]) < quarter_of(UNTIL)]
        assert [quarter_of(turn.days[0]) for turn in past] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]
        assert all(turn.stage == "ended" and turn.over == turn.days for turn in past)
        assert all(day_of(day).works and quarter_of(day) == quarter_of(turn.days[0]) for turn in past for day in turn.days)
        assert all((turn.days[-1] - quarter_of(turn.days[0])).days < 14 for turn in past)


def test_of_the_newest_quarter_one_is_ended_one_half_done_one_a_draft_and_others_have_not_begun() -> None:
    newest = {area: [turn for turn in turns(area, FIRST, UNTIL, 4) if quarter_of(turn.days[0]) == quarter_of(UNTIL)] for area in range(5)}
    assert [[turn.stage for turn in newest[area]] for area in range(5)] == [[], ["ended"], ["issued"], ["draft"], []]
    half, draft = newest[2][0], newest[3][0]
    assert half.over == half.days[:1]
    assert half.days[0] < UNTIL <= half.days[1]
    assert draft.days[0] > UNTIL
    assert draft.over == ()


@pytest.mark.parametrize("until", [date(2026, 10, 1), date(2026, 10, 3), date(2026, 12, 31), date(2027, 1, 1)])
def test_a_quarter_too_young_or_too_old_holds_only_what_its_days_allow(until: date) -> None:
    for area in range(5):
        for turn in turns(area, date(2025, 10, 1), until, 1):
            assert quarter_of(turn.days[0]) == quarter_of(turn.days[-1]) == quarter_of(until)
            assert all(day < until for day in turn.over)


def test_none_before_the_sample_begins_and_none_where_none_are_wished() -> None:
    assert turns(0, FIRST, UNTIL, 0) == []
    assert len(turns(0, FIRST, UNTIL, 9)) == 3


def test_findings_go_with_leaves_and_incidents_and_days() -> None:
    whole, half = Turn((UNTIL, UNTIL), "ended"), Turn((UNTIL, UNTIL), "issued")
    assert whole.findings(10, 6000) == whole.findings(10, 60_000) == 8
    assert half.findings(10, 6000) == whole.findings(10, 3000) == 4
    assert whole.findings(10, 0) == Turn((UNTIL, UNTIL), "draft").findings(10, 6000) == 0
