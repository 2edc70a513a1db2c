"""Names of grids by the habit of their neighbours: 金乐社区第三网格 after 第一 and 第二."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import count
from typing import NamedTuple

DIGITS = "零一二三四五六七八九"
KNOWN = f"[{DIGITS[1:]}十百]+|[0-9]+"
HABIT = re.compile(rf"(?P<stem>.*?)第(?P<number>{KNOWN})(?P<tail>[^?\ufffd]*)")
BEGUN = re.compile(rf"(?P<stem>[^?\ufffd]*?)第(?P<number>{KNOWN})?[^?\ufffd]*[?\ufffd]")
"""What is still to be read of a name that lost signs: before its number, and the number if that is whole."""


class Numbered(NamedTuple):
    """A name that carries a number."""

    stem: str
    number: str
    tail: str


def numeral(number: int) -> str:
    """1 to 99 as they are written in names: 三, 十二, 二十, 四十五; beyond that in figures."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def numbered(name: str) -> Numbered | None:
    """The name taken apart, where it is one of a row of numbered names."""
    found = HABIT.fullmatch(name)
    return Numbered(*found.group("stem", "number", "tail")) if found else None


def proposed(name: str, others: Collection[str]) -> str | None:
    """Another name for a grid whose own is blank, stands twice or lost signs; None where the neighbours show no habit.

    Parameters
    ----------
    others
        Names in use; the proposal is none of them. Those that begin alike tell how such names go on.
    """
    begun = BEGUN.match(name)
    stem, kept = (begun.group("stem", "number") if begun else (None, None))
    whole = None if begun else numbered(name)
    if whole is not None:
        stem = whole.stem
    if stem is None and name.strip():
        return None
    habit = _habit(others, stem)
    if habit is None:
        return None
    return next(one for one in _row(habit, kept) if one not in others)


def _habit(others: Iterable[str], stem: str | None) -> Numbered | None:
    """How most of the names go that begin with ``stem``; where none does, all names tell what follows the number."""
    rows = [one for one in map(numbered, others) if one is not None]
    mine = [one for one in rows if stem is None or one.stem == stem]
    most = Counter((one.stem, one.tail, one.number.isdigit()) for one in mine).most_common(1)
    if most:
        begins, tail, figures = most[0][0]
        return Numbered(begins, "1" if figures else "一", tail)
    ends = Counter((one.tail, one.number.isdigit()) for one in rows).most_common(1)
    return Numbered(stem or "", "1" if ends[0][0][1] else "一", ends[0][0][0]) if ends else None


def _row(habit: Numbered, kept: str | None) -> Iterator[str]:
    """The name with the number that can still be read, then those from the first on."""
    if kept:
        yield f"{habit.stem}第{kept}{habit.tail}"
    for number in count(1):
        yield f"{habit.stem}第{number if habit.number.isdigit() else numeral(number)}{habit.tail}"
