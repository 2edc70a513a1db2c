"""Inspections and plans are plain values: they go to JSON and back, and refuse what cannot be meant."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from gis_app.domain.inspections import (
    Ban,
    Inspection,
    Lock,
    Plan,
    Route,
    Settings,
    Span,
    Team,
    Unserved,
    Visit,
    Window,
    Wish,
)
from gis_app.domain.inspections.times import cut_out, said, seconds_of
from gis_app.errors import WanggeError
from tests.domain.inspections.areas import DAYS, field, team, wish

NOON = seconds_of("12:00")


def test_an_inspection_goes_to_json_and_back() -> None:
    asked = replace(
        field(), locks=(Lock("W1", "T0", DAYS[1], seconds_of("09:20"), "与企业约好"), Lock("W2", "T1")), bans=(Ban("T2", grid="G1"), Ban("T1", wish="W3")),
        settings=Settings(lunch=None, iterations=5), teams=(*field().teams, team("T9", skills=frozenset({"fire"}), days=DAYS[:1], people=("李青",))),
    )
    assert Inspection.from_dict(json.loads(json.dumps(asked.to_dict()))) == asked
    rich = wish("x", windows=(Window(Span.read("09:00-11:30"), DAYS),), skills=frozenset({"fire"}), refers="9", note="上季未查到", checks=("0101",))
    assert Wish.from_dict(json.loads(json.dumps(rich.to_dict()))) == rich


def test_a_plan_goes_to_json_and_back() -> None:
    visit = Visit("W1", seconds_of("08:42:10"), seconds_of("09:00"), seconds_of("09:20"), 720, 3100.5, True, ("热点",))
    route = Route("T0", DAYS[0], seconds_of("08:30"), seconds_of("16:00"), (visit,), Span.read("12:00-13:30"), 1440, 6000.0, (((119.8, 30.0), (119.9, 30.1)),))
    made = Plan((route,), (Unserved("W2", "no_time", 600),), {"grids": 1}, "tour", 3, 44, True, False)
    assert Plan.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    assert route.work_s == 6 * 3600 and made.route("T0", DAYS[0]) == route and made.route("T1", DAYS[0]) is None


def test_what_is_left_out_is_as_usual() -> None:
    told = {"id": 1, "kind": "overdue", "place": [119.8, 30], "grid": "G1", "label": "井盖缺失"}
    assert (Wish.from_dict(told).prize, Wish.from_dict(told).service_min) == (4, 15)
    assert Team.from_dict({"id": "a", "name": "一组", "start": [119.8, 30]}) == Team("a", "一组", (119.8, 30.0))
    assert Settings.from_dict({}) == Settings()


def test_times_of_a_day() -> None:
    assert [said(seconds_of(text)) for text in ("8:05", "08:05:09", "24:00")] == ["08:05", "08:05:09", "24:00"]
    assert Span.read("08:30 至 17:30") == Span.read("8:30–17:30") == Span(30_600, 63_000)
    assert cut_out([Span.read("08:30-17:30"), Span.read("11:00-12:30")], Span.read("12:00-13:30")) == [
        Span.read("08:30-12:00"), Span.read("13:30-17:30"), Span.read("11:00-12:00")]
    assert cut_out([Span.read("08:30-17:30")], None) == [Span.read("08:30-17:30")]


REFUSED: tuple[tuple[str, Callable[[], object]], ...] = (
    ("bad_value", lambda: seconds_of("8点")),
    ("bad_value", lambda: seconds_of("24:01")),
    ("bad_value", lambda: Span.read("17:30-08:30")),
    ("bad_value", lambda: Span.read("08:30")),
    ("bad_value", lambda: Settings(balance=0.9)),
    ("bad_value", lambda: Settings(seconds=0)),
    ("bad_value", lambda: Settings.from_dict({"speed": 3})),
    ("bad_value", lambda: team("T", mode="horse")),
    ("bad_value", lambda: wish("W", kind="tea")),
    ("bad_value", lambda: wish("W", prize=float("inf"))),
    ("missing_field", lambda: field(days=0)),
    ("missing_field", lambda: field(teams=0)),
    ("bad_value", lambda: replace(field(), days=(date(2026, 10, 9), date(2026, 10, 8)))),
    ("bad_value", lambda: replace(field(), teams=(team("T"), team("T")))),
    ("bad_value", lambda: replace(field(), locks=(Lock("W1", "T0"), Lock("W1", "T1")))),
    ("bad_value", lambda: replace(field(), locks=(Lock("W1", "T0", None, NOON),))),
    ("inspect_lock_unknown", lambda: replace(field(), locks=(Lock("W1", "T0", date(2026, 1, 1)),))),
    ("inspect_lock_unknown", lambda: replace(field(), locks=(Lock("nowhere", "T0"),))),
    ("inspect_lock_unknown", lambda: replace(field(), bans=(Ban("T9", wish="W1"),))),
)


@pytest.mark.parametrize(("code", "ask"), REFUSED)
def test_refusals(code: str, ask: Callable[[], object]) -> None:
    with pytest.raises(WanggeError) as refused:
        ask()
    assert refused.value.code == code


def test_a_new_lock_takes_the_place_of_the_old() -> None:
    asked = replace(field(), locks=(Lock("W1", "T0"), Lock("W2", "T0")))
    assert asked.locked(Lock("W1", "T1")).locks == (Lock("W2", "T0"), Lock("W1", "T1"))
