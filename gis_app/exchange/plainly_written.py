"""A quick look at the letters of a text column: are all its values written just as their numbers would be printed?

Yes means yes; no means that somebody has to look closer. The letters of all values are looked at in one go.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Letters = NDArray[np.uint8]
Places = NDArray[np.int64]

ZERO, NINE, POINT, MINUS = b"09.-"
DIGITS_OF_WHOLE = 18
"""So many fit into 64 bits, whatever they are."""
DIGITS_OF_REAL = 15
"""So many survive the way to a double and back (DBL_DIG); the shortest text that gives the same double is unique."""
MOST_BEFORE_POINT = 6
"""Larger numbers, and those below 0.001, may be printed with an exponent: not plain."""


def plain_wholes(column: pa.Array) -> bool:
    """Whether all values are integers of up to 18 digits without leading zeros; no nulls."""
    if column.null_count or not len(column):
        return False
    letters, begin, end = _letters(column)
    start, signed = _behind_sign(letters, begin, end)
    digits = end - start
    return bool(
        signed
        and digits.min() > 0
        and digits.max() <= DIGITS_OF_WHOLE
        and _digits(letters) + int((start - begin).sum()) == len(letters)
        and ((letters[start] != ZERO) | (end - begin == 1)).all()
    )


def plain_reals(column: pa.Array) -> bool:
    """Whether all values are decimals with one point, digits on both sides, and no zero too many; no nulls."""
    if column.null_count or not len(column):
        return False
    letters, begin, end = _letters(column)
    point = np.flatnonzero(letters == POINT)
    if len(point) != len(begin) or not ((begin < point) & (point < end - 1)).all():
        return False
    start, signed = _behind_sign(letters, begin, end)
    before = point - start
    return bool(
        signed
        and before.min() > 0
        and before.max() <= MOST_BEFORE_POINT
        and (end - start).max() <= DIGITS_OF_REAL + 1
        and _digits(letters) + len(point) + int((start - begin).sum()) == len(letters)
        and _no_idle_zero(letters, start, point, end)
    )


def _no_idle_zero(letters: Letters, start: Places, point: Places, end: Places) -> bool:
    """No zero before other digits or at the end (but 5.0), and below 1 a first decimal that is none."""
    leading = letters[start] == ZERO
    trailing = (letters[end - 1] == ZERO) & (end - point > 2)
    small = leading & (letters[point + 1] == ZERO)
    return not ((leading & (point - start > 1)) | trailing | small).any()


def _letters(column: pa.Array) -> tuple[Letters, Places, Places]:
    """All letters of the column, and where each value begins and ends."""
    _, offsets, data = column.buffers()
    places = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
    letters = np.frombuffer(data, np.uint8)[places[0] : places[-1]] if data is not None else np.zeros(0, np.uint8)
    places -= places[0]
    return letters, places[:-1], places[1:]


def _behind_sign(letters: Letters, begin: Places, end: Places) -> tuple[Places, bool]:
    """Where the digits of each value begin; False where a value is empty (nothing can be said then)."""
    if not (begin < end).all():
        return begin, False
    return begin + (letters[begin] == MINUS), True


def _digits(letters: Letters) -> int:
    return int(np.count_nonzero((letters >= ZERO) & (letters <= NINE)))
