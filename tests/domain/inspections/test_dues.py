"""What is owed: nothing is ever late for whoever looks at it, and a plan keeps what is owed before what is wished."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_app.domain.inspections import Inspection, Lock, survey
from gis_app.domain.inspections.board import Board, board
from gis_app.domain.inspections.dues import Duty, duty, overdue, owed_now
from gis_app.domain.inspections.moves import orders_of
from gis_app.domain.inspections.promises import kept, put_in
from gis_app.domain.inspections.solving import plan
from gis_app.domain.inspections.timetable import times
from gis_app.domain.quarters import quarters_after, quarters_between
from tests.domain.inspections.areas import STEADY, field, wish

START = date(2026, 1, 1)
QUARTERS = [quarters_after(START, number) for number in range(12)]


def things(rng: np.random.Generator, count: int) -> tuple[dict[str, tuple[float, float]], dict[str, date | None], dict[str, int]]:
    """Places, the quarters of the last look (never for some), and how often each must be looked at; nothing late at the start."""
    names = [f"P{number}" for number in range(count)]
    every = {name: int(rng.choice([1, 2, 4])) for name in names}
    last = {name: None if rng.random() < 0.5 else quarters_after(START, -int(rng.integers(1, every[name] + 1))) for name in names}
    return {name: (119.8 + rng.random() / 100, 30 + rng.random() / 100) for name in names}, last, every


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 60))
def test_whoever_looks_at_what_is_owed_is_never_late(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    place, last, every = things(rng, count)
    for quarter in QUARTERS:
        duties = [duty(name, place[name], last[name], START, every[name]) for name in place]
        assert all(overdue(one, quarter) == 0 for one in duties)
        for name in owed_now(duties, quarter):
            last[name] = quarter
        if quarter >= QUARTERS[3]:
            assert all(seen is not None and quarters_between(seen, quarter) < every[name] for name, seen in last.items())


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 60), st.floats(0.2, 0.9))
def test_with_too_few_hands_what_was_missed_is_owed_again_and_comes_first(seed: int, count: int, reached: float) -> None:
    rng = np.random.default_rng(seed)
    place, last, every = things(rng, count)
    missed: set[str] = set()
    for quarter in QUARTERS:
        owed = owed_now([duty(name, place[name], last[name], START, every[name]) for name in place], quarter)
        late = [name for name, quarters in owed.items() if quarters]
        assert missed <= set(late) and list(owed)[: len(late)] == late
        done = list(owed)[: round(reached * len(owed))]
        last |= dict.fromkeys(done, quarter)
        missed = {name for name in owed if name not in done and quarters_between(duty(name, place[name], last[name], START, every[name]).by, quarter) >= 0}


def test_shares_are_even_and_whole_heaps_come_first() -> None:
    heap = [(119.8 + number / 1000, 30.0) for number in range(4)]
    strewn = [(119.9 + number / 10, 30.0) for number in range(8)]
    duties = [duty(f"P{number:02}", place, None, START, 4) for number, place in enumerate([*strewn, *heap])]
    assert list(owed_now(duties, START)) == ["P08", "P09", "P10"]
    assert len(owed_now(duties, QUARTERS[3])) == 12 and set(owed_now(duties, QUARTERS[5]).values()) == {2}
    assert owed_now([], START) == {}
    front = [Duty(f"Q{number}", heap[0], None, QUARTERS[2], 4) for number in range(9)] + [Duty("R", heap[0], None, QUARTERS[4], 4)]
    assert len(owed_now(front, QUARTERS[1])) == 5
    assert set(owed_now([*front, Duty("S", heap[0], START, QUARTERS[1])], QUARTERS[1])) == {"S", *(f"Q{number}" for number in range(5))}
    again = [Duty("T", heap[0], START, QUARTERS[2], 2)]
    assert [set(owed_now(again, quarter)) for quarter in QUARTERS[:3]] == [set(), set(), {"T"}]


def crowded(seed: int, owed: int, *, teams: int = 1, late: int = 0) -> Inspection:
    """An area with more to look at than its teams have hours for; so many of its wishes are owed, some of them for longer."""
    asked = field(seed, grids=5, wishes=26, teams=teams, days=1, settings=replace(STEADY, iterations=150))
    wishes = [replace(one, owed=0 if number < 5 or number >= 5 + owed else 2 if number < 5 + late else 1) for number, one in enumerate(asked.wishes)]
    return replace(asked, wishes=tuple(wishes))


def keeps_promises(on: Board, orders: list[list[int]]) -> None:
    """No stop is left out while a shift could take it in place of lesser ones."""
    served = {stop for order in orders for stop in order}
    locked = {lock.wish for lock in on.inspection.locks}
    for stop in set(np.flatnonzero(on.rank > 0).tolist()) - served:
        for shift, order in enumerate(orders):
            if on.may[stop, shift]:
                stays = [one for one in order if on.rank[one] >= on.rank[stop] or on.inspection.wishes[one].id in locked]
                assert put_in(on, shift, stays, stop) is None, on.inspection.wishes[stop].id


@pytest.mark.parametrize(("seed", "teams"), [(1, 1), (2, 1), (3, 2)])
def test_what_is_owed_goes_before_what_is_wished_and_the_rest_is_named(seed: int, teams: int) -> None:
    asked = crowded(seed, 18, teams=teams, late=6)
    ground = survey(asked, None)
    made = plan(asked, ground, ways=False)
    on = board(asked, ground)
    keeps_promises(on, orders_of(on, made))
    told = made.figures
    assert told["grids_entered"] == 5 and told["owed"] == 18
    left = {one.wish: one.why for one in made.unserved}
    owed_left = [one for one in asked.wishes if one.owed and one.id in left]
    assert told["owed_served"] == 18 - len(owed_left) and (teams == 2 or owed_left)
    assert {left[one.id] for one in owed_left} <= {"no_time"}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1 << 20), st.booleans())
def test_any_orders_are_mended_without_giving_up_what_is_locked(seed: int, lock: bool) -> None:
    asked = crowded(seed % 50, 12, late=4)
    if lock:
        asked = asked.locked(Lock("W25", "T0"))
    on, rng = board(asked, survey(asked, None)), np.random.default_rng(seed)
    order: list[int] = [30] if lock else []
    for stop in rng.permutation([at for at in range(31) if at not in order]).tolist():
        order = put_in(on, 0, order, stop) or order
    [mended] = orders = kept(on, [order])
    keeps_promises(on, orders)
    assert times(on, 0, mended).late == 0 and len(set(mended)) == len(mended) and (not lock or 30 in mended)
    assert kept(on, orders) == orders


def test_without_anything_owed_the_board_weighs_as_before() -> None:
    asked = field(1)
    on = board(asked, survey(asked, None))
    assert (on.worth[~on.required] == on.prize[~on.required]).all()
    asked = replace(asked, wishes=(*asked.wishes, wish("must", required=True), wish("due", owed=3)))
    assert board(asked, survey(asked, None)).rank.max() == 5
