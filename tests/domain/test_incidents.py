"""The state table: every pair of states is either a move with someone to take it, or none."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product

import pytest

from gis_app.db.models.incidents import SOURCES as STORED_SOURCES
from gis_app.db.models.incidents import STATES as STORED_STATES
from gis_app.domain.deadlines import due_at, overdue
from gis_app.domain.incidents import MOVES, SOURCE_NAMES, STATES, can_move, moves_from
from gis_app.domain.sources import SOURCES

ALLOWED = {(move.before, move.after) for move in MOVES}


@pytest.mark.parametrize(("before", "after"), list(product(STATES, STATES)))
def test_every_pair(before: str, after: str) -> None:
    assert can_move(before, after) is ((before, after) in ALLOWED)


def test_each_move_is_whole() -> None:
    assert len(ALLOWED) == len(MOVES)
    for move in MOVES:
        assert {move.before, move.after} <= set(STATES)
        assert move.who
        assert move.zh
        assert move.en


def test_the_last_states_are_last_and_all_others_lead_on() -> None:
    for name, state in STATES.items():
        assert bool(moves_from(name)) is not state.last, name


def test_every_state_can_be_reached() -> None:
    reached = {"reported"}
    while more := {after for before, after in ALLOWED if before in reached} - reached:
        reached |= more
    assert reached == set(STATES)


def test_who_finds_handles_and_verifies_differ_when_dispatched() -> None:
    handles = next(move.who for move in MOVES if (move.before, move.after) == ("handling", "handled"))
    verifies = next(move.who for move in MOVES if (move.before, move.after) == ("handled", "verified"))
    assert not handles & verifies


def test_the_database_knows_the_same_words() -> None:
    assert STORED_STATES == f"state IN ({','.join(repr(name) for name in STATES)})"
    assert STORED_SOURCES == f"source IN ({','.join(repr(name) for name in SOURCES)})"
    assert set(SOURCE_NAMES) == set(SOURCES)


def test_deadlines() -> None:
    reported = datetime(2026, 3, 5, 6, 20, tzinfo=UTC)
    due = due_at(reported, Decimal("2.5"))
    assert due == reported + timedelta(minutes=150)
    assert not overdue(due, due, done=False)
    assert overdue(due, due + timedelta(seconds=1), done=False)
    assert not overdue(due, due + timedelta(days=1), done=True)
    assert not overdue(None, due, done=False)
