"""Text columns that may become numbers: only where every value, printed again, is the very text that was given.

So ``007`` stays text, and ``1.50``; ``42`` becomes an integer, ``116.4`` a float.
"""

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from gis_app.exchange.plainly_written import plain_reals, plain_wholes

SAMPLE = 1000
WHOLE, REAL, TEXT = pa.int64(), pa.float64(), pa.string()


class Unlike(Exception):
    """Columns taken for numbers turned out to hold text: the file is read again with them as text."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = names


def numbered(tables: Iterator[pa.Table], text: set[str]) -> Iterator[pa.Table]:
    """The pieces of one file with numbers for text; the first piece decides, and ``text`` names what is none.

    Raises
    ------
    Unlike
        At the first piece that does not do as those before it.
    """
    kinds: dict[str, pa.DataType] = {}
    for table in tables:
        names = [name for name in table.column_names if name not in text and table.column(name).type == TEXT]
        if not kinds:
            kinds = {name: narrowest(table.column(name)) for name in names}
        made = {name: as_type(table.column(name), kinds[name]) for name in names}
        if unlike := {name for name, column in made.items() if column is None}:
            raise Unlike(unlike)
        yield pa.table([made.get(name, table.column(name)) for name in table.column_names], names=table.column_names)


def as_type(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """The column as ``kind``, or None where one of its values would print differently."""
    if kind == TEXT:
        return column
    plain = plain_wholes if kind == WHOLE else plain_reals
    sure = all(map(plain, column.chunks))
    try:
        numbers = pc.cast(column, kind)
    except pa.ArrowInvalid:
        return None
    same = sure or pc.all(pc.equal(_printed(numbers, kind), column), min_count=0).as_py()
    return numbers if same else None


def narrowest(column: pa.ChunkedArray) -> pa.DataType:
    """What a column can be: integer, float or text (also where it has no value at all)."""
    sample = column.slice(0, SAMPLE)
    if column.null_count == len(column):
        return TEXT
    kinds = (kind for kind in (WHOLE, REAL) if as_type(sample, kind) is not None and as_type(column, kind) is not None)
    return next(kinds, TEXT)


def _printed(numbers: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Numbers as Python prints them; where the two manners of writing an exponent differ, the text stays text."""
    text = pc.cast(numbers, TEXT)
    if kind == WHOLE:
        return text
    # scalars with types: to find out the type of a Python value pyarrow would import pandas, half a second
    whole = pc.less(pc.find_substring(text, "."), pa.scalar(0, pa.int32()))
    if not pc.any(whole).as_py():
        return text
    return pc.if_else(whole, pc.binary_join_element_wise(text, pa.scalar(".0", TEXT), pa.scalar("", TEXT)), text)
