"""Text columns that may become numbers: only where every value, printed again, is the very text that was given.

So ``007`` stays text, and ``1.50``; ``42`` becomes an integer, ``116.4`` a float.
"""

import pyarrow as pa
import pyarrow.compute as pc

WHOLE, REAL, TEXT = pa.int64(), pa.float64(), pa.string()


def as_type(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """The column as ``kind``, or None where one of its values would print differently."""
    if kind == TEXT:
        return column
    try:
        numbers = pc.cast(column, kind)
    except pa.ArrowInvalid:
        return None
    same = pc.all(pc.equal(_printed(numbers, kind), column), min_count=0).as_py()
    return numbers if same else None


def narrowest(column: pa.ChunkedArray) -> pa.DataType:
    """What a column can be: integer, float or text; one without any value is text."""
    if column.null_count == len(column):
        return TEXT
    return next(kind for kind in (WHOLE, REAL, TEXT) if as_type(column, kind) is not None)


def _printed(numbers: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Numbers as Python prints them; where the two manners of writing an exponent differ, the text stays text."""
    text = pc.cast(numbers, TEXT)
    if kind == WHOLE:
        return text
    plain = pc.match_substring_regex(text, r"^-?\d+$")
    return pc.if_else(plain, pc.binary_join_element_wise(text, ".0", ""), text)
