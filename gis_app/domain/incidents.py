"""Incidents: the states they pass, who may move them and what each move needs; where reports come from.

The tables below are the state machine. Moves are data: a request, a greyed-out button and the picture in the docs read
the same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class State:
    """A state and its name. ``done``: the clock has stopped; ``last``: nothing follows."""

    zh: str
    en: str
    done: bool = False
    last: bool = False


STATES: Mapping[str, State] = MappingProxyType({
    "reported": State("已上报", "reported"),
    "accepted": State("已立案", "accepted"),
    "dispatched": State("已派单", "dispatched"),
    "handling": State("处置中", "handling"),
    "handled": State("已处置", "handled"),
    "verified": State("已核查", "verified", done=True),
    "closed": State("已结案", "closed", done=True),
    "archived": State("已归档", "archived", done=True, last=True),
    "void": State("已作废", "void", done=True, last=True),
})


@dataclass(frozen=True)
class Move:
    """An allowed step: from, to, its name, who takes it, which fields it needs."""

    before: str
    after: str
    zh: str
    en: str
    who: frozenset[str]
    needs: frozenset[str] = frozenset()


def _move(before: str, after: str, zh: str, en: str, who: str, needs: str = "") -> Move:
    return Move(before, after, zh, en, frozenset(who.split()), frozenset(needs.split()))


MOVES: tuple[Move, ...] = (
    _move("reported", "accepted", "立案", "accept", "dispatcher"),
    _move("reported", "handled", "自行办结", "handle on the spot", "worker head", "note"),
    _move("reported", "void", "作废", "void", "dispatcher", "note"),
    _move("accepted", "dispatched", "派单", "dispatch", "dispatcher", "department"),
    _move("accepted", "void", "作废", "void", "dispatcher", "note"),
    _move("dispatched", "handling", "接单", "take up", "department"),
    _move("dispatched", "accepted", "退回", "send back", "department", "note"),
    _move("handling", "handled", "处置完成", "finish", "department", "note"),
    _move("handled", "verified", "核查通过", "verify", "worker head dispatcher"),
    _move("handled", "dispatched", "返工", "send again", "worker head dispatcher", "department note"),
    _move("verified", "closed", "结案", "close", "dispatcher"),
    _move("closed", "archived", "归档", "archive", "dispatcher"),
)


SOURCE_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "worker": ("网格员", "grid worker"),
    "head": ("网格长", "grid head"),
    "resident": ("群众", "resident"),
    "hotline": ("12345热线", "hotline 12345"),
    "department": ("部门", "department"),
    "datacheck": ("数据比对", "data check"),
    "inspection": ("联查", "joint inspection"),
})
"""Name of each of ``sources.SOURCES`` in Chinese and English."""


def moves_from(state: str) -> tuple[Move, ...]:
    """The steps that a state allows."""
    return tuple(move for move in MOVES if move.before == state)


def can_move(before: str, after: str) -> bool:
    """Whether any step leads from one state to the other."""
    return any(move.after == after for move in moves_from(before))
